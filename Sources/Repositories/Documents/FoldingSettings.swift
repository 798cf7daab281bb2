package import Interest

/// Settings with their fingerprint, which is stored in every document they fold.
///
/// This is a class, because every read passes the settings on in many steps, and they are large.
package final class FoldingSettings: Sendable {
    package let settings: Settings
    package let fingerprint: String

    package init(_ settings: Settings) throws(RepositoryError) {
        self.settings = settings
        fingerprint = try SettingsText(settings).fingerprint
    }
}
