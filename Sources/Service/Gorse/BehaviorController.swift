internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Recommending

/// What Gorse has no word for: single behaviours, who is interested in an item, what a behaviour
/// would change, and how interests came and went.
struct BehaviorController {
    /// How many users who lately behaved towards an item are looked at.
    static let interestedMax = 200
    /// How many behaviours towards it are looked at for them.
    static let lookedAtMax = 1000
    /// The most behaviours that a history is made of, and the most moments it has.
    static let historyMax = (behaviors: 100_000, moments: 1000)

    let reader: InterestReader
    let behaviors: any BehaviorRepository
    let archive: any BehaviorArchive
    let settings: any SettingsRepository
    let shelf: ItemShelf
    let now: @Sendable () -> Timestamp
    let configuration: ServiceConfiguration

    func addRoutes(to router: Router<ExchangeContext>) {
        router.get("api/user/:id/behaviors") { request, context -> Response in
            try await list(request, UserID(path: context))
        }
        router.get("api/item/:id/users") { request, context -> Response in
            try await interested(request, ItemID(path: context))
        }
        router.post("api/user/:id/interests/preview") { request, context -> Response in
            try await preview(request, UserID(path: context))
        }
        router.get("api/user/:id/interests/history") { request, context -> Response in
            try await history(request, UserID(path: context))
        }
    }

    /// The newest first. A page ends in the middle of a moment where many are of one, so a cursor
    /// is that moment and how many of it are through.
    private func list(_ request: Request, _ user: UserID) async throws -> Response {
        let query = try Query(request, known: ["n", "cursor", "at"])
        let count = try query.number(
            "n", in: 0...configuration.resultsMax, default: configuration.resultsDefault)
        let cursor = try GorseCursor.decode(query.text("cursor")).map(Place.init)
        let place = try cursor ?? Place(time: query.time("at") ?? .latest)
        let found = try await behaviors.newest(
            place.passed + count, of: user, until: place.time
        ).dropFirst(place.passed)
        let next = found.count == count ? found.last.map { place.next(found, $0) } : nil
        let items = try await shelf.items(found.map(\.item))
        return .json { json in
            json.object { json in
                json.field("UserId", user.text)
                json.field("Cursor", next.map { GorseCursor.encode($0.text) } ?? "")
                json.field("Behaviors") { json in
                    for behavior in found {
                        json.element(behavior, title: items[behavior.item]?.title)
                    }
                }
            }
        }
    }

    private func interested(_ request: Request, _ item: ItemID) async throws -> Response {
        let query = try Query(request, known: ["n"])
        let count = try query.number(
            "n", in: 0...configuration.resultsMax, default: configuration.resultsDefault)
        let lately = try await archive.newest(Self.lookedAtMax, towards: item, until: now())
        var users: Set<UserID> = []
        for behavior in lately where users.count < Self.interestedMax {
            users.insert(behavior.user)
        }
        let found = try await reader.read(users.sorted()).compactMap { user, reading in
            reading.all.first { $0.item == item }.map { (user: user, interest: $0) }
        }
        .sorted { $0.interest.weight > $1.interest.weight }
        return .json { json in
            json.object { json in
                json.field("ItemId", item.text)
                json.field("Users") { json in
                    for (user, interest) in found.prefix(count) {
                        json.object { json in
                            json.field("UserId", user.text)
                            json.field("Weight", interest.weight)
                            json.field("Last", interest.last.description)
                        }
                    }
                }
            }
        }
    }

