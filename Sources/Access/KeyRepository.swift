public import Interest

/// The keys that let people use the service.
public protocol KeyRepository: Sendable {
    /// All keys by name, revoked and expired ones too: at most `AccessKey.countMax`.
    func keys() async throws(RepositoryError) -> [AccessKey]
    /// The key of this name.
    func key(_ name: String) async throws(RepositoryError) -> AccessKey?
    /// Adds a key; false, and nothing is added, where there has been one of its name.
    func insert(_ key: AccessKey) async throws(RepositoryError) -> Bool
    /// Writes a key over its own version, which counts up; false, and nothing is written, where
    /// somebody else has changed it meanwhile.
    func replace(_ key: AccessKey) async throws(RepositoryError) -> Bool
}

extension KeyRepository {
    /// Changes a key by `change`, which is called again if another process changes the key at the
    /// same time; nil if no key has this name.
    ///
    /// - Parameters:
    ///   - name: the key's.
    ///   - triesMax: after this many attempts the key counts as busy.
    ///   - change: is given the key, and may be called several times.
    public func change<Result>(
        _ name: String, triesMax: Int = 8, by change: (inout AccessKey) throws -> Result
    ) async throws -> Result? {
        for _ in 0..<triesMax {
            guard var key = try await key(name) else { return nil }
            let result = try change(&key)
            if try await replace(key) { return result }
        }
        throw RepositoryError(
            .conflict, "the key \(name) is changed by others at the same time: try again")
    }
}
