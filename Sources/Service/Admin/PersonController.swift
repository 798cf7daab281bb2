internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Recommending

/// Shows an operator one person: what the store holds, how interests came, went and will go, and
/// what another law would make of them.
struct PersonController {
    let dependencies: ServiceDependencies
    let admin: AdminDependencies
    let recommending: RecommendationController

    func addRoutes(to router: Router<ExchangeContext>) {
        router.get("api/admin/user/:id") { request, context in
            try await self.documents(request, context)
        }
        router.get("api/admin/user/:id/interests") { request, context in
            try await self.interests(request, context)
        }
        router.get("api/admin/user/:id/recommendations") { request, context in
            try await self.recommendations(request, context)
        }
    }

    private func documents(
        _ request: Request, _ context: ExchangeContext
    ) async throws -> Response {
        let query = try Query(request, known: ["n"])
        let count = try query.number("n", in: 0...admin.limits.listMax, default: 100)
        let user = try UserID(path: context)
        let log = try await dependencies.behaviors.newest(count, of: user, until: .latest)
        let documents = try await admin.inspector.documents(of: user, newest: count)
        let titles = try await recommending.shelf.items(Array(Set(log.map(\.item))))
        return .json { json in
            json.object { json in
                json.field("UserId", user.text)
                json.field("Behaviors") { json in
                    for behavior in log {
                        json.object { json in
                            json.field("Time", behavior.time.description)
                            json.field("Action", behavior.action.text)
                            json.field("Value", behavior.value)
                            json.field("ItemId", behavior.item.text)
                            json.field("Title", titles[behavior.item]?.title)
                        }
                    }
                }
                json.field("Documents") { json in
                    documents.forEach { json.write($0, as: "Document") }
                }
            }
        }
    }

    /// Curves of the strongest interests over any time, past and to come, by any law.
    private func interests(
        _ request: Request, _ context: ExchangeContext
    ) async throws -> Response {
        let query = try Query(request, known: ["law", "from", "to", "points", "n"])
        let count = try query.number("n", in: 1...100, default: 8)
        let points = try query.number("points", in: 2...admin.limits.momentsMax, default: 241)
        let settings = try await settings(query)
        let end = try query.time("to") ?? dependencies.now()
        let user = try UserID(path: context)
        let log = try await wholeLog(of: user, until: end)
        let start = try query.time("from") ?? log.first?.time ?? end
        guard start < end || log.isEmpty else {
            throw Failure.badRequest("from must lie before to")
        }
        let history = InterestHistory(
            of: log, by: settings, at: InterestHistory.moments(points, from: start, to: end),
            strongest: count)
        let titles = try await recommending.shelf.items(history.curves.map(\.item))
        return .json { json in
            json.object { json in
                json.field("UserId", user.text)
                json.field("Law", LawText(settings.law).description)
                json.field("Behaviors", log.count)
                json.field("First", log.first?.time.description)
                json.field("Last", log.last?.time.description)
                json.field("Times") { json in
                    history.times.forEach { json.element($0.description) }
                }
                json.field("Curves") { json in
                    for curve in history.curves {
                        json.object { json in
                            json.field("ItemId", curve.item.text)
                            json.field("Title", titles[curve.item]?.title)
                            json.field("Weights") { json in
                                curve.weights.forEach { json.element($0) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What would be recommended, and why, if the store had another law.
    private func recommendations(
        _ request: Request, _ context: ExchangeContext
    ) async throws -> Response {
        let query = try Query(request, known: ["law", "at", "n"])
        let count = try query.number("n", in: 1...100, default: 10)
        let settings = try await settings(query)
        let time = try query.time("at") ?? dependencies.now()
        let isPast = time < dependencies.now()
        let log = try await wholeLog(of: UserID(path: context), until: isPast ? time : .latest)
        let past = log.prefix { $0.time <= time }
        var weights = Weights()
        weights.fold(past, by: settings)
        let folded = FoldedWeights(
            weights: weights, settings: settings, ahead: Array(log.dropFirst(past.count)))
        let reading = InterestReader.Reading(folded: folded, time: time)
        let found = try await recommending.recommender.recommend(
            RecommendationRequest(
                interests: reading.all, count: count, excluded: Set(reading.seen), explains: true),
            ShelfChoices(time: time))
        return try await recommending.explained(found)
    }

    /// The store's settings, with the law that the query names.
    private func settings(_ query: Query) async throws -> Settings {
        var settings = try await dependencies.settings.settings()
        if let text = try query.texts("law", max: 1).first {
            do { settings.law = try LawText(parsing: text).law } catch {
                throw Failure.badRequest("\(error)")
            }
        }
        return settings
    }

    /// Everything up to a time, the oldest first; refused where it is not whole, or too much.
    private func wholeLog(of user: UserID, until end: Timestamp) async throws -> [Behavior] {
        guard try await admin.inspector.missingCount(of: user) == 0 else {
            throw RepositoryError(
                .trimmed,
                "a part of this user's log is no longer kept, so the past cannot be told")
        }
        let countMax = admin.limits.historyMax
        let log = try await dependencies.behaviors.newest(countMax + 1, of: user, until: end)
        guard log.count <= countMax else {
            throw Failure.badRequest(
                "a history is made of at most \(countMax) behaviours, and this user has more: "
                    + "give an earlier time")
        }
        return log.reversed()
    }
}
