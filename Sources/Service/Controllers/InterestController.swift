internal import Hummingbird
internal import Interest

/// Shows what somebody is interested in, at any moment.
struct InterestController {
    let reader: InterestReader
    let shelf: ItemShelf
    let configuration: ServiceConfiguration

    func addRoutes(to router: Router<ExchangeContext>) {
        router.get("api/user/:id/interests") { request, context in
            try await self.interests(request, context)
        }
    }

    private func interests(
        _ request: Request, _ context: ExchangeContext
    ) async throws -> Response {
        let query = try Query(request, known: ["n", "at"])
        let count = try query.number(
            "n", in: 0...configuration.resultsMax, default: configuration.resultsDefault)
        let user = try UserID(path: context)
        let reading = try await reader.read(user, at: query.time("at"))
        let interests = reading.top(count)
        let items = try await shelf.items(interests.map(\.item))
        return .json { json in
            json.object { json in
                json.field("UserId", user.text)
                json.field("At", reading.time.description)
                json.field("Interests") { json in
                    for interest in interests {
                        json.object { json in
                            json.field("ItemId", interest.item.text)
                            json.field("Title", items[interest.item]?.title)
                            json.field("Weight", interest.weight)
                            json.field("Last", interest.last.description)
                        }
                    }
                }
            }
        }
    }
}
