internal import Hummingbird
internal import Interest
internal import Recommending

/// Shows what somebody is interested in, at any moment.
struct InterestController {
    let reader: InterestReader
    let shelf: ItemShelf
    /// Asked anew for categories: they are right at the next read when the catalogue changes.
    let items: any ItemRepository
    let configuration: ServiceConfiguration

    func addRoutes(to router: Router<ExchangeContext>) {
        router.get("api/user/:id/interests") { request, context in
            try await self.interests(request, context)
        }
    }

    private func interests(
        _ request: Request, _ context: ExchangeContext
    ) async throws -> Response {
        let query = try Query(request, known: ["n", "at", "categories"])
        let count = try query.number(
            "n", in: 0...configuration.resultsMax, default: configuration.resultsDefault)
        let wantsCategories = try query.flag("categories")
        let user = try UserID(path: context)
        let reading = try await reader.read(user, at: query.time("at"))
        let interests = reading.top(count)
        let titles = try await shelf.titles(interests.map(\.item))
        let categories = wantsCategories ? try await categories(of: reading) : nil
        return .json { json in
            json.object { json in
                json.field("UserId", user.text)
                json.field("At", reading.time)
                json.field("Interests") { json in
                    for (interest, title) in zip(interests, titles) {
                        json.object { json in
                            json.field("ItemId", interest.item.text)
                            json.field("Title", title)
                            json.field("Weight", interest.weight)
                            json.field("Last", interest.last)
                        }
                    }
                }
                if let categories { categories.write(strongest: count, to: &json) }
            }
        }
    }

    private func categories(
        of reading: InterestReader.Reading
    ) async throws -> CategoryInterests {
        let all = reading.all
        return CategoryInterests(all, in: try await items.items(all.map(\.item)))
    }
}

extension CategoryInterests {
    /// `"Categories":[…],"Labels":[…],"Uncategorized":…` into an object.
    fileprivate func write(strongest count: Int, to json: inout JSONWriter) {
        json.field("Categories") { Self.write(categories.prefix(count), to: &$0) }
        json.field("Labels") { Self.write(labels.prefix(count), to: &$0) }
        json.field("Uncategorized", uncategorized)
    }

    private static func write(_ weights: ArraySlice<NamedWeight>, to json: inout JSONWriter) {
        for weight in weights {
            json.object { json in
                json.field("Name", weight.name)
                json.field("Weight", weight.weight)
                json.field("Items", weight.items)
                json.field("Last", weight.last)
            }
        }
    }
}
