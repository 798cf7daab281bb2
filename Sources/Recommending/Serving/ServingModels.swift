internal import Dispatch
public import Interest
internal import Synchronization

/// The models that serve, exchanged while they serve.
///
/// A request takes `contents` once and keeps to it, so it never sees half an exchange. A model
/// that cannot be read leaves the old one in place and is named in `refusals`; it is not fetched
/// again until another version comes.
public final class ServingModels: Sendable {
    /// The most behaviors that are remembered for models that are trained meanwhile.
    public static let recentMax = 100_000

    private static let queue = DispatchQueue(label: "model loading")

    private let state = Mutex(ServingState())
    /// What is counted until a training has made models of it.
    private let untrained: [String: any Recommender] = [
        Trending.name: Trending.untrained(), ItemNeighbors.name: ItemNeighbors.untrained(),
    ]

    /// No model yet.
    public init() {}

    /// What serves now.
    public var contents: ServingSnapshot { state.withLock { $0.contents } }

    /// Models that were found in the store and could not be read, and why.
    public var refusals: [ModelRefusal] {
        state.withLock {
            $0.refusals.values.sorted { $0.summary.recommender < $1.summary.recommender }
        }
    }

    /// Puts a model that serves in place of an older one of the same recommender.
    ///
    /// It learns what has come in since its training.
    public func put(_ model: any Recommender, _ summary: ModelSummary) {
        let (missed, erased) = state.withLock { state in
            state.put(ShelvedModel(model: model, summary: summary))
                ? (state.recent.filter { $0.isNews(since: summary.trainedUntil) }, state.erased)
                : ([], [])
        }
        // The model may be older than an erasure.
        if !erased.isEmpty { model.forget(erased) }
        if !missed.isEmpty, type(of: model).learns {
            model.learn(missed)
            renew(ShelvedModel(model: model, summary: summary))
        }
    }

    /// Lets the models that serve take in what has come, and those that come after them.
    public func learn(_ behaviors: [LiveBehavior]) {
        let (contents, behaviors) = state.withLock { state in
            let admitted = state.admitted(behaviors)
            state.remember(admitted, atMost: Self.recentMax)
            return (state.contents, admitted)
        }
        for (name, model) in untrained where contents.models[name] == nil {
            model.learn(behaviors)
        }
        for shelved in contents.models.values where type(of: shelved.model).learns {
            let until = shelved.summary.trainedUntil
            shelved.model.learn(behaviors.filter { $0.isNews(since: until) })
            renew(shelved)
        }
    }

    /// Puts a model as it is now in place of the same as it was: what was counted before a batch
    /// would otherwise stay in memory beside what is counted now.
    private func renew(_ shelved: ShelvedModel) {
        let present = ShelvedModel(model: shelved.model.present(), summary: shelved.summary)
        state.withLock { $0.renew(present) }
    }

    /// Takes who was erased from the store, all of them: models forget those who are new, and what
    /// still comes of an erased user is not learned.
    func erase(_ users: Set<UInt64>) {
        let news = state.withLock { $0.erase(users) }
        if !news.isEmpty { forget(news) }
    }

    /// Lets all models drop what they keep of users, who may come back.
    func forget(_ users: Set<UInt64>) {
        let contents = state.withLock { state in
            state.forget(users)
            return state.contents
        }
        for model in untrained.values { model.forget(users) }
        for shelved in contents.models.values { shelved.model.forget(users) }
    }

    /// What is counted under a name before the first training, too; nil where a model serves.
    func untrained(_ name: String, beside contents: ServingSnapshot) -> (any Recommender)? {
        contents.models[name] == nil ? untrained[name]?.present() : nil
    }

    /// Up to where every model that goes on learning has been trained; nil where none does.
    var learnedUntil: Timestamp? {
        contents.models.values.filter { type(of: $0.model).learns }
            .map(\.summary.trainedUntil).min()
    }

    /// Fetches what is newer in the store; true where something was exchanged.
    ///
    /// - Parameters:
    ///   - repository: the store's models.
    ///   - names: which recommenders are wanted; nil: all.
    @discardableResult
    public func refresh(
        from repository: some ModelRepository, only names: [String]? = nil
    ) async throws(RepositoryError) -> Bool {
        let before = contents.generation
        for summary in try await repository.summaries()
        where isWanted(summary) && names?.contains(summary.recommender) ?? true {
            do throws(RepositoryError) {
                await load(try await repository.payload(of: summary), summary)
            } catch {
                try refuse(summary, error)
            }
        }
        return contents.generation != before
    }

