internal import Interest

// Row by row: all behaviors on item i are looked up, and around each a window of its user's
// behaviors is walked. What belongs to one item is added up in a dense scratch row, which lies in
// the processor's cache; pairs are never stored, so memory does not grow with their number. Every
// pair is met twice, once in each row, and so the rows need nothing of each other: any thread can
// take any of them. Each row adds in the order of users, and therefore to the same bits.

//
// strength of two behaviors a before b of one user s(a, b) = 2^(-d / H), d behaviors between
//     co-occurrence       C_ij = Σ_users max s(a, b)       over a on i, b on j
//     own count           C_i  = users who liked i         an item lies at no distance from itself
//
// The maximum makes a pair count once a user, at its closest; so without decay this is the binary
// user-item matrix times itself. Behaviors of gain 0 or less take no part, but count in d.

/// The co-occurrences by which `linear` regresses and lists are judged: users counted, not
/// behaviors.
struct CoOccurrence: Sendable {
    /// Pairs further apart than this many half-lives are not counted.
    private static let halfLivesMax = 10.0
    /// Pairs further apart than this many behaviors are not counted.
    private static let reachMax = 1_000_000

    private let log: TrainingLog
    /// What each behavior counts; 0 for one that takes no part.
    private let strengths: [Double]
    /// What is left, by the number of behaviors between.
    private let fading: [Double]
    /// Where each item's behaviors begin in `occurrences`; one more at the end.
    private let starts: [Int32]
    /// The behaviors that take part, item after item, each in order of user and time.
    private let occurrences: [Int32]

    /// - Parameter activityHalfLife: a pair with this many behaviors between counts half; nil: any
    ///   distance counts the same.
    init(_ log: TrainingLog, activityHalfLife: Double?) {
        self.log = log
        strengths = log.gains.map(Weighting.presence.strength)
        let reach = min(
            activityHalfLife.map { Int($0 * Self.halfLivesMax) + 1 } ?? Self.reachMax,
            Self.reachMax)
        fading = (0..<min(reach, max(1, log.longestHistory))).map { distance in
            activityHalfLife.map { Fading.left(after: Double(distance), halfLife: $0) } ?? 1
        }
        (starts, occurrences) = Self.occurrences(in: log, strengths)
    }

    /// A counting sort of the behaviors by item.
    private static func occurrences(
        in log: TrainingLog, _ strengths: [Double]
    ) -> (starts: [Int32], occurrences: [Int32]) {
        var starts = [Int32](repeating: 0, count: log.items.count + 1)
        for index in 0..<log.count where strengths[index] > 0 {
            starts[Int(log.places[index]) + 1] += 1
        }
        for place in 0..<log.items.count { starts[place + 1] += starts[place] }
        var next = starts
        var occurrences = [Int32](repeating: 0, count: Int(starts[log.items.count]))
        for index in 0..<log.count where strengths[index] > 0 {
            let place = Int(log.places[index])
            occurrences[Int(next[place])] = Int32(index)
            next[place] += 1
        }
        return (starts, occurrences)
    }

    /// C_i, the own count of every item.
    func ownCounts() -> [Double] {
        (0..<log.items.count).map { place in
            var count = 0.0
            forEachUser(of: place) { behaviors in
                let best = behaviors.reduce(0) { max($0, strengths[Int($1)]) }
                count += best * best
            }
            return count
        }
    }

    /// Adds up C_ij for one item i and all j into `row`, which must be clear.
    func count(_ place: Int, into row: inout ScratchRow) {
        forEachUser(of: place) { behaviors in
            for behavior in behaviors { meet(around: Int(behavior), in: &row) }
            row.closeUser()
        }
    }

    @inline(__always)
    private func forEachUser(of place: Int, _ body: (ArraySlice<Int32>) -> Void) {
        var index = Int(starts[place])
        let end = Int(starts[place + 1])
        while index < end {
            let first = index
            let user = log.owners[Int(occurrences[first])]
            while index < end, log.owners[Int(occurrences[index])] == user { index += 1 }
            body(occurrences[first..<index])
        }
    }

    private func meet(around index: Int, in row: inout ScratchRow) {
        let user = Int(log.owners[index])
        let first = max(Int(log.starts[user]), index - fading.count)
        let end = min(Int(log.starts[user + 1]), index + fading.count + 1)
        for other in first..<index { meet(index, other, index - other - 1, in: &row) }
        for other in index + 1..<end { meet(index, other, other - index - 1, in: &row) }
    }

    @inline(__always)
    private func meet(
        _ index: Int, _ other: Int, _ distance: Int, in row: inout ScratchRow
    ) {
        let strength = strengths[index] * strengths[other] * fading[distance]
        row.offer(strength, at: Int(log.places[other]))
    }
}

extension TrainingLog {
    /// How many behaviors the busiest user has.
    var longestHistory: Int {
        zip(starts, starts.dropFirst()).reduce(0) { max($0, Int($1.1 - $1.0)) }
    }
}
