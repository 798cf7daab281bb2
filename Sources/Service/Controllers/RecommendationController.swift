internal import Access
internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import NIOCore
internal import Recommending

/// Recommends: ids as Gorse does, ids with scores where `X-API-Version: 2` asks for them, and with
/// `explain=true` what each score is made of. A session is scored without being stored.
struct RecommendationController {
    let reader: InterestReader
    let recommender: VisibleRecommendations
    let shelf: ItemShelf
    let settings: any SettingsRepository
    let writeBack: WriteBack
    let now: @Sendable () -> Timestamp
    let configuration: ServiceConfiguration

    func addRoutes(to router: Router<ExchangeContext>) {
        router.get("api/recommend/:id") { request, context in
            try await self.recommend(request, context)
        }
        // Older clients name the category in the path.
        router.get("api/recommend/:id/:category") { request, context in
            try await self.recommend(request, context)
        }
        router.get("api/recommend") { _, _ -> Response in
            throw Rejection.emptyIdentifier(UserID.noun)
        }
        for path in ["api/session/recommend", "api/session/recommend/:category"] {
            router.post(RouterPath(path)) { request, context in
                try await self.session(request, context)
            }
        }
    }

    private func recommend(
        _ request: Request, _ context: ExchangeContext
    ) async throws -> Response {
        let query = try RecommendationQuery(request, context, configuration)
        // It asks, and by that it writes.
        if query.writeBack != nil { try context.caller?.check(.write) }
        let user = try UserID(path: context)
        let reading = try await reader.read(user, at: query.time)
        let found = try await find(reading, query)
        if let choice = query.writeBack {
            try await writeBack.note(found.map(\.item), shownTo: user, by: choice)
        }
        if query.explains { return try await explained(found) }
        return request.headers[.xAPIVersion] == "2" ? scored(found) : plain(found)
    }

    /// Folds what the body says by the store's own settings, and forgets it.
    private func session(
        _ request: Request, _ context: ExchangeContext
    ) async throws -> Response {
        let query = try RecommendationQuery(request, context, configuration)
        let (now, settings) = (now(), try await settings.settings())
        let body = try await request.json(upTo: configuration.bodyMax)
        let behaviors = try Behavior.session(
            body, countMax: configuration.sessionMax, now: now,
            admission: Admission(gains: settings.gains, now: now))
        let time = query.time ?? now
        let sorted = behaviors.enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
        let past = sorted.prefix { $0.time <= time }
        var weights = Weights()
        weights.fold(past, by: settings)
        // A past moment has not seen what came later; now and later, all of it was seen.
        let folded = FoldedWeights(
            weights: weights, settings: settings,
            ahead: time < now ? [] : Array(sorted.dropFirst(past.count)))
        let reading = InterestReader.Reading(folded: folded, time: time)
        let found = try await find(reading, query)
        return query.explains ? try await explained(found) : scored(found)
    }

    private func find(
        _ reading: InterestReader.Reading, _ query: RecommendationQuery
    ) async throws -> [Recommendation] {
        do {
            return try await recommender.recommend(
                query.request(reading.all, seen: reading.seen), query.choices(at: reading.time))
        } catch let error as ModelError {
            throw Failure(status: .notFound, message: error.message)
        }
    }

    private func plain(_ found: [Recommendation]) -> Response {
        .json { json in
            json.array { json in
                for recommendation in found { json.element(recommendation.item.text) }
            }
        }
    }

    private func scored(_ found: [Recommendation]) -> Response {
        .json { json in
            json.array { json in
                for recommendation in found {
                    json.object { json in
                        json.field("Id", recommendation.item.text)
                        json.field("Score", recommendation.score)
                    }
                }
            }
        }
    }

    /// Each with the parts that its score is made of.
    func explained(_ found: [Recommendation]) async throws -> Response {
        let reasons = found.flatMap(\.parts).compactMap(\.because)
        let items = try await shelf.items(found.map(\.item) + reasons)
        return .json { json in
            json.array { json in
                for recommendation in found {
                    json.object { json in
                        json.field("Id", recommendation.item.text)
                        json.field("Title", items[recommendation.item]?.title)
                        json.field("Score", recommendation.score)
                        json.field("From", recommendation.recommender)
                        json.field("Parts") { json in
                            for part in recommendation.parts {
                                json.object { $0.write(part, items) }
                            }
                        }
                    }
                }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ part: Part, _ items: [ItemID: Item]) {
        field("Because", part.because?.text)
        if let category = part.category { field("Category", category) }
        field("Title", part.because.flatMap { items[$0]?.title })
        field("Weight", part.weight)
        field("Similarity", part.similarity)
        field("Share", part.share)
    }
}
