public import Interest

/// A trained recommender: it scores items for a set of faded interests, says why, and turns into
/// bytes and back.
///
/// A recommender says how one interest adds to the score of an item; what is the same for all of
/// them (choosing the best, leaving out what was seen, ties, pages) is done once, in
/// `recommend(_:)`.
public protocol Recommender: Sendable {
    /// The name by which models are saved and the command chooses: `item-neighbors`.
    static var name: String { get }

    /// Learns from the log. Blocks its thread, uses `control.workers` threads, and comes out the
    /// same to the bit whatever their number; call it off the cooperative pool, as `Trainer` does.
    static func train(
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> Self

    /// Whether training wants the catalog too.
    static var readsCatalog: Bool { get }

    /// Whether training by these parameters wants the vectors of the catalog too.
    static func readsVectors(_ parameters: TrainingParameters) -> Bool

    /// Whether it looks at profiles in training, so that another law than then makes it serve
    /// worse.
    static var readsProfiles: Bool { get }

    /// Whether it goes on learning while it serves.
    static var learns: Bool { get }

    /// The parameters it is trained by, as people read them.
    static func describe(_ parameters: TrainingParameters) -> [String: String]

    /// Reads what `encode()` wrote. Anything else gives an error, never a crash.
    init(decoding payload: [UInt8]) throws(ModelError)

    /// The model as bytes: the same model, the same bytes.
    func encode() -> [UInt8]

    /// The items it knows.
    var items: ItemIndex { get }

    /// Adds to the score of every item that `readings` speak for.
    func score(_ readings: Readings, into scores: inout Scores)

    /// What `score` added to the score of the item at `place`, addition by addition.
    func parts(of place: Int, for readings: Readings) -> [Part]

    /// What training found out that people should know: what a blend is made of, which items were
    /// left out. By name; under `remark` a sentence.
    var findings: [String: String] { get }

    /// The model as it is at this moment. What learns while it serves gives a copy that does not
    /// change under a request.
    func present() -> Self

    /// Takes behaviors in that have come since training, where the model can.
    func learn(_ behaviors: [LiveBehavior])

    /// Drops what is kept of users, who are known by their salted hashes: what is counted of them
    /// stays counted, and nothing of it belongs to anybody.
    func forget(_ users: Set<UInt64>)

    /// The best items for a request: best first, equal scores by item id, none that scores zero
    /// or below. There is one for all, by `score`; a recommender that knows its order beforehand
    /// may be quicker.
    func recommend(_ request: RecommendationRequest) -> [Recommendation]
}

extension Recommender {
    /// No: most learn from behavior alone.
    public static var readsCatalog: Bool { false }

    /// No: most learn from behavior alone.
    public static func readsVectors(_ parameters: TrainingParameters) -> Bool { false }

    /// No: most learn from behaviors, whatever is left of them.
    public static var readsProfiles: Bool { false }

    /// No: most stay as they were trained.
    public static var learns: Bool { false }

    /// Nothing.
    public var findings: [String: String] { [:] }

    /// Itself: most models stay as they were trained.
    public func present() -> Self { self }

    /// Learns nothing until the next training.
    public func learn(_ behaviors: [LiveBehavior]) {}

    /// Nothing: most keep nothing of users.
    public func forget(_ users: Set<UInt64>) {}

    /// Scores all and chooses the best.
    public func recommend(_ request: RecommendationRequest) -> [Recommendation] {
        recommendByScore(request, items.readings(of: request))
    }

    /// Scores all by the interests of the request, which `readings` are, and chooses the best.
    func recommendByScore(
        _ request: RecommendationRequest, _ readings: Readings
    ) -> [Recommendation] {
        let depth = min(request.depth, items.count)
        guard depth > request.skipped else { return [] }
        let selection = Selection(request, items)
        let best = Scores.withScratch(items.count) { scores in
            score(readings, into: &scores)
            return scores.best(depth, among: selection.places) { !selection.allows($0) }
        }
        return best.dropFirst(request.skipped).map { ranked in
            Recommendation(
                item: items[ranked.place], score: ranked.score, recommender: Self.name,
                parts: request.explains ? parts(of: ranked.place, for: readings) : [])
        }
    }

    /// Why `item` scores what it does for the interests of a request; nothing for an item that it
    /// does not know.
    public func explain(_ item: ItemID, for request: RecommendationRequest) -> [Part] {
        guard let place = items.place(of: item) else { return [] }
        return parts(of: place, for: items.readings(of: request))
    }
}
