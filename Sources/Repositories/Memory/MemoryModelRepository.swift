public import Interest
internal import Synchronization

/// Models in memory: the newest few versions of each recommender.
public final class MemoryModelRepository: ModelRepository {
    private struct Kept {
        var summary: ModelSummary
        var payload: [UInt8]
    }

    private let kept = Mutex<[String: [Kept]]>([:])

    /// Creates a repository without models.
    public init() {}

    /// Saves a model with the next version number.
    public func save(_ model: TrainedModel) async throws(RepositoryError) -> Int {
        kept.withLock { kept in
            let versions = kept[model.recommender] ?? []
            let summary = ModelSummary(model, version: (versions.last?.summary.version ?? 0) + 1)
            kept[model.recommender] =
                versions.suffix(modelVersionsKept - 1)
                + [Kept(summary: summary, payload: model.payload)]
            return summary.version
        }
    }

    /// The newest model of a recommender.
    public func newest(_ recommender: String) async throws(RepositoryError) -> ModelSummary? {
        kept.withLock { $0[recommender]?.last?.summary }
    }

    /// The payload of a version.
    public func payload(of summary: ModelSummary) async throws(RepositoryError) -> [UInt8] {
        let found = kept.withLock { kept in
            kept[summary.recommender]?.last { $0.summary.version == summary.version }?.payload
        }
        guard let found else { throw .goneModel(summary) }
        return found
    }

    /// The newest model of every recommender.
    public func summaries() async throws(RepositoryError) -> [ModelSummary] {
        kept.withLock { kept in
            kept.values.compactMap { $0.last?.summary }.sorted { $0.recommender < $1.recommender }
        }
    }

    /// All stored versions.
    public func versions() async throws(RepositoryError) -> [ModelSummary] {
        kept.withLock { kept in
            kept.values.flatMap { $0.map(\.summary) }.sorted(by: ModelSummary.isListedBefore)
        }
    }

    /// Deletes one version.
    public func drop(_ summary: ModelSummary) async throws(RepositoryError) -> Bool {
        kept.withLock { kept in
            let before = kept[summary.recommender]?.count
            kept[summary.recommender]?.removeAll { $0.summary.version == summary.version }
            return kept[summary.recommender]?.count != before
        }
    }
}

/// The number of versions of a model that are kept: the one in use, and its predecessors.
package let modelVersionsKept = 3

extension RepositoryError {
    static func goneModel(_ summary: ModelSummary) -> RepositoryError {
        RepositoryError(
            .malformed,
            "version \(summary.version) of the model \(summary.recommender) is gone: train again")
    }
}

extension ModelSummary {
    /// The models by recommender, the newest version first.
    static func isListedBefore(_ first: ModelSummary, _ second: ModelSummary) -> Bool {
        first.recommender == second.recommender
            ? first.version > second.version : first.recommender < second.recommender
    }

    init(_ model: TrainedModel, version: Int) {
        self.init(
            recommender: model.recommender, version: version, time: model.time,
            trainedUntil: model.trainedUntil, behaviors: model.behaviors,
            parameters: model.parameters, size: model.payload.count)
    }
}
