internal import Access
internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Recommending
internal import Wire

/// Recommends: ids as Gorse does, ids with scores where `X-API-Version: 2` asks for them, and with
/// `explain=true` what each score is made of. A session is scored without being stored.
struct RecommendationController {
    let reader: InterestReader
    let recommender: VisibleRecommendations
    let lists: RerankedLists
    let cache: CatalogCache
    let settings: any SettingsRepository
    let writeBack: WriteBack
    let quality: LiveQuality?
    let now: @Sendable () -> Timestamp
    let configuration: ServiceConfiguration

    // Older clients name the category in the path.
    var endpoints: [Endpoint] {
        [recommendation("/api/recommend/{id}"), recommendation("/api/recommend/{id}/{category}")]
            + [session("/api/session/recommend"), session("/api/session/recommend/{category}")]
            + [withoutUser]
    }

    private func recommendation(_ path: String) -> Endpoint {
        Endpoint(
            .get, path, Self.group,
            "Recommends items to a user: ids, ids with scores, or with reasons.",
            access: .read, query: { try RecommendationQuery(&$0, configuration) },
            failures: [404, 410]
        ) { call in
            try await recommend(call)
        }
        .reading(head: [
            Parameter("X-API-Version", .text(), "2 for ids with scores, as in Gorse.")
        ])
    }

    private func session(_ path: String) -> Endpoint {
        Endpoint(
            .post, path, Self.group,
            "Recommends to somebody unknown by what the body says; nothing of it is kept.",
            access: .read, query: { try RecommendationQuery(&$0, configuration) },
            body: .session(configuration),
            answer: .json(.either([[Score].schema, [ExplainedItem].schema])),
            failures: [404, 410]
        ) { call in
            try await recommend(toSession: call)
        }
    }

    private var withoutUser: Endpoint {
        Endpoint(
            .get, "/api/recommend", Self.group, "Says that the user is missing.",
            access: .read, answer: .json(.anything), failures: [400]
        ) { _ -> Response in
            throw Rejection.emptyIdentifier(UserID.noun)
        }
        .hidden()
    }

    private static let group = "Recommendations"

    private func recommend(
        _ call: Call<RecommendationQuery, Void>
    ) async throws -> RerankedAnswer {
        let query = call.query
        // It asks, and by that it writes.
        if query.writeBack != nil { try call.context.caller?.check(.write) }
        let user = try UserID(path: call.context)
        let reading = try await reader.read(user, at: query.time)
        let (found, outcome) = try await find(reading, query, call.context)
        if query.time == nil, query.offset == 0 { quality?.served(found, to: user) }
        if let choice = query.writeBack {
            try await writeBack.note(found.map(\.item), shownTo: user, by: choice)
        }
        let answer: RecommendationAnswer =
            if query.explains { .explained(try await explained(found)) } else {
                call.request.headers[.xAPIVersion] == "2" ? .scores(found) : .ids(found)
            }
        return RerankedAnswer(answer: answer, outcome: outcome)
    }

    /// Folds what the body says by the store's own settings, and forgets it.
    private func recommend(
        toSession call: Call<RecommendationQuery, [GorseObject]>
    ) async throws -> RerankedAnswer {
        let query = call.query
        let (now, settings) = (now(), try await settings.settings())
        let behaviors = try Behavior.session(
            call.body, now: now, admission: Admission(gains: settings.gains, now: now))
        let reading = InterestReader.Reading(
            folding: behaviors, by: settings, at: query.time ?? now, now: now)
        let (found, outcome) = try await find(reading, query, call.context)
        return RerankedAnswer(
            answer: query.explains ? .explained(try await explained(found)) : .scores(found),
            outcome: outcome)
    }

    private func find(
        _ reading: InterestReader.Reading, _ query: RecommendationQuery,
        _ context: ExchangeContext
    ) async throws -> ([Recommendation], RerankOutcome?) {
        let choices = query.choices(at: reading.time, in: try context.category())
        do {
            return try await lists.recommend(
                query.request(by: reading), choices, wanted: query.reranks)
        } catch let error as ModelError {
            throw Failure(status: .notFound, message: error.message)
        }
    }

    /// Each with the parts that its score is made of.
    func explained(_ found: [Recommendation]) async throws -> [ExplainedItem] {
        let items = try await cache.items(found.named)
        return found.map { ExplainedItem($0, in: items) }
    }
}
