import Ingest
import Interest
import Repositories

/// Brings exported models into the store, a part at a time.
struct ModelImport: Sendable {
    let repository: MongoModelRepository
    let isDry: Bool
    let limits: ImportLimits

    /// Each model is brought in whole or not at all.
    func bring(_ source: ImportSource) async throws -> ModelImportAnswer {
        var answer = ModelImportAnswer(source: source.name, isDry: isDry)
        do {
            let reader = try ModelReader(source, limits: limits)
            while let piece = try await reader.next() {
                guard case .model(let summary, let digest) = piece else { continue }
                answer.models.append(try await bring(summary, digest: digest, from: reader))
            }
            if answer.models.isEmpty { answer.failure = "\(source.name) holds no model" }
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

    /// Reads to the model's end, so that what is missing is told whatever becomes of it.
    private func drain(_ reader: ModelReader) async throws {
        while case .part? = try await reader.next() {}
    }
}

/// What `ebb import --models` answers for a file.
struct ModelImportAnswer: Encodable {
    struct Model: Encodable {
        let recommender: String
        let exportedVersion: Int
        /// Its version here; nil where nothing was written.
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
            guard isNew else { return "\(name): is here already, as version \(version ?? 0)" }
            return version.map { "\(name): brought in as version \($0)" }
                ?? "\(name): would be brought in"
        }
    }

    let source: String
    let isDry: Bool
    var models: [Model] = []
    var failure: String?

    /// The answer for a person.
    var text: String {
        ([source] + models.map { "  " + $0.text } + (failure.map { ["Error: \($0)"] } ?? []))
            .joined(separator: "\n")
    }
}
