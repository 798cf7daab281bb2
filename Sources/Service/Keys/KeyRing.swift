internal import Access
internal import Interest
internal import Synchronization

/// Whom the keys let in: the store's, kept in memory, and the one of the configuration.
///
/// The table is fetched again every few seconds, so that keys are made, rotated and revoked
/// without a restart. A key that is not in it is looked for at once, but not more often than
/// `lookInterval`, so that nobody makes the store work by showing nonsense.
///
/// Where there are no keys, everybody is let in, with any key or none. That ends for good when the
/// first key is seen: a store whose keys are gone was dropped, restored from an older backup, or is
/// another one, and lets nobody in until the server is started again.
final class KeyRing: Sendable {
    /// What a shown key is worth.
    enum Verdict: Hashable, Sendable {
        case known(Caller)
        case unknown
        /// The store does not say.
        case untold
    }

    private struct Entry: Sendable {
        let digest: KeptDigest
        let caller: Caller
        let expires: Timestamp?
    }

    private struct State {
        var entries: [String: Entry] = [:]
        /// Whether the store has no key at all, not even one that has ended; nil while nobody has
        /// looked.
        var isEmpty: Bool?
        /// Whether the store had a key at any time since this server began.
        var hasSeenKeys: Bool
        var looked: Timestamp?
        var looking: Task<Void, Never>?
        /// Whether the last look failed: what is in memory stands meanwhile.
        var hasFailed = false
    }

    private let repository: (any KeyRepository)?
    private let configuration: ServiceConfiguration
    private let now: @Sendable () -> Timestamp
    private let anybody: Caller
    private let state: Mutex<State>

    init(
        _ repository: (any KeyRepository)?, _ configuration: ServiceConfiguration,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.repository = repository
        // Where keys are kept nowhere there are none.
        state = Mutex(
            State(
                isEmpty: repository == nil ? true : nil, hasSeenKeys: configuration.hasStoredKeys))
        self.configuration = configuration
        anybody = .anybody(configuration.rateLimit)
        self.now = now
    }

    /// Whether somebody without a key is let in, or would be if the store had none.
    var mayLetAnybodyIn: Bool { mayBeOpen && state.withLock { !$0.hasSeenKeys } }

    /// Whether the store had keys and has none any more.
    var hasLostKeys: Bool { state.withLock { $0.hasSeenKeys && $0.isEmpty == true } }

    /// The verdict by what is in memory.
    func verdict(on shown: String?) -> Verdict {
        if let caller = caller(showing: shown) { return .known(caller) }
        // It may be a key of this store, made a moment ago: that is looked for first.
        guard isOpen, shown.flatMap({ KeyText(shown: $0) }) == nil else { return .unknown }
        return .known(anybody)
    }

    /// The verdict after a look into the store, where that can help and is due. Those who ask
    /// meanwhile wait for the same look.
    func lookedUp(_ shown: String?) async -> Verdict {
        let canHelp =
            shown.flatMap { KeyText(shown: $0) } != nil
            || mayLetAnybodyIn && state.withLock { $0.isEmpty == nil }
        if repository != nil, canHelp {
            let look = state.withLock { state -> Task<Void, Never>? in
                if let looking = state.looking { return looking }
                guard isDue(state.looked) else { return nil }
                state.looked = now()
                let look = Task { await self.look() }
                state.looking = look
                return look
            }
            await look?.value
        }
        if let caller = caller(showing: shown) { return .known(caller) }
        if isOpen { return .known(anybody) }
        return canHelp && state.withLock { $0.hasFailed } ? .untold : .unknown
    }

    /// Fetches the table.
    func refresh() async throws(RepositoryError) {
        guard let repository else { return }
        do throws(RepositoryError) {
            let keys = try await repository.keys()
            let entries = entries(of: keys)
            state.withLock { state in
                (state.entries, state.isEmpty, state.hasFailed) = (entries, keys.isEmpty, false)
                if !keys.isEmpty { state.hasSeenKeys = true }
            }
        } catch {
            state.withLock { $0.hasFailed = true }
            throw error
        }
    }

    private func entries(of keys: [AccessKey]) -> [String: Entry] {
        var entries: [String: Entry] = [:]
        for key in keys where key.revoked == nil {
            let caller = Caller(
                name: key.name, access: key.access, rate: key.rate ?? configuration.rateLimit)
            for secret in key.secrets {
                let expires = [key.expires, secret.expires].compactMap(\.self).min()
                entries[secret.id] = Entry(
                    digest: KeptDigest(secret), caller: caller, expires: expires)
            }
        }
        return entries
    }

    /// Whose key that is; nil where it is nobody's.
    private func caller(showing shown: String?) -> Caller? {
        guard let shown else { return nil }
        if let key = configuration.key, key.matches(shown) {
            return .configuration(configuration.rateLimit)
        }
        guard let text = KeyText(shown: shown),
            let entry = state.withLock({ $0.entries[text.id] }), text.matches(entry.digest),
            !(entry.expires.map { $0 <= now() } ?? false)
        else { return nil }
        return entry.caller
    }

    /// Whether everybody is let in now.
    private var isOpen: Bool {
        mayBeOpen && state.withLock { $0.isEmpty == true && !$0.hasSeenKeys }
    }

    /// Whether somebody without a key may come in where there are no keys.
    private var mayBeOpen: Bool {
        configuration.key == nil && (configuration.isLoopback || configuration.isOpenToEverybody)
    }

    private func look() async {
        // What went wrong is in the state, and in the log when the next regular look fails.
        try? await refresh()
        state.withLock { $0.looking = nil }
    }

    private func isDue(_ looked: Timestamp?) -> Bool {
        guard let looked else { return true }
        let age = (now().milliseconds - looked.milliseconds).magnitude
        return age >= configuration.keyLookInterval.milliseconds
    }
}
