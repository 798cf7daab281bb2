import Foundation
import Interest

/// A JSON file with the settings of a store. An unknown key is an error.
enum SettingsFile {
    /// The maximum size of a settings file in bytes.
    static let sizeMax = 1_000_000

    /// Reads the settings. Throws one sentence with the file's name and what is wrong in it.
    static func read(_ path: String) throws -> Settings {
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            data = try handle.read(upToCount: sizeMax + 1) ?? Data()
            try handle.close()
        } catch {
            throw Failure("cannot read \(path): \(error.localizedDescription)")
        }
        guard data.count <= sizeMax else {
            throw Failure("\(path) is too large: settings have at most \(sizeMax.grouped) bytes")
        }
        do {
            return try JSONDecoder().decode(Settings.self, from: data)
        } catch let error as LawError {
            throw Failure("\(path): \(error)")
        } catch {
            throw Failure(
                "invalid settings in \(path): expected a JSON object with law, parameters and gains"
            )
        }
    }
}
