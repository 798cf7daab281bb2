package import Interest
package import Mongo

extension Store {
    /// Performs an operation on any lane, and throws a `RepositoryError`.
    package func ask<O: Operation>(_ operation: O) async throws(RepositoryError) -> O.Output {
        do {
            return try await perform(operation)
        } catch {
            throw RepositoryError(error)
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
            case .malformed: .malformed
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