    /// A model of which the store has not all must not keep the others from serving. A store that
    /// does not answer is another matter.
    private func refuse(
        _ summary: ModelSummary, _ error: RepositoryError
    ) throws(RepositoryError) {
        guard error.code != .unavailable, error.code != .busy else { throw error }
        let damaged = ModelError.damaged(summary.recommender, error.message)
        state.withLock { $0.refuse(ModelRefusal(summary: summary, error: damaged)) }
    }

    private func isWanted(_ summary: ModelSummary) -> Bool {
        // Models of recommenders that this version does not have are another version's affair.
        Recommenders.names.contains(summary.recommender)
            && state.withLock { $0.isNews(summary) }
    }

    /// Reads a payload off the cooperative pool: it may be hundreds of megabytes.
    private func load(_ payload: [UInt8], _ summary: ModelSummary) async {
        await withCheckedContinuation { continuation in
            Self.queue.async { [self] in
                do throws(ModelError) {
                    let recommender = try Recommenders.recommender(summary.recommender)
                    put(try recommender.init(decoding: payload), summary)
                } catch {
                    state.withLock { $0.refuse(ModelRefusal(summary: summary, error: error)) }
                }
                continuation.resume()
            }
        }
    }
}

/// A model that could not be read.
public struct ModelRefusal: Sendable {
    /// Which one.
    public let summary: ModelSummary
    /// Why.
    public let error: ModelError
}

/// A model and what is known of it.
public struct ShelvedModel: Sendable {
    /// The model.
    public let model: any Recommender
    /// Its version, times and parameters.
    public let summary: ModelSummary

    /// Under which parameter the law stands by which profiles were read in training.
    static let lawKey = "law"

    /// A sentence where the model was trained for another law than `law`: it serves, and would
    /// serve better trained again.
    public func remark(servingBy law: any DecayLaw) -> String? {
        guard let trained = summary.parameters[Self.lawKey] else { return nil }
        let now = LawText(law).description
        guard trained != now else { return nil }
        return
            "\(summary.recommender) was trained for profiles by the law \(trained), and they are "
            + "read by \(now): run ebb train \(summary.recommender)"
    }
}

/// The models that serve at one moment.
public struct ServingSnapshot: Sendable {
    /// The models by the name of their recommender.
    public fileprivate(set) var models: [String: ShelvedModel] = [:]
    /// Grows by one with every exchange.
    public fileprivate(set) var generation = 0
}

private struct ServingState {
    var contents = ServingSnapshot()
    var refusals: [String: ModelRefusal] = [:]
    /// What came in lately, oldest first.
    var recent: [LiveBehavior] = []
    /// The salted hashes of erased users.
    var erased: Set<UInt64> = []

    /// Takes all erased users; returns those that were not known.
    mutating func erase(_ users: Set<UInt64>) -> Set<UInt64> {
        guard users != erased else { return [] }
        defer { erased = users }
        return users.subtracting(erased)
    }

    mutating func forget(_ users: Set<UInt64>) {
        recent.removeAll { $0.user.map(users.contains) ?? false }
    }

    /// The behaviors of users who were not erased: the log may have told of one before its erasure.
    func admitted(_ behaviors: [LiveBehavior]) -> [LiveBehavior] {
        guard !erased.isEmpty else { return behaviors }
        return behaviors.filter { !($0.user.map(erased.contains) ?? false) }
    }

    mutating func remember(_ behaviors: [LiveBehavior], atMost limit: Int) {
        recent += behaviors
        // Cut by half, so that it is not moved with every behavior.
        if recent.count > limit { recent.removeFirst(recent.count - limit / 2) }
    }

    func isNews(_ summary: ModelSummary) -> Bool {
        contents.models[summary.recommender]?.summary != summary
            && refusals[summary.recommender]?.summary != summary
    }

    /// False where a later training serves already.
    mutating func put(_ shelved: ShelvedModel) -> Bool {
        let name = shelved.summary.recommender
        // Two refreshes may overtake each other: the later training wins.
        if let old = contents.models[name]?.summary,
            (old.time, old.version) > (shelved.summary.time, shelved.summary.version)
        {
            return false
        }
        contents.models[name] = shelved
        contents.generation += 1
        refusals[name] = nil
        return true
    }

    /// Nothing where another version serves by now.
    mutating func renew(_ shelved: ShelvedModel) {
        let name = shelved.summary.recommender
        if contents.models[name]?.summary == shelved.summary { contents.models[name] = shelved }
    }

    mutating func refuse(_ refusal: ModelRefusal) {
        refusals[refusal.summary.recommender] = refusal
    }
}
