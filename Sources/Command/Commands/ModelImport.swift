import Ingest
import Interest
import Repositories

/// Imports exported models into the store, one part at a time.
struct ModelImport: Sendable {
    let repository: MongoModelRepository
    let isDry: Bool
    let limits: ImportLimits

    /// Each model is imported completely or not at all.
    func bring(_ source: ImportSource) async throws -> ModelImportAnswer {
        var answer = ModelImportAnswer(source: source.name, isDry: isDry)
        do {
            let reader = try ModelReader(source, limits: limits)
            while let piece = try await reader.next() {
                guard case .model(let summary, let digest) = piece else { continue }
                answer.models.append(try await bring(summary, digest: digest, from: reader))
            }
            if answer.models.isEmpty { answer.failure = "\(source.name) contains no model" }
        } catch let error as ImportError {
            answer.failure = error.message
        }
        return answer
    }

    private func bring(
        _ summary: ModelSummary, digest: String, from reader: ModelReader
    ) async throws -> ModelImportAnswer.Model {
        if let version = try await repository.version(of: summary, digest: digest) {
            try await drain(reader)
            return ModelImportAnswer.Model(summary, version: version, isNew: false)
        }
        guard !isDry else {
            try await drain(reader)
            return ModelImportAnswer.Model(summary, version: nil, isNew: true)
        }
        let upload = try await repository.upload(summary)
        do {
            while case .part(let bytes)? = try await reader.next() {
                try await upload.append(bytes)
            }
            let version = try await upload.finish(digest: digest)
            return ModelImportAnswer.Model(summary, version: version, isNew: true)
        } catch {
            await upload.abandon()
            throw error
        }
    }

    /// Reads to the end of the model, so that missing parts are reported in any case.
    private func drain(_ reader: ModelReader) async throws {
        while case .part? = try await reader.next() {}
    }
}

/// The answer of `ebb import --models` for one file.
struct ModelImportAnswer: Encodable {
    struct Model: Encodable {
        let recommender: String
        let exportedVersion: Int
        /// Its version in this store; nil when nothing was written.
        let version: Int?
        let isNew: Bool
        let bytes: Int

        init(_ summary: ModelSummary, version: Int?, isNew: Bool) {
            recommender = summary.recommender
            exportedVersion = summary.version
            self.version = version
            self.isNew = isNew
            bytes = summary.size
        }

        fileprivate var text: String {
            let name = "\(recommender) \(exportedVersion), \(bytes.grouped) bytes"
            guard isNew else { return "\(name): already in the store, as version \(version ?? 0)" }
            return version.map { "\(name): imported as version \($0)" }
                ?? "\(name): would be imported"
        }
    }

    let source: String
    let isDry: Bool
    var models: [Model] = []
    var failure: String?

    /// The answer as text for people.
    var text: String {
        ([source] + models.map { "  " + $0.text } + (failure.map { ["Error: \($0)"] } ?? []))
            .joined(separator: "\n")
    }
}
