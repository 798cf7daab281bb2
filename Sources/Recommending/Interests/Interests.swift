internal import Interest

// score(i) = w_i, the user's own faded interest in i. It finds nothing new; it says in which order
// to come back: to buy again, to read on. What was seen has to be allowed in the answer.

/// The user's own interests as the ranking: what to come back to.
public struct Interests: Recommender {
    /// "interests".
    public static let name = "interests"
    static let version: UInt32 = 1

    /// The items that anybody ever liked.
    public let items: ItemIndex

    /// Learns which items there are.
    public static func train(
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> Interests {
        guard log.count > 0 else { throw .emptyLog }
        guard log.gains.contains(where: { $0 > 0 }) else { throw .nothingLiked }
        try control.check()
        control.report(name, 1, of: 1)
        return Interests(items: log.items)
    }

    /// None.
    public static func describe(_ parameters: TrainingParameters) -> [String: String] { [:] }

    /// Adds each interest's weight to its own item.
    public func score(_ readings: [Reading], into scores: inout Scores) {
        for reading in readings { scores.add(reading.weight, at: reading.place) }
    }

    /// The interest itself.
    public func parts(of place: Int, for readings: [Reading]) -> [Part] {
        readings.filter { $0.place == place }.map {
            Part(because: items[place], weight: $0.weight, similarity: 1)
        }
    }

    /// Reads the items.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        var reader = try PayloadReader(payload, name: Self.name, version: Self.version)
        items = try reader.items()
        try reader.finish()
    }

    private init(items: ItemIndex) { self.items = items }

    /// Writes the items.
    public func encode() -> [UInt8] {
        var writer = PayloadWriter(
            name: Self.name, version: Self.version, capacity: items.count * 20)
        writer.write(items)
        return writer.sealed()
    }
}
