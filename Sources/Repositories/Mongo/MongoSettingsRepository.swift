public import Interest
package import Mongo
internal import Synchronization

/// The settings of the store: one document in the collection `settings`.
///
/// Every read of a user needs them, so they are cached for `ageMax`: a change reaches every server
/// within that time, without a round trip for each read.
public final class MongoSettingsRepository: SettingsRepository {
    /// The maximum age of the cached settings.
    package static let ageMax = Duration.seconds(1)

    private let store: Store
    private let clock: @Sendable () -> ContinuousClock.Instant
    private let kept = Mutex<(settings: FoldingSettings, asked: ContinuousClock.Instant)?>(nil)

    package init(
        store: Store, clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.store = store
        self.clock = clock
    }

    /// The settings, at most `ageMax` old.
    public func settings() async throws(RepositoryError) -> Settings {
        try await folding().settings
    }

    /// Replaces the settings; this process uses them at once.
    public func save(_ settings: Settings) async throws(RepositoryError) {
        let folding = try FoldingSettings(settings)
        let asked = clock()
        try await store.ask(SaveSettings(text: SettingsText(settings), insertOnly: false))
        kept.withLock { $0 = (folding, asked) }
    }

    /// The stored settings; nil when there are none. Writes nothing.
    package func saved() async throws(RepositoryError) -> Settings? {
        try await read()?.settings
    }

    /// The settings with their fingerprint.
    package func folding() async throws(RepositoryError) -> FoldingSettings {
        let asked = clock()
        let recent = kept.withLock { kept in
            kept.flatMap { asked - $0.asked <= Self.ageMax ? $0.settings : nil }
        }
        if let recent { return recent }
        let found = try await read()
        let settings = if let found { found } else { try await writeStandard() }
        kept.withLock { $0 = (settings, asked) }
        return settings
    }

    private func read() async throws(RepositoryError) -> FoldingSettings? {
        guard let text = try await store.ask(ReadSettings()) else { return nil }
        return try FoldingSettings(text.settings())
    }

    /// Several servers may start on an empty store at once: the document of the first one is kept.
    private func writeStandard() async throws(RepositoryError) -> FoldingSettings {
        try await store.ask(SaveSettings(text: SettingsText(.standard), insertOnly: true))
        if let found = try await read() { return found }
        return try FoldingSettings(.standard)
    }
}

private let settingsID = "settings"

private struct ReadSettings: Operation {
    func execute(on client: inout Client) throws(StoreError) -> SettingsText? {
        let options = FindOptions(
            projection: BSON { $0.append("_id", Int32(0)) }, limit: 1)
        let filter = BSON { $0.append("_id", settingsID) }
        return try Find<BSON>(Schema.settings, filter: filter, options: options)
            .execute(on: &client).first.map { SettingsText(json: $0.json) }
    }
}

private struct SaveSettings: Operation {
    let text: SettingsText
    let insertOnly: Bool

    func execute(on client: inout Client) throws(StoreError) {
        let body = try BSON(json: text.json)
        let filter = BSON { $0.append("_id", settingsID) }
        guard insertOnly else {
            _ = try ReplaceOne(Schema.settings, filter: filter, replacement: body, upsert: true)
                .execute(on: &client)
            return
        }
        let update = BSON { $0.append("$setOnInsert", bson: body) }
        _ = try BulkUpdate(Schema.settings, [(filter, update)], upsert: true)
            .execute(on: &client)
    }
}
