package import Interest

/// Settings with the fingerprint that goes on every document they fold.
package struct FoldingSettings: Sendable {
    package let settings: Settings
    package let fingerprint: String

    package init(_ settings: Settings) throws(RepositoryError) {
        self.settings = settings
        fingerprint = try SettingsText(settings).fingerprint
    }
}
