public import Interest

/// Why settings are rejected, in one sentence for people.
public struct SettingsRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The message.
    public let description: String

    init(_ description: String) { self.description = description }
}

extension MongoRepositories {
    /// Replaces the settings, so that every log is folded again.
    ///
    /// - Parameters:
    ///   - settings: the new settings.
    ///   - forgetting: whether profiles may lose behaviors that were deleted from the log.
    /// - Throws: `SettingsRefusal` when that is necessary but not allowed, or when the law does not
    ///   work with the retention; `RepositoryError`.
    public func change(to settings: Settings, forgetting: Bool) async throws {
        let retention = try await behaviors.retention()
        if let retention, !settings.law.acceptsLateBehaviors {
            throw SettingsRefusal(
                "\(LawText(settings.law)) needs the whole log for late behaviors, but the log is "
                    + "kept only for \(retention): first run ebb retention set off")
        }
        let trimmed = try await behaviors.trimmedCount()
        if retention != nil || trimmed > 0 {
            guard forgetting else {
                throw SettingsRefusal(
                    "new settings fold every profile again from the log, from which "
                        + "\(trimmed) behaviors were deleted: add --from-what-is-left (over HTTP: "
                        + "FromWhatIsLeft) to drop those from the profiles")
            }
            try await allowTrimmed(by: settings)
        }
        try await self.settings.save(settings)
    }
}
