import Foundation
import Interest

/// Settings of a store in a JSON file, read strictly: a key that nobody knows is refused.
enum SettingsFile {
    /// The most bytes of such a file.
    static let sizeMax = 1_000_000

    /// Reads it, or throws a sentence that names the file and what is wrong in it.
    static func read(_ path: String) throws -> Settings {
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            data = try handle.read(upToCount: sizeMax + 1) ?? Data()
            try handle.close()
        } catch {
            throw Failure("\(path) cannot be read: \(error.localizedDescription)")
        }
        guard data.count <= sizeMax else {
            throw Failure("\(path) is too long for settings: at most \(sizeMax.grouped) bytes")
        }
        do {
            return try JSONDecoder().decode(Settings.self, from: data)
        } catch let error as LawError {
            throw Failure("\(path): \(error)")
        } catch {
            throw Failure("\(path) does not hold one JSON object with law, parameters and gains")
        }
    }
}
