public import Interest

/// Who did what through the admin endpoint: written once, and changed by nobody but `forget`.
public protocol AuditRepository: Sendable {
    /// Adds an entry; the oldest beyond the newest `limit` are taken away.
    func append(_ entry: AuditEntry, keeping limit: Int) async throws(RepositoryError)
    /// The last `limit` entries from before a time, the newest first.
    func newest(
        _ limit: Int, before time: Timestamp?
    ) async throws(RepositoryError) -> [AuditEntry]
    /// Takes a person's id out of all entries, whose rest stays; returns how many that were.
    func forget(_ user: UserID) async throws(RepositoryError) -> Int
}

/// One action of an operator.
public struct AuditEntry: Hashable, Sendable {
    /// Tells it from all others.
    public var id: String
    /// When it was done.
    public var time: Timestamp
    /// Who did it: the name of a key, `anybody` without keys, `unknown` without a known key.
    public var operatorName: String
    /// What was done: `PUT /api/admin/settings`.
    public var action: String
    /// To whom or what: an id.
    public var target: String?
    /// What was changed, or asked for.
    public var detail: String?
    /// How it was answered: 200, or 403 for what was refused.
    public var status: Int

    /// Puts one together.
    public init(
        id: String, time: Timestamp, operatorName: String, action: String, target: String? = nil,
        detail: String? = nil, status: Int
    ) {
        self.id = id
        self.time = time
        self.operatorName = operatorName
        self.action = action
        self.target = target
        self.detail = detail
        self.status = status
    }
}
