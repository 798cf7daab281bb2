import HTTPTypes
import Hummingbird
import Interest
import NIOCore
import Repositories
import Testing

@testable import Service

/// Every endpoint's largest request, alone and 64 at once, held against what it may cost: counted
/// in operations on the store and in bytes and reads of the budget.
struct AdversarialSizeTests {
    private static let crowd = 64
    private static let users = 300

    /// Limits small enough that the largest requests are quick to make, and large enough that
    /// they are not small.
    private static var configuration: ServiceConfiguration {
        var configuration = ServiceConfiguration()
        configuration.bodyMax = 64 << 10
        configuration.elementsMax = 5000
        configuration.feedbackMax = 200
        configuration.entriesMax = 200
        configuration.feedbackListMax = 1000
        configuration.resultsMax = 100
        configuration.offsetMax = 900
        configuration.sessionMax = 50
        configuration.budgetWaitMax = .seconds(3600)
        return configuration
    }

    /// A service whose store is counted, and its budget.
    private struct Counted {
        let application: any ApplicationProtocol
        let operations = Operations()
        let budget: WorkBudget
        let endpoints: [Endpoint]

        init() async throws {
            let operations = operations
            let counted = try World { CountedItems(base: $0, operations: operations) }
            var world = try EndpointTests.wholeWorld(counted).world
            world.configuration = AdversarialSizeTests.configuration
            let log = CountedLog(base: world.behaviors, operations: operations)
            world.dependencies.behaviors = log
            world.dependencies.editor = log
            world.dependencies.weights = CountedWeights(
                base: MemoryWeightRepository(
                    log: world.behaviors, settings: world.settings, now: { World.now }),
                operations: operations)
            try await AdversarialSizeTests.fill(world)
            let metrics = world.dependencies.registry
            budget = WorkBudget(world.configuration, metrics: metrics)
            endpoints = Service.endpoints(world.dependencies, configuration: world.configuration)
            let keys = KeyRing(nil, world.configuration, now: world.dependencies.now)
            application = Application(
                responder: ServiceResponder(
                    buildRouter(
                        world.dependencies, configuration: world.configuration, keys: keys,
                        budget: budget),
                    metrics: metrics, doors: Doors(world.configuration, keys: keys)))
        }
    }

    /// Everybody has behaved toward the one item, and one user toward many.
    private static func fill(_ world: World) async throws {
        let ids = (0..<users).map { "u\($0)" }
        _ = try await world.behaviors.append(
            ids.map { id in
                Behavior(
                    user: UserID(unchecked: id), item: ItemID(unchecked: "i0"), action: .click,
                    time: World.now - .days(1))
            }
                + (0..<900).map { place in
                    Behavior(
                        user: UserID(unchecked: "u0"), item: ItemID(unchecked: "i\(place)"),
                        action: .click, time: World.now - .hours(place))
                })
        try await world.items.put(
            (0..<200).map { Item(id: ItemID(unchecked: "i\($0)"), categories: ["films"]) })
    }

    @Test func `every endpoint has a row, and every row an endpoint`() async throws {
        let counted = try await Counted()
        let names = counted.endpoints.filter { $0.group != "Page" }.map { endpoint in
            "\(endpoint.method) \(endpoint.path)"
        }
        #expect(names.sorted() == AdversarialSizes.rows.map(\.endpoint).sorted())
    }

    @Test(arguments: AdversarialSizes.rows.map(\.endpoint))
    func `the largest request costs what its row says, alone and in a crowd`(
        name: String
    ) async throws {
        let row = try #require(AdversarialSizes.rows.first { $0.endpoint == name })
        let counted = try await Counted()
        let endpoint = try #require(
            counted.endpoints.first { "\($0.method) \($0.path)" == name })
        let limit = Self.configuration
        try await counted.application.asked { client in
            // A new store: what is cached has been read by this.
            try await Self.ask(endpoint, row, client)
            let before = counted.operations.count
            try await Self.ask(endpoint, row, client)
            let operations = counted.operations.count - before
            #expect(operations <= row.operationsMax, "\(name): \(operations) operations")
            let alone = counted.budget.usage.peak
            #expect(alone.bytes <= Self.bytesMax(endpoint), "\(name): \(alone.bytes) bytes")
            #expect(alone.reads <= endpoint.cost.reads)

            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<Self.crowd {
                    group.addTask { try await Self.ask(endpoint, row, client) }
                }
                try await group.waitForAll()
            }
            let all = counted.operations.count - before - operations
            #expect(all <= Self.crowd * row.operationsMax, "\(name): \(all) operations")
            let peak = counted.budget.usage.peak
            #expect(peak.reads <= limit.readsMax && peak.requests <= limit.requestsMax)
            #expect(peak.bytes <= limit.heldMax)
            #expect(counted.budget.usage.now == RequestCost())
            #expect(counted.budget.usage.waiting == 0)
        }
    }

    /// What the endpoint states, and its body with all that can be read out of it.
    private static func bytesMax(_ endpoint: Endpoint) -> Int {
        let values = configuration.elementsMax * BodyLimit.valueBytes
        let body = endpoint.method == .get ? 0 : 2 * configuration.bodyMax + values
        return endpoint.cost.bytes + body
    }

    private static func ask(
        _ endpoint: Endpoint, _ row: AdversarialSizes.Row, _ client: RouterClient
    ) async throws {
        let path = endpoint.pathNames.reduce(endpoint.path) { path, name in
            path.replacing("{\(name)}", with: Self.value(of: name, in: endpoint.path))
        }
        let answer = try await Answer(
            client.ask(
                uri: path + row.query, method: endpoint.method, headers: [:],
                body: body(row.body).map { ByteBuffer(string: $0) }))
        // Refused or not, it must have been understood by somebody.
        #expect(answer.status < 500 || answer.status == 503, "\(row.endpoint): \(answer.body)")
    }

    private static func value(of name: String, in path: String) -> String {
        switch name {
        case "category": "films"
        case "version": "1"
        case "name": path.contains("user-to-user") ? "neighbors" : "neighbors"
        case "type": "click"
        case "first": path.contains("{third}") || !path.contains("{second}") ? "click" : "u0"
        case "second": path.contains("{third}") ? "u0" : "i0"
        case "third": "i0"
        default: path.contains("/item") ? "i0" : "u0"
        }
    }

    private static func body(_ kind: Substring) -> String? {
        let feedback = (0..<200).map { place in
            #"{"FeedbackType":"click","UserId":"u\#(place)","ItemId":"i\#(place)","#
                + #""Timestamp":"2024-05-01T00:00:00Z"}"#
        }
        let users = (0..<200).map { #"{"UserId":"u\#($0)","Labels":["a"]}"# }
        let items = (0..<200).map { #"{"ItemId":"i\#($0)","Categories":["films"]}"# }
        let session = feedback.prefix(50)
        return switch kind {
        case "feedback": "[" + feedback.joined(separator: ",") + "]"
        case "session": "[" + session.joined(separator: ",") + "]"
        case "users": "[" + users.joined(separator: ",") + "]"
        case "items": "[" + items.joined(separator: ",") + "]"
        case "user": users[0]
        case "item": items[0]
        case "feedback-lines": feedback.joined(separator: "\n")
        case "user-lines": users.joined(separator: "\n")
        case "item-lines": items.joined(separator: "\n")
        case "object": "{}"
        case "empty": ""
        default: nil
        }
    }
}
