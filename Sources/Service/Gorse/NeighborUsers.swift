internal import Interest
internal import Recommending

// Neighbors come from the present, not from a model. Users who lately behaved toward the strongest
// interests of a user are candidates; they are compared by their faded interests of now.
//
//     likeness(u, v) = Σ_i u_i · v_i / (|u| · |v|)        over the interests above zero
//
// The log's index on items finds the candidates, and the numbers below bound how many. Who shares
// an interest but has not behaved towards it lately may be left out.

/// Users whose faded interests are like those of one.
struct NeighborUsers: Sendable {
    /// How many of a user's strongest interests are asked for others.
    static let interestsMax = 20
    /// How many behaviors towards each of them are looked at, the newest.
    static let behaviorsMax = 50
    /// How many users are compared at most.
    static let usersMax = 200

    let reader: InterestReader
    let editor: any BehaviorEditor
    let now: @Sendable () -> Timestamp

    /// The most alike first, equal ones by id.
    func users(like user: UserID) async throws -> [(user: UserID, likeness: Double)] {
        let own = try await reader.read(user, at: nil)
        let interests = Self.vector(own)
        guard !interests.isEmpty else { return [] }
        var candidates: Set<UserID> = []
        for interest in own.top(Self.interestsMax) {
            let lately = try await editor.newest(
                Self.behaviorsMax, towards: interest.item, until: now())
            for behavior in lately where candidates.count < Self.usersMax {
                candidates.insert(behavior.user)
            }
        }
        candidates.remove(user)
        return try await reader.read(candidates.sorted()).compactMap { other, reading in
            let likeness = Self.likeness(interests, Self.vector(reading))
            return likeness > 0 ? (user: other, likeness: likeness) : nil
        }
        .sorted { first, second in
            first.likeness == second.likeness
                ? first.user < second.user : first.likeness > second.likeness
        }
    }

    private static func vector(_ reading: InterestReader.Reading) -> [ItemID: Double] {
        let liked = reading.all.filter { $0.weight > 0 }
        let length = liked.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
        guard length > 0, length.isFinite else { return [:] }
        return Dictionary(liked.map { ($0.item, $0.weight / length) }) { first, _ in first }
    }

    /// In order of the items, so that the same interests give the same bits.
    private static func likeness(
        _ one: [ItemID: Double], _ other: [ItemID: Double]
    ) -> Double {
        one.keys.filter { other[$0] != nil }.sorted()
            .reduce(0) { $0 + (one[$1] ?? 0) * (other[$1] ?? 0) }
    }
}

extension InterestReader {
    /// The interests of many users as of now, in the order of `users`. They are asked for
    /// together, so that they travel together.
    func read(_ users: [UserID]) async throws -> [(user: UserID, reading: Reading)] {
        try await withThrowingTaskGroup(of: (Int, Reading).self) { group in
            for (place, user) in users.enumerated() {
                group.addTask { (place, try await read(user, at: nil)) }
            }
            var readings: [Int: Reading] = [:]
            for try await (place, reading) in group { readings[place] = reading }
            return users.enumerated().compactMap { place, user in
                readings[place].map { (user: user, reading: $0) }
            }
        }
    }
}
