internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Recommending
internal import Wire

/// Single behaviors, which Gorse sums up: what somebody did, and who lately turned to an item.
struct BehaviorController {
    /// How many users who lately behaved towards an item are looked at.
    static let interestedMax = 200
    /// How many behaviors towards it are looked at for them.
    static let lookedAtMax = 1000

    let reader: InterestReader
    let behaviors: any BehaviorRepository
    let editor: any BehaviorEditor
    let cache: CatalogCache
    let now: @Sendable () -> Timestamp
    let configuration: ServiceConfiguration

    private static let group = "Interests"

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/api/user/{id}/behaviors", Self.group,
                "What a user did, each behavior, the newest first, page by page.",
                access: .read, query: { try BehaviorQuery(&$0, configuration) }
            ) { call in
                try await list(UserID(path: call.context), call.query)
            },
            Endpoint(
                .get, "/api/item/{id}/users", Self.group,
                "Who is interested in an item, the most interested first, of those who turned to "
                    + "it lately.",
                access: .read, query: { try $0.count(configuration) }
            ) { call in
                try await interested(in: ItemID(path: call.context), count: call.query)
            }
            .inBackground()
            .costing(reads: Self.interestedMax, bytes: Self.interestedMax * 64 << 10),
        ]
    }

    /// The newest first. A page ends in the middle of a moment where many are of one, so a cursor
    /// is that moment and how many of it are through.
    private func list(_ user: UserID, _ query: BehaviorQuery) async throws -> BehaviorsAnswer {
        let cursor = try query.page.cursor.map(BehaviorPlace.init)
        let place = cursor ?? BehaviorPlace(time: query.time ?? .latest)
        let found = try await behaviors.newest(
            place.passed + query.page.count, of: user, until: place.time
        ).dropFirst(place.passed)
        let next = found.count == query.page.count ? found.last.map { place.next(found, $0) } : nil
        let items = try await cache.items(found.map(\.item))
        return BehaviorsAnswer(
            user: user, cursor: next.map { GorseCursor.encode($0.text) } ?? "",
            behaviors: found.map { BehaviorRow($0, title: items[$0.item]?.title) })
    }

    private func interested(in item: ItemID, count: Int) async throws -> ItemUsersAnswer {
        let lately = try await editor.newest(Self.lookedAtMax, towards: item, until: now())
        var users: Set<UserID> = []
        for behavior in lately where users.count < Self.interestedMax {
            users.insert(behavior.user)
        }
        let found = try await reader.read(users.sorted()).compactMap { user, reading in
            reading.all.first { $0.item == item }.map { (user: user, interest: $0) }
        }
        .sorted { $0.interest.weight > $1.interest.weight }
        return ItemUsersAnswer(
            item: item, users: found.prefix(count).map { ItemUserRow($0.user, $0.interest) })
    }
}

/// Which behaviors are asked for.
private struct BehaviorQuery {
    let page: PageQuery
    /// The moment up to which they are listed; nil: all.
    let time: Timestamp?

    init(_ query: inout Query, _ configuration: ServiceConfiguration) throws {
        page = try PageQuery(&query, configuration)
        time = try query.moment()
    }
}

/// Where a list of behaviors goes on: at a moment, of which some are through.
private struct BehaviorPlace {
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
    func next(_ found: some Sequence<Behavior>, _ last: Behavior) -> BehaviorPlace {
        var next = BehaviorPlace(time: last.time)
        next.passed = found.count { $0.time == last.time } + (last.time == time ? passed : 0)
        return next
    }
}

extension BehaviorsAnswer: JSONAnswer {}
extension ItemUsersAnswer: JSONAnswer {}
