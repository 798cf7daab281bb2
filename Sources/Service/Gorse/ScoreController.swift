internal import Hummingbird
internal import Interest
internal import Recommending

/// Gorse's scored lists: what goes with an item, who is like a user, what is new and what is
/// popular.
///
/// Lists of a recommender that is not trained yet are empty, as Gorse's are before its first
/// training; one that does not exist is not found.
struct ScoreController {
    let reader: InterestReader
    let recommender: VisibleRecommendations
    let catalog: any ItemCatalog
    let kin: KindredUsers
    let now: @Sendable () -> Timestamp
    let configuration: ServiceConfiguration

    /// What goes with an item can be asked of these; the first is the one where none is named.
    static let itemToItem = [
        ItemNeighbors.name, Content.name, Linear.name, Graph.name, UserNeighbors.name,
    ]
    /// Who is like a user can be asked of this one.
    static let userToUser = UserNeighbors.name
    /// What everybody turns to can be asked of these.
    static let nonPersonalized = [Popular.name, Trending.name]
    /// Collaborative filtering is the first of these that is trained.
    static let collaborative = [Linear.name, Graph.name, ItemNeighbors.name]

    func addRoutes(to router: Router<ExchangeContext>) {
        for path in ["api/item/:id/neighbors", "api/item/:id/neighbors/:category"] {
            router.get(RouterPath(path)) { request, context -> Response in
                try await beside(Self.itemToItem[0], request, context)
            }
        }
        router.get("api/item-to-item/:name/:id") { request, context -> Response in
            try await beside(
                name(context, among: Self.itemToItem, "item-to-item"), request, context)
        }
        router.get("api/non-personalized/:name") { request, context -> Response in
            let name = try name(context, among: Self.nonPersonalized, "non-personalized")
            return try await list([name], [], request, context)
        }
        for path in [
            "api/collaborative-filtering/:id", "api/collaborative-filtering/:id/:category",
        ] {
            router.get(RouterPath(path)) { request, context -> Response in
                let reading = try await reader.read(UserID(path: context), at: nil)
                return try await list(
                    Self.collaborative, reading.all, request, context, seen: reading.seen)
            }
        }
        for path in ["api/latest", "api/latest/:category"] {
            router.get(RouterPath(path)) { request, context in try await latest(request, context) }
        }
        router.get("api/user/:id/neighbors") { request, context -> Response in
            try await like(request, context)
        }
        router.get("api/user-to-user/:name/:id") { request, context -> Response in
            _ = try name(context, among: [Self.userToUser], "user-to-user")
            return try await like(request, context)
        }
    }

    private func name(
        _ context: ExchangeContext, among names: [String], _ kind: String
    ) throws -> String {
        let name = try context.text("name")
        guard names.contains(name) else {
            throw Failure(
                status: .notFound,
                message: "\(kind) recommender \(name.prefix(40)) not found: there are "
                    + names.joined(separator: ", "))
        }
        return name
    }

    /// What somebody gets who is interested in nothing but the item.
    private func beside(
        _ name: String, _ request: Request, _ context: ExchangeContext
    ) async throws -> Response {
        let item = try ItemID(path: context)
        let interest = ItemWeight(item: item, weight: 1, last: .earliest)
        let found = try await find([name], [interest], request, context, seen: [item])
        guard found.isEmpty, [ItemNeighbors.name, Content.name].contains(name) else {
            return scores(found)
        }
        return scores(try await besideNew(item, request, context))
    }

    /// What is trending, popular and new in the categories of an item that training has not met.
    private func besideNew(
        _ item: ItemID, _ request: Request, _ context: ExchangeContext
    ) async throws -> [Recommendation] {
        let categories = try await catalog.items([item])[item]?.categories ?? []
        guard !categories.isEmpty else { return [] }
        return try await find([nil], [], request, context, seen: [item], in: categories)
    }

    /// The list of the first recommender that is trained.
    private func list(
        _ names: [String], _ interests: [ItemWeight], _ request: Request,
        _ context: ExchangeContext, seen: [ItemID] = []
    ) async throws -> Response {
        scores(try await find(names, interests, request, context, seen: seen))
    }

    private func scores(_ found: [Recommendation]) -> Response {
        .scores(found.map { ($0.item.text, $0.score) })
    }

    /// - Parameter names: nil is all that serve by default.
    private func find(
        _ names: [String?], _ interests: [ItemWeight], _ request: Request,
        _ context: ExchangeContext, seen: [ItemID], in categories: [String] = []
    ) async throws -> [Recommendation] {
        let query = try ScoreQuery(request, context, configuration)
        let excluded = Set(seen).union(try await read(by: query.reader))
        for name in names {
            let wanted = RecommendationRequest(
                interests: interests, count: query.count, offset: query.offset,
                excluded: excluded, recommender: name)
            do {
                return try await recommender.recommend(
                    wanted, ShelfChoices(categories: query.categories + categories, time: now()))
            } catch is ModelError {
                continue
            }
        }
        return []
    }

    private func latest(
        _ request: Request, _ context: ExchangeContext
    ) async throws -> Response {
        let query = try ScoreQuery(request, context, configuration)
        let read = Set(try await read(by: query.reader))
        let items = try await catalog.latest(
            query.offset + query.count + read.count, in: query.categories, until: now())
        let page = items.filter { !read.contains($0.id) }.dropFirst(query.offset)
            .prefix(query.count)
        return .scores(
            page.map { item in
                let time = (item.time ?? .goZero).milliseconds
                return (item.id.text, (Double(time) / 1000).rounded(.down))
            })
    }

    private func read(by user: UserID?) async throws -> [ItemID] {
        guard let user else { return [] }
        return try await reader.read(user, at: nil).seen
    }

    private func like(
        _ request: Request, _ context: ExchangeContext
    ) async throws -> Response {
        let query = try ScoreQuery(request, context, configuration, of: true)
        let found = try await kin.users(like: UserID(path: context))
        let page = found.dropFirst(query.offset).prefix(query.count)
        return .scores(page.map { ($0.user.text, $0.likeness) })
    }
}
