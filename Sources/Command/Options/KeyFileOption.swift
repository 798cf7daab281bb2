import ArgumentParser
import Foundation
import SystemPackage

/// Where a new key goes, instead of standard output.
struct KeyFileOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Writes the key to a new file that only you can read, instead of standard output.",
            valueName: "file"))
    var keyFile: String?

    /// Writes a key's text before `body` makes the key: a key that cannot be kept must not exist.
    /// Where `body` throws, the file is gone again.
    func keep(_ text: String, _ body: () async throws -> Void) async throws {
        guard let keyFile else { return try await body() }
        do {
            let file = try FileDescriptor.open(
                FilePath(keyFile), .writeOnly, options: [.create, .exclusiveCreate],
                permissions: [.ownerReadWrite])
            _ = try file.closeAfter { try file.writeAll((text + "\n").utf8) }
        } catch Errno.fileExists {
            throw Failure("\(keyFile) exists already: choose a new file for the key")
        } catch {
            throw Failure("cannot write the key to \(keyFile): \(error)")
        }
        do {
            try await body()
        } catch {
            try? FileManager.default.removeItem(atPath: keyFile)
            throw error
        }
    }
}
