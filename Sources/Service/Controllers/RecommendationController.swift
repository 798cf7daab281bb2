internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Recommending

/// Recommends: ids as Gorse does, ids with scores where `X-API-Version: 2` asks for them, and with
/// `explain=true` what each score is made of.
struct RecommendationController {
    let reader: InterestReader
    let recommender: VisibleRecommendations
    let shelf: ItemShelf
    let configuration: ServiceConfiguration

    func addRoutes(to router: Router<ExchangeContext>) {
        router.get("api/recommend/:id") { request, context in
            try await self.recommend(request, context)
        }
        router.get("api/recommend") { _, _ -> Response in
            throw Rejection.emptyIdentifier(UserID.noun)
        }
    }

    private func recommend(
        _ request: Request, _ context: ExchangeContext
    ) async throws -> Response {
        let query = try Query(request, known: ["n", "offset", "explain", "at", "exclude"])
        let count = try query.number(
            "n", in: 0...configuration.resultsMax, default: configuration.resultsDefault)
        let offset = try query.number("offset", in: 0...configuration.offsetMax, default: 0)
        let explains = try query.flag("explain")
        let excluded = try query.items("exclude", max: configuration.excludedMax)
        let reading = try await reader.read(UserID(path: context), at: query.time("at"))
        let found = try await recommender.recommend(
            RecommendationRequest(
                interests: reading.all, count: count, offset: offset,
                excluded: excluded.union(reading.seen), explains: explains))
        if explains { return try await explained(found) }
        return request.headers[.xAPIVersion] == "2" ? scored(found) : plain(found)
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

    private func explained(_ found: [Recommendation]) async throws -> Response {
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
        field("Title", part.because.flatMap { items[$0]?.title })
        field("Weight", part.weight)
        field("Similarity", part.similarity)
        field("Share", part.share)
    }
}
