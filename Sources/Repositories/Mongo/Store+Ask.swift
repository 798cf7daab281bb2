package import Interest
package import Mongo
package import Work

extension Store {
    /// Performs an operation on a lane of the task's class, or of the less urgent class `work`, and
    /// throws a `RepositoryError`.
    package func ask<O: Operation>(
        _ operation: O, as work: WorkClass = .interactive
    ) async throws(RepositoryError) -> O.Output {
        do {
            return try await perform(operation, as: max(work, .current).lanes)
        } catch {
            throw RepositoryError(error)
        }
    }
}

extension Store {
    /// The documents of a list. A malformed one is counted and left out.
    func sift<Document: BSONDecodable>(
        _ collection: String, filter: BSON = .empty, options: FindOptions = FindOptions(),
        as work: WorkClass = .interactive
    ) async throws(RepositoryError) -> [Document] {
        try await ask(Sift<Document>(collection, filter: filter, options: options), as: work)
            .documents()
    }
}

extension WorkClass {
    /// The lanes of the class.
    package var lanes: LaneClass {
        switch self {
        case .interactive: .interactive
        case .background: .background
        case .maintenance: .maintenance
        }
    }
}

extension RepositoryError {
    /// Translates the errors of the store into those of the repositories, in this one place.
    package init(_ error: StoreError) {
        let code: Code =
            switch error.code {
            case .unreachable, .timedOut, .cancelled, .closed, .transient: .unavailable
            case .busy: .busy
            case .writeConflict, .duplicateKey, .commitUnknown: .conflict
            case .malformed where error.document != nil: .malformed
            case .tooLarge: .tooLarge
            case .trimmed: .trimmed
            case .diskFull: .full
            default: .refused
            }
        let number = error.server.map { $0.code == 0 ? "" : " \($0.code)" } ?? ""
        let role = error.missingRole.map { ": grant \($0)" } ?? ""
        self.init(code, error.description, cause: "\(error.code)\(number)\(role)")
    }
}
