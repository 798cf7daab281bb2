public import Interest
internal import Mongo

extension MongoModelRepository {
    /// All stored versions.
    public func versions() async throws(RepositoryError) -> [ModelSummary] {
        try await store.ask(FindModels(recommender: nil, limit: 0)).map(\.summary)
            .sorted(by: ModelSummary.isListedBefore)
    }

    /// Deletes one version.
    public func drop(_ summary: ModelSummary) async throws(RepositoryError) -> Bool {
        try await store.ask(DropModel(summary: summary))
    }
}

/// Deletes the document first, then its file; false when the document does not exist.
private struct DropModel: Operation {
    let summary: ModelSummary

    func execute(on client: inout Client) throws(StoreError) -> Bool {
        let all = try FindModels(recommender: summary.recommender, limit: 0).execute(on: &client)
        guard let document = all.first(where: { $0.summary.version == summary.version }) else {
            return false
        }
        let id = ModelDocument.id(summary.recommender, summary.version)
        let filter = BSON { $0.append("_id", id) }
        _ = try DeleteMany(Schema.models, filter: filter).execute(on: &client)
        try DeleteFile(bucket: Schema.modelFiles, document.file).execute(on: &client)
        return true
    }
}
