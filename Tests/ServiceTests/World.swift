import HTTPTypes
import Hummingbird
import Interest
import Logging
import NIOCore
import Recommending
import Repositories
import Service

/// A service over repositories in memory, at the beginning of 10 May 2024, with an interest that
/// halves in a day.
struct World {
    static let now = Timestamp(seconds: 1_715_299_200)

    let behaviors = MemoryBehaviorRepository()
    let items = MemoryItemRepository()
    let profiles = MemoryProfileRepository()
    let settings: MemorySettingsRepository
    var dependencies: ServiceDependencies
    var configuration = ServiceConfiguration()
    var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// - Parameter catalog: what stands before the items.
    init(
        recommending source: any RecommendationSource = FixedRecommendations(),
        catalog: (MemoryItemRepository) -> any ItemCatalog = { $0 }
    ) throws {
        let law = try ExponentialLaw([.init(halfLife: .days(1))])
        settings = MemorySettingsRepository(Settings(law: law, gains: .standard))
        dependencies = ServiceDependencies(
            behaviors: behaviors, editor: behaviors,
            weights: MemoryWeightRepository(
                log: behaviors, settings: settings, now: { World.now }),
            items: catalog(items), profiles: profiles, settings: settings,
            recommendations: source,
            now: { World.now })
        configuration.port = 0
    }

    /// Ann saw `alien` two days ago and bought `brazil` now; both have titles.
    static func ofAnn() async throws -> World {
        let world = try World()
        try await world.items.put([
            Item(id: ItemID("alien"), title: "Alien"),
            Item(id: ItemID("brazil"), title: "Brazil \"85\""),
            Item(id: ItemID("fargo"), title: "Fargo"),
        ])
        _ = try await world.behaviors.append([
            Behavior(
                user: UserID("ann"), item: ItemID("alien"), action: .click, time: now - .days(2)),
            Behavior(user: UserID("ann"), item: ItemID("brazil"), action: .purchase, time: now),
        ])
        return world
    }

    func application() throws -> some ApplicationProtocol {
        // Nothing happens every few seconds but where a test says so.
        try buildApplication(
            dependencies, configuration: configuration, logger: logger,
            pause: { _ in try await Task.sleep(for: .seconds(86_400)) })
    }

    /// What the service answers to a GET.
    func get(_ path: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await ask(.get, path, headers: headers)
    }

    /// What the service answers to one request.
    func ask(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> Answer {
        try await application().asked { client in
            try await Answer(
                client.ask(
                    uri: path, method: method, headers: headers,
                    body: body.map { ByteBuffer(string: $0) }))
        }
    }
}

extension RouterClient {
    /// What the service answers to a GET.
    func get(_ path: String) async throws -> Answer {
        try await Answer(ask(uri: path, method: .get, headers: [:], body: nil))
    }
}

/// An answer as text.
struct Answer: Sendable {
    let status: Int
    let body: String
    let headers: HTTPFields

    init(_ response: RouterClient.Reply) {
        status = response.status.code
        body = String(buffer: response.body)
        headers = response.headers
    }
}

/// Recommends `fargo`, `heat` and `ran` for the reason of the first interest; a stranger gets
/// them by popularity.
struct FixedRecommendations: RecommendationSource {
    func recommend(_ request: RecommendationRequest) async throws -> [Recommendation] {
        let ranked = [("fargo", 0.5), ("heat", 0.25), ("ran", 0.125)]
            .map { (item: ItemID(unchecked: $0.0), similarity: $0.1) }
            .filter { !request.excludes($0.item) }
        return ranked.dropFirst(request.offset).prefix(request.count).map { item, similarity in
            let reason = request.interests.max { $0.weight < $1.weight }
            let part = Part(
                because: reason?.item, weight: reason?.weight ?? 1, similarity: similarity)
            return Recommendation(
                item: item, score: part.share,
                recommender: reason == nil ? "popular" : "item-neighbors",
                parts: request.explains ? [part] : [])
        }
    }
}
