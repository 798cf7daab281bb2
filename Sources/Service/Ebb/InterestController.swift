internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Recommending
internal import Wire

/// Shows what somebody is interested in, at any moment, what a behavior would change in it, and how
/// it came and went.
struct InterestController {
    /// The most behaviors that a history is made of, and the most moments it has.
    static let historyMax = (behaviors: 100_000, moments: 1000)

    /// The most bytes that a history holds: its behaviors, and its curves as numbers and as text.
    static let historyBytes = historyMax.behaviors * 200 + historyMax.moments * 1000 * 32

    let reader: InterestReader
    let behaviors: any BehaviorRepository
    let settings: any SettingsRepository
    let cache: CatalogCache
    /// Asked again for categories: they are right at the next read when the catalog changes.
    let items: any ItemRepository
    let now: @Sendable () -> Timestamp
    let configuration: ServiceConfiguration

    private static let group = "Interests"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/api/user/{id}/interests", Self.group,
                "What somebody is interested in, the strongest first, at any moment.",
                access: .read, query: { try InterestQuery(&$0, configuration) }, failures: [410]
            ) { call in
                try await interests(UserID(path: call.context), call.query)
            },
            Endpoint(
                .post, "/api/user/{id}/interests/preview", Self.group,
                "What behaviors would change in a user's interests, the largest change first; "
                    + "nothing of it is kept.",
                access: .read, query: { try MomentQuery(&$0, configuration) },
                body: .session(configuration), failures: [410]
            ) { call in
                try await preview(UserID(path: call.context), call.query, call.body)
            },
            Endpoint(
                .get, "/api/user/{id}/interests/history", Self.group,
                "How a user's strongest interests came and went.",
                access: .read, query: { try HistoryQuery(&$0, configuration) }, failures: [410]
            ) { call in
                try await history(UserID(path: call.context), call.query)
            }
            .inBackground().costing(reads: 1, bytes: Self.historyBytes),
        ]
    }

    private func interests(_ user: UserID, _ query: InterestQuery) async throws -> InterestsAnswer {
        let reading = try await reader.read(user, at: query.moment.time)
        let interests = reading.top(query.moment.count)
        let titles = try await cache.titles(interests.map(\.item))
        var answer = InterestsAnswer(
            user: user, at: reading.time, behaviors: Int(reading.folded.weights.frame.activity),
            interests: zip(interests, titles).map { InterestRow($0, title: $1) })
        if query.wantsCategories {
            answer.show(try await categories(of: reading), max: query.moment.count)
        }
        return answer
    }

    private func categories(
        of reading: InterestReader.Reading
    ) async throws -> CategoryInterests {
        let all = reading.all
        return CategoryInterests(all, in: try await items.items(all.map(\.item)))
    }

    /// Folds what the body says into a copy, and forgets it.
    private func preview(
        _ user: UserID, _ query: MomentQuery, _ objects: [GorseObject]
    ) async throws -> ChangesAnswer {
        let (now, settings) = (now(), try await settings.settings())
        let behaviors = try Behavior.session(
            objects, of: user, now: now,
            admission: Admission(gains: settings.gains, now: now))
        let time = query.time ?? now
        let before = try await reader.read(user, at: now)
        var weights = before.folded.weights
        weights.fold(
            behaviors.enumerated().filter { $0.element.time <= max(time, now) }
                .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
                .map(\.element), by: before.folded.settings)
        let after = FoldedWeights(weights: weights, settings: before.folded.settings)
        let changes = Self.changes(
            from: before.folded.all(at: time), to: after.all(at: time)
        ).prefix(query.count)
        let items = try await cache.items(changes.map(\.item))
        return ChangesAnswer(
            user: user, at: time,
            changes: changes.map { change in
                ChangeRow(
                    item: change.item, title: items[change.item]?.title, before: change.before,
                    after: change.after)
            })
    }

    /// What is different, the largest change first.
    private static func changes(
        from before: [ItemWeight], to after: [ItemWeight]
    ) -> [(item: ItemID, before: Double, after: Double)] {
        let (old, new) = (before.byItem, after.byItem)
        return Set(old.keys).union(new.keys)
            .map { (item: $0, before: old[$0] ?? 0, after: new[$0] ?? 0) }
            .filter { $0.before != $0.after }
            .sorted { first, second in
                let (one, other) = (
                    (first.after - first.before).magnitude, (second.after - second.before).magnitude
                )
                return one == other ? first.item < second.item : one > other
            }
    }

    private func history(_ user: UserID, _ query: HistoryQuery) async throws -> HistoryAnswer {
        let end = query.end ?? now()
        let limit = Self.historyMax.behaviors
        let log = try await behaviors.newest(limit + 1, of: user, until: end)
        guard log.count <= limit else {
            throw Failure.badRequest(
                "a history is made of at most \(limit) behaviors, and this user has more: give an "
                    + "earlier to")
        }
        let start = query.start ?? log.last?.time ?? end
        guard start <= end else { throw Failure.badRequest("from must not lie behind to") }
        // Of a log that is no longer whole only the present is known: this says so.
        _ = try await reader.read(user, at: min(start, now() - Interval(milliseconds: 1)))
        let history = try await InterestHistory(
            of: log.reversed(), by: try await settings.settings(),
            at: InterestHistory.moments(query.points, from: start, to: end),
            strongest: query.count)
        return HistoryAnswer(
            user: user, history: history,
            items: try await cache.items(history.curves.map(\.item)))
    }
}

extension [ItemWeight] {
    fileprivate var byItem: [ItemID: Double] {
        Dictionary(map { ($0.item, $0.weight) }) { first, _ in first }
    }
}

extension InterestsAnswer: JSONAnswer {}
extension ChangesAnswer: JSONAnswer {}
extension HistoryAnswer: JSONAnswer {}
