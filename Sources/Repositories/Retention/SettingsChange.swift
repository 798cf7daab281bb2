public import Interest

/// Why settings cannot be taken: one sentence for a person.
public struct SettingsRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    init(_ description: String) { self.description = description }
}

extension MongoRepositories {
    /// Replaces the settings, by which every log is folded anew.
    ///
    /// - Parameter forgetting: whether profiles may forget what is no longer kept of the log.
    /// - Throws: `SettingsRefusal` where the log is not whole and that was not said, or the law
    ///   could not do with the retention; `RepositoryError`.
    public func change(to settings: Settings, forgetting: Bool) async throws {
        let retention = try await behaviors.retention()
        if let retention, !settings.law.acceptsLateBehaviors {
            throw SettingsRefusal(
                "\(LawText(settings.law)) needs the whole log for a late behaviour, and the log is "
                    + "kept for \(retention) only: first run ebb retention set off")
        }
        let trimmed = try await behaviors.trimmedCount()
        if retention != nil || trimmed > 0 {
            guard forgetting else {
                throw SettingsRefusal(
                    "other settings fold every profile anew from the log, in which "
                        + "\(trimmed) behaviours are no longer kept: add --from-what-is-left (over "
                        + "HTTP: FromWhatIsLeft) to forget what is gone from it")
            }
            try await allowTrimmed(by: settings)
        }
        try await self.settings.save(settings)
    }
}
