import Interest

/// Folds weight documents again from the log, several at once.
///
/// It stores no progress: a document that is done no longer counts as outdated, so a second run
/// continues where the first one stopped.
struct Rebuilder: Sendable {
    /// How many users are folded at once: enough to keep every lane of the store busy.
    static let tasksMax = 16
    /// How many users are read from the store at once.
    static let pageSize = 1000
    /// How often it checks for documents that a server folded meanwhile by outdated settings.
    static let passesMax = 10

    let weights: any WeightRepository
    /// Whether documents that are up to date are folded again too.
    let all: Bool

    /// How many documents were folded, skipped or failed so far.
    struct Tally: Sendable {
        var updated = 0
        var unchanged = 0
        var repaired = 0
        var trimmed = 0
        /// Profiles that cannot be decoded; they are left as they are.
        var malformed: Set<UserID> = []
        var documents: Int { updated + unchanged + repaired + trimmed + malformed.count }

        mutating func add(_ outcome: Outcome) {
            switch outcome {
            case .refolded(.absent): break
            case .refolded(.unchanged): unchanged += 1
            case .refolded(.updated): updated += 1
            case .refolded(.repaired): repaired += 1
            case .refolded(.trimmed): trimmed += 1
            case .malformed(let user): malformed.insert(user)
            }
        }
    }

    /// Rebuilds all documents; `progress` is called after each one.
    func run(_ progress: @Sendable (Tally) -> Void) async throws -> Tally {
        var tally = Tally()
        do {
            if all {
                _ = try await pass(&tally, progress) {
                    try await weights.users(after: $0, limit: $1)
                }
            }
            for _ in 0..<Self.passesMax {
                let found = try await pass(&tally, progress) {
                    try await weights.outdated(after: $0, limit: $1)
                }
                if !found { break }
            }
        } catch let error as RepositoryError {
            throw Failure(
                "\(error) (\(tally.documents.grouped) profiles are done; run ebb rebuild again to "
                    + "continue)")
        }
        return tally
    }

    /// Goes once through what `find` returns; false when that is empty.
    private func pass(
        _ tally: inout Tally, _ progress: @Sendable (Tally) -> Void,
        _ find: (UserID?, Int) async throws -> [UserID]
    ) async throws -> Bool {
        var last: UserID?
        while true {
            try Task.checkCancellation()
            let page = try await find(last, Self.pageSize)
            guard let end = page.last else { return last != nil }
            try await refold(page, &tally, progress)
            last = end
        }
    }

    private func refold(
        _ users: [UserID], _ tally: inout Tally, _ progress: @Sendable (Tally) -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            for (index, user) in users.enumerated() {
                if index >= Self.tasksMax, let done = try await group.next() {
                    tally.add(done)
                    progress(tally)
                }
                group.addTask { try await refold(user) }
            }
            for try await done in group {
                tally.add(done)
                progress(tally)
            }
        }
    }

    private func refold(_ user: UserID) async throws -> Outcome {
        do {
            return .refolded(try await weights.refold(user))
        } catch {
            guard error.code == .malformed else { throw error }
            return .malformed(user)
        }
    }

    /// What became of one profile.
    enum Outcome: Sendable {
        case refolded(Refolding)
        case malformed(UserID)
    }
}
