internal import Foundation
internal import Hashing
package import Interest

/// Settings as one JSON text with sorted keys, which is what they are kept and compared by.
package struct SettingsText: Sendable {
    package let json: String

    package init(_ settings: Settings) throws(RepositoryError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            json = String(decoding: try encoder.encode(settings), as: UTF8.self)
        } catch {
            throw RepositoryError(.malformed, "the settings cannot be written: \(error)")
        }
    }

    package init(json: String) { self.json = json }

    /// The settings that the text describes.
    package func settings() throws(RepositoryError) -> Settings {
        do {
            return try JSONDecoder().decode(Settings.self, from: Data(json.utf8))
        } catch {
            throw RepositoryError(
                .malformed, "the store's settings cannot be read: \(error); set them anew")
        }
    }

    /// The first 16 hexadecimal digits of the text's SHA-256: enough to tell the few settings of
    /// a store's lifetime apart, and short in every weight document.
    package var fingerprint: String {
        String(SHA256.hash(json.utf8).hexadecimal.prefix(16))
    }
}
