internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import Recommending
internal import Wire

/// Shows an operator one item: what is known of it, what goes with it, who is interested in it, and
/// how much was done to it when.
struct AdminItemController {
    let dependencies: ServiceDependencies
    let admin: AdminDependencies
    let recommending: RecommendationController

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/api/admin/item/{id}", AdminEndpoints.group,
                "An item: its neighbors, who is interested in it, and behaviors on it over time.",
                access: .admin, query: { _ in }, answer: AdminEndpoints.object
            ) { call in
                try await show(ItemID(path: call.context))
            }
            .inBackground()
            .costing(
                reads: admin.limits.itemUsersMax, bytes: admin.limits.itemUsersMax * 64 << 10)
        ]
    }

    private func show(_ id: ItemID) async throws -> Response {
        let item = try await dependencies.items.items([id])[id]
        let log = try await admin.inspector.newest(admin.limits.itemBehaviorsMax, on: id)
        let users = try await interested(in: id, log)
        let neighbors = try await neighbors(of: id)
        let titles = try await recommending.cache.items(neighbors.map(\.item))
        return .json { json in
            json.object { json in
                json.field("ItemId", id.text)
                json.field("Title", item?.title)
                json.field("Categories") { json in item?.categories.forEach { json.element($0) } }
                json.field("Hidden", item?.hidden ?? false)
                json.field("Behaviors", log.count)
                json.field("IsCut", log.count == admin.limits.itemBehaviorsMax)
                json.field("Neighbors") { json in
                    for found in neighbors {
                        json.object { json in
                            json.field("Id", found.item.text)
                            json.field("Title", titles[found.item]?.title)
                            json.field("Score", found.score)
                        }
                    }
                }
                json.field("Users") { json in
                    for (user, interest) in users {
                        json.object { json in
                            json.field("UserId", user.text)
                            json.field("Weight", interest.weight)
                            json.field("Last", interest.last.description)
                        }
                    }
                }
                json.field("Trend") { json in
                    for (time, count) in trend(log) {
                        json.object { json in
                            json.field("Time", time.description)
                            json.field("Count", count)
                        }
                    }
                }
            }
        }
    }

    /// What is recommended to a user who is interested in nothing but this.
    private func neighbors(of id: ItemID) async throws -> [Recommendation] {
        let interest = ItemWeight(item: id, weight: 1, last: dependencies.now())
        do {
            return try await recommending.recommender.recommend(
                RecommendationRequest(
                    interests: [interest], count: 10, excluded: [id],
                    recommender: ItemNeighbors.name),
                CatalogFilter(time: dependencies.now()))
        } catch is ModelError {
            // Nothing is trained yet.
            return []
        }
    }

    /// Those of the latest users who still are, the most interested first.
    private func interested(
        in id: ItemID, _ log: [Behavior]
    ) async throws -> [(UserID, ItemWeight)] {
        var users: [UserID] = []
        for behavior in log where users.count < admin.limits.itemUsersMax {
            if !users.contains(behavior.user) { users.append(behavior.user) }
        }
        let reader = recommending.reader
        let found = try await withThrowingTaskGroup(of: (UserID, ItemWeight?).self) { group in
            for user in users {
                group.addTask {
                    (user, try await reader.read(user, at: nil).all.first { $0.item == id })
                }
            }
            return try await group.reduce(into: [(UserID, ItemWeight)]()) { found, next in
                if let interest = next.1 { found.append((next.0, interest)) }
            }
        }
        return found.sorted { ($1.1.weight, $0.0) < ($0.1.weight, $1.0) }
    }

    /// How many behaviors fall into each of equal stretches of time, from the first to the last.
    private func trend(_ log: [Behavior]) -> [(time: Timestamp, count: Int)] {
        guard let first = log.last?.time, let last = log.first?.time else { return [] }
        let span = last.milliseconds - first.milliseconds
        guard span > 0 else { return [(first, log.count)] }
        let steps = Int64(admin.limits.trendSteps)
        var counts = [Int](repeating: 0, count: admin.limits.trendSteps)
        for behavior in log {
            let place = (behavior.time.milliseconds - first.milliseconds) * steps / span
            counts[Int(min(steps - 1, place))] += 1
        }
        return counts.enumerated().map { place, count in
            (first + Interval(milliseconds: span * Int64(place) / steps), count)
        }
    }
}
