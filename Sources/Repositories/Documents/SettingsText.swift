internal import Foundation
internal import Hashing
package import Interest

/// Settings as one JSON text with sorted keys, in which they are stored and compared.
package struct SettingsText: Sendable {
    package let json: String

    package init(_ settings: Settings) throws(RepositoryError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            json = String(decoding: try encoder.encode(settings), as: UTF8.self)
        } catch {
            throw RepositoryError(.malformed, "cannot write the settings: \(error)")
        }
    }

    package init(json: String) { self.json = json }

    /// The settings that the text describes.
    package func settings() throws(RepositoryError) -> Settings {
        do {
            return try JSONDecoder().decode(Settings.self, from: Data(json.utf8))
        } catch {
            throw RepositoryError(
                .malformed, "cannot read the settings of the store: \(error); set them again")
        }
    }

    /// The first 16 hexadecimal digits of the SHA-256 of the text: enough to distinguish the few
    /// settings in the lifetime of a store, and short in every weight document.
    package var fingerprint: String {
        String(SHA256.hash(json.utf8).hexadecimal.prefix(16))
    }
}
