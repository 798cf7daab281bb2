/// By which parameters the models of a store are trained where nobody says otherwise.
///
/// They are kept as names and texts (`["ridge": "400"]`), since only recommenders know what they
/// mean, and beside the `Settings`, not in them: profiles do not depend on them.
public protocol TrainingDefaultsRepository: Sendable {
    /// Those that differ from what is built in; none in a new store.
    func defaults() async throws(RepositoryError) -> [String: String]
    /// Replaces them all.
    func save(_ defaults: [String: String]) async throws(RepositoryError)
}