    /// Folds what the body says into a copy, and forgets it.
    private func preview(_ request: Request, _ user: UserID) async throws -> Response {
        let query = try Query(request, known: ["n", "at"])
        let count = try query.number(
            "n", in: 0...configuration.resultsMax, default: configuration.resultsDefault)
        let body = try await request.json(upTo: configuration.bodyMax)
        let (now, settings) = (now(), try await settings.settings())
        let behaviors = try Behavior.session(
            body, of: user, countMax: configuration.sessionMax, now: now,
            admission: Admission(gains: settings.gains, now: now))
        let time = try query.time("at") ?? now
        let before = try await reader.read(user, at: now)
        var weights = before.folded.weights
        weights.fold(
            behaviors.enumerated().filter { $0.element.time <= max(time, now) }
                .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
                .map(\.element), by: before.folded.settings)
        let after = FoldedWeights(weights: weights, settings: before.folded.settings)
        let (old, new) = (before.folded.all(at: time).byItem, after.all(at: time).byItem)
        let changes = Set(old.keys).union(new.keys)
            .map { (item: $0, before: old[$0] ?? 0, after: new[$0] ?? 0) }
            .filter { $0.before != $0.after }
            .sorted { first, second in
                let (one, other) = (
                    (first.after - first.before).magnitude, (second.after - second.before).magnitude
                )
                return one == other ? first.item < second.item : one > other
            }
            .prefix(count)
        let items = try await shelf.items(changes.map(\.item))
        return .json { json in
            json.object { json in
                json.field("UserId", user.text)
                json.field("At", time.description)
                json.field("Changes") { json in
                    for change in changes {
                        json.object { json in
                            json.field("ItemId", change.item.text)
                            json.field("Title", items[change.item]?.title)
                            json.field("Before", change.before)
                            json.field("After", change.after)
                        }
                    }
                }
            }
        }
    }

    private func history(_ request: Request, _ user: UserID) async throws -> Response {
        let query = try Query(request, known: ["n", "from", "to", "points"])
        let count = try query.number(
            "n", in: 0...configuration.resultsMax, default: configuration.resultsDefault)
        let points = try query.number("points", in: 1...Self.historyMax.moments, default: 60)
        let end = try query.time("to") ?? now()
        let limit = Self.historyMax.behaviors
        let log = try await behaviors.newest(limit + 1, of: user, until: end)
        guard log.count <= limit else {
            throw Failure.badRequest(
                "a history is made of at most \(limit) behaviours, and this user has more: give an "
                    + "earlier to")
        }
        let start = try query.time("from") ?? log.last?.time ?? end
        guard start <= end else { throw Failure.badRequest("from must not lie behind to") }
        // Of a log that is no longer whole nothing can be told but the present: this says so.
        _ = try await reader.read(user, at: min(start, now() - Interval(milliseconds: 1)))
        let history = InterestHistory(
            of: log.reversed(), by: try await settings.settings(),
            at: InterestHistory.moments(points, from: start, to: end), strongest: count)
        let items = try await shelf.items(history.curves.map(\.item))
        return .json { json in
            json.object { json in
                json.field("UserId", user.text)
                json.field("Times") { json in
                    for time in history.times { json.element(time.description) }
                }
                json.field("Interests") { json in
                    for curve in history.curves {
                        json.object { json in
                            json.field("ItemId", curve.item.text)
                            json.field("Title", items[curve.item]?.title)
                            json.field("Weights") { json in
                                for weight in curve.weights { json.element(weight) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where a list of behaviours goes on: at a moment, of which some are through.
private struct Place {
    let time: Timestamp
    var passed = 0

    init(time: Timestamp) { self.time = time }

    /// Reads what `text` wrote.
    init(_ text: String) throws(Failure) {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let milliseconds = Int64(parts[0]), let passed = Int(parts[1]),
            Timestamp.earliest.milliseconds...Timestamp.latest.milliseconds ~= milliseconds,
            0...1_000_000 ~= passed
        else { throw .badRequest("the cursor is not one that was given out here") }
        time = Timestamp(milliseconds: milliseconds)
        self.passed = passed
    }

    var text: String { "\(time.milliseconds) \(passed)" }

    /// The place behind `last`, the last of `found`.
    func next(_ found: some Sequence<Behavior>, _ last: Behavior) -> Place {
        var next = Place(time: last.time)
        next.passed = found.count { $0.time == last.time } + (last.time == time ? passed : 0)
        return next
    }
}

extension [ItemWeight] {
    fileprivate var byItem: [ItemID: Double] {
        Dictionary(map { ($0.item, $0.weight) }) { first, _ in first }
    }
}

extension JSONWriter {
    fileprivate mutating func element(_ behavior: Behavior, title: String?) {
        object { json in
            json.field("EventId", behavior.event?.text)
            json.field("ItemId", behavior.item.text)
            json.field("Title", title)
            json.field("FeedbackType", behavior.action.text)
            json.field("Value", behavior.value)
            json.field("Timestamp", behavior.time.description)
            json.field("Labels", behavior.note?.labels.json ?? .null)
            json.field("Comment", behavior.note?.comment ?? "")
        }
    }
}
