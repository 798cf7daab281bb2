package import Interest

// Neighbors come from the present, not from a model. Users who lately behaved toward the strongest
// interests of a user are candidates; they are compared by their faded interests of now.
//
//     likeness(u, v) = Σ_i u_i · v_i / (|u| · |v|)        over the interests above zero
//
// Candidates and their interests come from a sketch that the log keeps current (`UserSketch`). What
// it does not have is read, a bounded part of it for each request: those candidates first who share
// most interests. The rest is left out until a later request has read it. Who shares an interest
// but has not behaved toward it lately may be left out.

/// Users whose faded interests are like those of one.
package struct NeighborUsers: Sendable {
    /// How many of a user's strongest interests are asked for others.
    static let interestsMax = 20
    /// How many users are compared at most.
    static let usersMax = 200
    /// How many of them are read at most, all in one round trip.
    package static let readsMax = 32

    private let reader: InterestReader
    private let editor: any BehaviorEditor
    private let sketch: UserSketch
    private let now: @Sendable () -> Timestamp

    /// Takes where interests and the log are read, and the sketch that spares it.
    package init(
        reader: InterestReader, editor: any BehaviorEditor, sketch: UserSketch,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.reader = reader
        self.editor = editor
        self.sketch = sketch
        self.now = now
    }

    /// The most alike first, equal ones by id.
    package func users(like user: UserID) async throws -> [(user: UserID, likeness: Double)] {
        let own = try await reader.read(user, at: nil)
        let interests = Self.vector(own.all)
        guard !interests.isEmpty else { return [] }
        let candidates = try await candidates(own.top(Self.interestsMax).map(\.item), but: user)
        return try await profiles(of: candidates).compactMap { other, folded in
            let likeness = Self.likeness(interests, Self.vector(folded.all(at: own.time)))
            return likeness > 0 ? (user: other, likeness: likeness) : nil
        }
        .sorted { first, second in
            first.likeness == second.likeness
                ? first.user < second.user : first.likeness > second.likeness
        }
    }

    /// Who lately behaved toward these items: those who share most of them first, equal ones by id.
    private func candidates(_ items: [ItemID], but user: UserID) async throws -> [UserID] {
        let now = now()
        var counts: [UserID: Int] = [:]
        for (item, known) in zip(items, sketch.users(toward: items, now: now)) {
            let users = if let known { known } else { try await read(item, now) }
            for other in users where other != user { counts[other, default: 0] += 1 }
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .prefix(Self.usersMax).map(\.key)
    }

    private func read(_ item: ItemID, _ now: Timestamp) async throws -> [UserID] {
        let lately = try await editor.newest(UserSketch.listMax, towards: item, until: now)
        var met: Set<UserID> = []
        let users = lately.map(\.user).filter { met.insert($0).inserted }
        sketch.keep(users, toward: item, read: now)
        return users
    }

    /// The interests of those that the sketch has or that may be read.
    private func profiles(
        of users: [UserID]
    ) async throws -> [(user: UserID, folded: FoldedWeights)] {
        let now = now()
        let known = sketch.profiles(of: users, now: now)
        let missing = users.indices.filter { known[$0] == nil }
        let stale = users.indices.filter { known[$0]?.isStale ?? false }
        let wanted = (missing + stale).prefix(Self.readsMax).map { users[$0] }
        var folded = Dictionary(
            zip(users, known).compactMap { user, profile in
                profile.map { (user, $0.folded) }
            }, uniquingKeysWith: { first, _ in first })
        for (user, reading) in try await reader.read(wanted) {
            sketch.keep(reading.folded, of: user, read: now)
            folded[user] = reading.folded
        }
        return users.compactMap { user in folded[user].map { (user: user, folded: $0) } }
    }

    private static func vector(_ interests: [ItemWeight]) -> [ItemID: Double] {
        let liked = interests.filter { $0.weight > 0 }
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
    package func read(_ users: [UserID]) async throws -> [(user: UserID, reading: Reading)] {
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
