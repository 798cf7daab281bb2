internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Recommending
internal import Wire

/// Gorse's scored lists: what goes with an item, who is like a user, what is new and what is
/// popular.
///
/// Lists of a recommender that is not trained yet are empty, as Gorse's are before its first
/// training; one that does not exist is not found.
struct ScoreController {
    let reader: InterestReader
    let recommender: VisibleRecommendations
    let catalog: any ItemCatalog
    let kin: NeighborUsers
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

    var endpoints: [Endpoint] { ofItems + ofEverybody + collaborative + kindred }

    private var ofItems: [Endpoint] {
        let beside = ["/api/item/{id}/neighbors", "/api/item/{id}/neighbors/{category}"]
            .map { path -> Endpoint in
                scored(path, "Items", "What goes with an item.") { call in
                    try await self.beside(Self.itemToItem[0], call)
                }
            }
        let named = scored(
            "/api/item-to-item/{name}/{id}", "Items", "What goes with an item.",
            among: Self.itemToItem
        ) { call in
            try await self.beside(
                name(call.context, among: Self.itemToItem, "item-to-item"), call)
        }
        return beside + [named]
    }

    private var ofEverybody: [Endpoint] {
        let latest = ["/api/latest", "/api/latest/{category}"].map { path -> Endpoint in
            scored(
                path, "Items", "The newest items, scored by their seconds since 1970."
            ) { call in
                try await self.latest(call)
            }
        }
        let named = scored(
            "/api/non-personalized/{name}", "Items", "What everybody turns to.",
            among: Self.nonPersonalized
        ) { call in
            try await list(
                [name(call.context, among: Self.nonPersonalized, "non-personalized")], [], call)
        }
        return latest + [named]
    }

    private var collaborative: [Endpoint] {
        [
            "/api/collaborative-filtering/{id}", "/api/collaborative-filtering/{id}/{category}",
        ].map { path -> Endpoint in
            scored(
                path, "Recommendations", "What those who are like a user turned to."
            ) { call in
                let reading = try await reader.read(UserID(path: call.context), at: nil)
                return try await scores(
                    find(
                        Self.collaborative, reading.all, idle: reading.idle, call,
                        seen: reading.seen))
            }
        }
    }

    private var kindred: [Endpoint] {
        let summary = "Who is like a user by what is left of interests."
        return [
            Endpoint(
                .get, "/api/user/{id}/neighbors", "Users", summary, access: .read,
                query: { try SpanQuery(&$0, configuration) }
            ) { call in
                try await like(call)
            }
            .inBackground()
            .costing(reads: NeighborUsers.readsMax, bytes: NeighborUsers.readsMax * 64 << 10),
            Endpoint(
                .get, "/api/user-to-user/{name}/{id}", "Users", summary, access: .read,
                inPath: [Self.parameter([Self.userToUser])],
                query: { try SpanQuery(&$0, configuration) }, failures: [404]
            ) { call -> [Score] in
                _ = try name(call.context, among: [Self.userToUser], "user-to-user")
                return try await like(call)
            }
            .inBackground()
            .costing(reads: NeighborUsers.readsMax, bytes: NeighborUsers.readsMax * 64 << 10),
        ]
    }

    /// The endpoint of a scored list of items, whose path may name one of some recommenders, and a
    /// category, as older clients do.
    private func scored(
        _ path: String, _ group: String, _ summary: String, among names: [String] = [],
        _ answer: @escaping @Sendable (Call<ScoreQuery, Void>) async throws -> [Score]
    ) -> Endpoint {
        Endpoint(
            .get, path, group, summary, access: .read,
            inPath: (names.isEmpty ? [] : [Self.parameter(names)])
                + (path.hasSuffix("{category}") ? [.category] : []),
            query: { try ScoreQuery(&$0, configuration) },
            failures: names.isEmpty ? [] : [404], handler: answer)
    }

    private static func parameter(_ names: [String]) -> Parameter {
        Parameter("name", .word(names), "The recommender.")
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
        _ name: String, _ call: Call<ScoreQuery, Void>
    ) async throws -> [Score] {
        let item = try ItemID(path: call.context)
        let interest = ItemWeight(item: item, weight: 1, last: .earliest)
        let found = try await find([name], [interest], call, seen: [item])
        guard found.isEmpty, [ItemNeighbors.name, Content.name].contains(name) else {
            return scores(found)
        }
        return scores(try await besideNew(item, call))
    }

    /// What is trending, popular and new in the categories of an item that training has not met.
    private func besideNew(
        _ item: ItemID, _ call: Call<ScoreQuery, Void>
    ) async throws -> [Recommendation] {
        let categories = try await catalog.items([item])[item]?.categories ?? []
        guard !categories.isEmpty else { return [] }
        return try await find([nil], [], call, seen: [item], in: categories)
    }

    /// The list of the first recommender that is trained.
    private func list(
        _ names: [String], _ interests: [ItemWeight], _ call: Call<ScoreQuery, Void>,
        seen: [ItemID] = []
    ) async throws -> [Score] {
        scores(try await find(names, interests, call, seen: seen))
    }

    private func scores(_ found: [Recommendation]) -> [Score] {
        found.map { Score(id: $0.item.text, score: $0.score) }
    }

    /// - Parameter names: nil stands for the recommenders that serve by default.
    private func find(
        _ names: [String?], _ interests: [ItemWeight], idle: Interval = .zero,
        _ call: Call<ScoreQuery, Void>, seen: [ItemID], in others: [String] = []
    ) async throws -> [Recommendation] {
        let query = call.query
        let categories = try query.categories + call.context.category() + others
        let excluded = Set(seen).union(try await read(by: query.reader))
        for name in names {
            let wanted = RecommendationRequest(
                interests: interests, idle: idle, count: query.span.count,
                offset: query.span.offset, excluded: excluded, recommender: name)
            do {
                return try await recommender.recommend(
                    wanted, CatalogFilter(categories: categories, time: now()))
            } catch is ModelError {
                continue
            }
        }
        return []
    }

    private func latest(_ call: Call<ScoreQuery, Void>) async throws -> [Score] {
        let (span, query) = (call.query.span, call.query)
        let categories = try query.categories + call.context.category()
        let read = Set(try await read(by: query.reader))
        let items = try await catalog.latest(
            span.offset + span.count + read.count, in: categories, until: now())
        return items.filter { !read.contains($0.id) }.dropFirst(span.offset).prefix(span.count)
            .map { item in
                let time = (item.time ?? .goZero).milliseconds
                return Score(id: item.id.text, score: (Double(time) / 1000).rounded(.down))
            }
    }

    private func read(by user: UserID?) async throws -> [ItemID] {
        guard let user else { return [] }
        return try await reader.read(user, at: nil).seen
    }

    private func like(_ call: Call<SpanQuery, Void>) async throws -> [Score] {
        let found = try await kin.users(like: UserID(path: call.context))
        return found.dropFirst(call.query.offset).prefix(call.query.count)
            .map { Score(id: $0.user.text, score: $0.likeness) }
    }
}
