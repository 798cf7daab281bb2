public import Interest
package import Mongo
internal import Work

/// Models in MongoDB: their metadata in `models`, their arrays in GridFS.
public struct MongoModelRepository: ModelRepository {
    /// How often a save retries because another trainer took the same version.
    package static let attemptsMax = 5

    let store: Store

    package init(store: Store) { self.store = store }

    /// Saves the arrays first and the document that names them last, so that a killed save leaves
    /// an unused file, but never an incomplete model.
    public func save(_ model: TrainedModel) async throws(RepositoryError) -> Int {
        var version = 0
        for _ in 0..<Self.attemptsMax {
            // A malformed document may have the version behind the newest model.
            version = max(version, try await newest(model.recommender)?.version ?? 0) + 1
            let summary = ModelSummary(model, version: version)
            let save = SaveModel(summary: summary, payload: model.payload)
            guard try await store.ask(save) else { continue }
            try await store.ask(
                DropModels(recommender: model.recommender, before: version - modelVersionsKept + 1))
            return version
        }
        throw RepositoryError(
            .conflict, "other processes keep saving \(model.recommender): train again later")
    }

    /// The newest model of a recommender.
    public func newest(_ recommender: String) async throws(RepositoryError) -> ModelSummary? {
        try await store.ask(FindModels(recommender: recommender, limit: 1)).first?.summary
    }

    /// The payload of a version, with a check of its length.
    public func payload(of summary: ModelSummary) async throws(RepositoryError) -> [UInt8] {
        let name = ModelDocument.id(summary.recommender, summary.version)
        guard let payload = try await store.ask(ReadPayload(id: name), as: .background),
            payload.count == summary.size
        else { throw .goneModel(summary) }
        return payload
    }

    /// The newest model of every recommender.
    public func summaries() async throws(RepositoryError) -> [ModelSummary] {
        var newest: [String: ModelSummary] = [:]
        for document in try await store.ask(FindModels(recommender: nil, limit: 0)) {
            let summary = document.summary
            if newest[summary.recommender]?.version ?? 0 < summary.version {
                newest[summary.recommender] = summary
            }
        }
        return newest.values.sorted { $0.recommender < $1.recommender }
    }
}

struct FindModels: Operation {
    let recommender: String?
    let limit: Int

    func execute(on client: inout Client) throws(StoreError) -> [ModelDocument] {
        let filter = BSON { document in
            if let recommender { document.append("recommender", recommender) }
        }
        let sort = BSON { $0.append("version", Int32(-1)) }
        // A malformed document, which may come first, must not take the place of a model.
        let found = try Sift<ModelDocument>(
            Schema.models, filter: filter, options: FindOptions(sort: sort)
        ).execute(on: &client).documents()
        return limit > 0 ? Array(found.prefix(limit)) : found
    }
}

/// False when another process has saved this version meanwhile.
private struct SaveModel: Operation {
    let summary: ModelSummary
    let payload: [UInt8]

    func execute(on client: inout Client) throws(StoreError) -> Bool {
        let name = ModelDocument.id(summary.recommender, summary.version)
        let file = try UploadFile(bucket: Schema.modelFiles, name: name, bytes: payload)
            .execute(on: &client)
        let document = ModelDocument(summary: summary, file: file)
        let report = try InsertMany(Schema.models, documents: [document.bson])
            .execute(on: &client)
        guard report.inserted == 1 else {
            try DeleteFile(bucket: Schema.modelFiles, file).execute(on: &client)
            return false
        }
        return true
    }
}

private struct ReadPayload: Operation {
    let id: String

    func execute(on client: inout Client) throws(StoreError) -> [UInt8]? {
        let filter = BSON { $0.append("_id", id) }
        guard
            let document = try Find<ModelDocument>(Schema.models, filter: filter)
                .execute(on: &client).first
        else { return nil }
        return try DownloadFile(bucket: Schema.modelFiles, document.file)
            .execute(on: &client)
    }
}

/// Deletes the versions before `before`: the document first, then its file.
struct DropModels: Operation {
    let recommender: String
    let before: Int

    func execute(on client: inout Client) throws(StoreError) {
        let old = try FindModels(recommender: recommender, limit: 0).execute(on: &client)
            .filter { $0.summary.version < before }
        for document in old {
            let id = ModelDocument.id(recommender, document.summary.version)
            let filter = BSON { $0.append("_id", id) }
            _ = try DeleteMany(Schema.models, filter: filter).execute(on: &client)
            try DeleteFile(bucket: Schema.modelFiles, document.file).execute(on: &client)
        }
    }
}
