/// How much of a weight is left after so much clock.
///
/// A law keeps up to four numbers an interest (its state) and one `Frame` a document, and knows
/// how to add gains, to read and to move the landmark. `Weights` does the rest, the same for
/// every law. Each law's documentation says which promise it cannot keep.
public protocol DecayLaw: Codable, Hashable, Sendable {
    /// The name by which settings and the command choose this law.
    static var name: String { get }
    /// The parameters on one line, as `LawText` prints them after the name.
    var parameters: String { get }
    /// Reads the parameters from one line; throws a `LawError` that names the wrong one.
    init(parameters: String) throws(LawError)

    /// How many numbers the law keeps for an interest, 1 to 4.
    var stateCount: Int { get }
    /// Whether a behavior older than the newest one folded counts as if it had come in time.
    ///
    /// Where it does not, the user's log must be folded again, in order of time.
    var acceptsLateBehaviors: Bool { get }
    /// Whether adding two documents gives the document of both logs together.
    var isMergeable: Bool { get }

    /// Moves the landmark to where the document's frame says it belongs.
    func rebase(_ weights: inout Weights)
    /// Adds gains to the state, in order. The landmark has been moved before, so no step is newer.
    func add(_ steps: [Step], to weights: inout Weights)
    /// Puts every interest's weight at `moment` into `result`, in the document's order and of its
    /// length. Never changes the document.
    func read(_ weights: Weights, at moment: Moment, into result: inout [Double])
    /// For every interest what no later weight's magnitude can pass without a new behavior.
    func bounds(of weights: Weights) -> [Double]
}

extension DecayLaw {
    /// True: most laws count a late behavior exactly.
    public var acceptsLateBehaviors: Bool { true }
    /// True: most laws' states add up.
    public var isMergeable: Bool { true }
}

/// The most numbers a law keeps for an interest.
public let stateCountMax = 4

/// A behavior as a law sees it: which interest it adds to, how much, and when.
public struct Step: Hashable, Sendable {
    /// The interest's place in the document.
    public let index: Int
    /// What is added.
    public let gain: Double
    /// When, on both clocks.
    public let moment: Moment
    /// The user's behavior on the item before this one, nil at the first.
    public let last: Timestamp?

    /// Puts one together.
    public init(index: Int, gain: Double, moment: Moment, last: Timestamp?) {
        self.index = index
        self.gain = gain
        self.moment = moment
        self.last = last
    }
}
