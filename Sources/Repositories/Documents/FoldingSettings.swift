package import Interest

/// Settings with the fingerprint that goes on every document they fold.
///
/// An object, because every read hands them on from step to step, and they have many parts.
package final class FoldingSettings: Sendable {
    package let settings: Settings
    package let fingerprint: String

    package init(_ settings: Settings) throws(RepositoryError) {
        self.settings = settings
        fingerprint = try SettingsText(settings).fingerprint
    }
}
