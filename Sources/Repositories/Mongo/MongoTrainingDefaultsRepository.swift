internal import Foundation
public import Interest
package import Mongo

/// Default training parameters: one document in the collection `settings`, next to the settings.
public final class MongoTrainingDefaultsRepository: TrainingDefaultsRepository {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// The saved parameters; empty in a new store.
    public func defaults() async throws(RepositoryError) -> [String: String] {
        guard let json = try await store.ask(ReadDefaults()) else { return [:] }
        do {
            return try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        } catch {
            throw RepositoryError(
                .malformed,
                "cannot read the training parameters of the store: \(error); set them again with "
                    + "ebb tune --apply")
        }
    }

    /// Replaces all parameters.
    public func save(_ defaults: [String: String]) async throws(RepositoryError) {
        try await store.ask(SaveDefaults(defaults: defaults))
    }
}

private let defaultsID = "training"

private struct ReadDefaults: Mongo.Operation {
    func execute(on client: inout Client) throws(StoreError) -> String? {
        let options = FindOptions(projection: BSON { $0.append("_id", Int32(0)) }, limit: 1)
        let filter = BSON { $0.append("_id", defaultsID) }
        return try Find<BSON>(Schema.settings, filter: filter, options: options)
            .execute(on: &client).first?.json
    }
}

private struct SaveDefaults: Mongo.Operation {
    let defaults: [String: String]

    func execute(on client: inout Client) throws(StoreError) {
        let filter = BSON { $0.append("_id", defaultsID) }
        let document = BSON { document in
            document.append("_id", defaultsID)
            for (name, text) in defaults.sorted(by: { $0.key < $1.key }) {
                document.append(name, text)
            }
        }
        _ = try ReplaceOne(Schema.settings, filter: filter, replacement: document, upsert: true)
            .execute(on: &client)
    }
}
