/// The newest liked behaviors of every user, in order of time: what a new behavior makes pairs
/// with.
///
/// A user keeps at most `ofUserMax`. All together are at most `totalMax`: beyond it the users whose
/// newest behavior is oldest lose theirs, until half is left. Their next behavior makes no pairs
/// with what came before; the next training counts them again.
struct RecentBehaviors: Sendable {
    /// How many behaviors of a user are kept. One that comes in late makes exactly the pairs that
    /// training would count while fewer than this less the reach of the user's behaviors are newer.
    static let ofUserMax = 128
    /// How many behaviors are kept of all users together: 24 bytes each.
    static let totalMax = 8_000_000

    /// One behavior. Those of one moment are in order of `tie`.
    struct Entry: Hashable, Sendable {
        let time: Int64
        let tie: UInt64
        let place: Int32

        @inline(__always)
        func isBefore(_ other: Entry) -> Bool {
            time == other.time ? tie < other.tie : time < other.time
        }
    }

    private var numbers: [UInt64: Int] = [:]
    private(set) var histories: [(user: UInt64, entries: [Entry])] = []
    private var total = 0
    private let totalMax: Int

    init(totalMax: Int = Self.totalMax) { self.totalMax = totalMax }

    /// Puts a behavior where its time belongs.
    ///
    /// - Returns: the user's number, and where the behavior stands.
    mutating func insert(_ entry: Entry, of user: UInt64) -> (number: Int, position: Int) {
        let number = numbers[user] ?? histories.count
        if number == histories.count {
            numbers[user] = number
            histories.append((user, []))
        }
        var position = histories[number].entries.count
        while position > 0, entry.isBefore(histories[number].entries[position - 1]) {
            position -= 1
        }
        histories[number].entries.insert(entry, at: position)
        total += 1
        return (number, position)
    }

    /// Drops what is too much, of the user and of all; call it when the pairs of a new behavior are
    /// counted. Numbers may change.
    mutating func trim(_ number: Int) {
        if histories[number].entries.count > Self.ofUserMax {
            histories[number].entries.removeFirst()
            total -= 1
        }
        if total > totalMax { makeRoom(keeping: number) }
    }

    /// The behaviors of a user by number.
    subscript(number: Int) -> [Entry] { histories[number].entries }

    private mutating func makeRoom(keeping number: Int) {
        let present = histories.remove(at: number)
        // Newest first; equal ones by user, so that the same log keeps the same users.
        let order = histories.sorted {
            ($0.entries.last?.time ?? .min, $1.user) > ($1.entries.last?.time ?? .min, $0.user)
        }
        (histories, numbers, total) = ([], [:], 0)
        restore(present.entries, of: present.user)
        for history in order {
            guard total + history.entries.count <= totalMax / 2 else { break }
            restore(history.entries, of: history.user)
        }
    }

    /// Drops the behaviors of users. Numbers may change.
    mutating func forget(_ users: Set<UInt64>) {
        guard users.contains(where: { numbers[$0] != nil }) else { return }
        let kept = histories.filter { !users.contains($0.user) }
        (histories, numbers, total) = ([], [:], 0)
        for history in kept { restore(history.entries, of: history.user) }
    }

    /// Takes the history of a user who has none yet.
    mutating func restore(_ entries: [Entry], of user: UInt64) {
        numbers[user] = histories.count
        histories.append((user, entries))
        total += entries.count
    }
}
