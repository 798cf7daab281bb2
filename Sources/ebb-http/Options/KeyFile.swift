import Command
import Foundation
import Service

/// A file that holds a key for everything and nothing else, as `--api-key-file` names it.
enum KeyFile {
    /// The most bytes that are read of it.
    private static let sizeMax = 4096

    /// Reads the key; a line break behind it is not a part of it.
    ///
    /// - Throws: a sentence that names the file and never shows what is in it.
    static func read(_ path: String) throws -> APIKey {
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            data = try handle.read(upToCount: sizeMax + 1) ?? Data()
        } catch {
            throw Failure("the key file \(path) cannot be read: \(error.localizedDescription)")
        }
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(
            in: .whitespacesAndNewlines)
        guard data.count <= sizeMax, let key = try APIKey(text) else {
            throw Failure("the key file \(path) must hold one key of 1 to \(sizeMax) bytes")
        }
        if isOpen(path) {
            Output.news(
                "Warning: other users of this machine can read the key in \(path): run chmod 600 "
                    + "on it.")
        }
        return key
    }

    /// Whether the file's mode lets anybody but its owner and group read it.
    private static func isOpen(_ path: String) -> Bool {
        let file = URL(filePath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        return ((attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0) & 0o004 != 0
    }
}
