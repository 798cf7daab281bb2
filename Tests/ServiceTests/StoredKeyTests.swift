import Access
import HTTPTypes
import Hummingbird
import Interest
import Service
import Synchronization
import Testing

/// Keys that the store has, made while the service runs.
struct StoredKeyTests {
    /// Keys in memory that count how often they are asked for, and can be away.
    private final class CountedKeys: KeyRepository {
        private struct State {
            var keys: [AccessKey] = []
            var looks = 0
            var isAway = false
        }

        private let state = Mutex(State())

        var looks: Int { state.withLock { $0.looks } }

        func set(_ keys: [AccessKey]) { state.withLock { $0.keys = keys } }

        func beAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

        func keys() async throws(RepositoryError) -> [AccessKey] {
            let found = state.withLock { state in
                state.looks += 1
                return state.isAway ? nil : state.keys
            }
            guard let found else { throw RepositoryError(.unavailable, "no server for ann") }
            return found
        }

        func key(_ name: String) async throws(RepositoryError) -> AccessKey? { nil }
        func insert(_ key: AccessKey) async throws(RepositoryError) -> Bool { false }
        func replace(_ key: AccessKey) async throws(RepositoryError) -> Bool { false }
    }

    private let time = Time()
    private let keys = CountedKeys()

    private func world() async throws -> World {
        var world = try await World.ofAnn()
        let time = time
        world.dependencies.now = { time.now }
        world.dependencies.keys = keys
        return world
    }

    private func key(
        _ name: String, _ access: Set<Permission>, _ texts: KeyText..., rate: String? = nil
    ) -> AccessKey {
        AccessKey(
            name: name, access: access, rate: rate.flatMap { RateLimit($0) }, created: World.now,
            secrets: texts.map { $0.secret(created: World.now) })
    }

    private func expect(
        _ status: Int, _ client: RouterClient, _ method: HTTPRequest.Method = .get,
        _ path: String = "/api/recommend/ann", showing key: KeyText?,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await client.answer(method, path, showing: key?.text)
        #expect(answer.status == status, sourceLocation: location)
    }

    @Test func `where there are no keys everybody comes in, and nobody once there is one`()
        async throws
    {
        let (text, world) = (KeyText.random(), try await world())
        try await world.application().asked { client in
            try await expect(200, client, showing: nil)
            // What is not in the table is looked for, and so the key is known at once.
            keys.set([key("shop", [.read], text)])
            time.pass(.seconds(1))
            try await expect(200, client, showing: text)
            try await expect(401, client, showing: nil)
            try await expect(401, client, showing: .random())
        }
    }

    @Test(arguments: ["", "x", "open sesame", KeyText.random().text])
    func `where there are no keys any key is let in`(shown: String) async throws {
        let world = try await world()
        let header = try #require(HTTPField.Name("X-API-Key"))
        try await world.application().asked { client in
            for _ in 0..<2 {
                let answer = try await Answer(
                    client.ask(
                        uri: "/api/recommend/ann", method: .get, headers: [header: shown]))
                #expect(answer.status == 200)
            }
        }
    }

    @Test func `a store that loses its keys lets nobody in`() async throws {
        let (text, world) = (KeyText.random(), try await world())
        keys.set([key("shop", [.read], text)])
        try await world.application().asked { client in
            try await expect(200, client, showing: text)
            keys.set([])
            for _ in 0..<3 {
                time.pass(.seconds(5))
                try await expect(401, client, showing: .random())
                try await expect(401, client, showing: nil)
                try await expect(401, client, showing: text)
            }
            keys.set([key("shop", [.read], text)])
            time.pass(.seconds(5))
            try await expect(200, client, showing: text)
        }
    }

    @Test func `a server that began with keys lets nobody in when they are gone`() async throws {
        var world = try await world()
        world.configuration.hasStoredKeys = true
        try await world.application().asked { client in
            try await expect(401, client, showing: nil)
            let empty = try await client.answer(.get, "/api/recommend/ann", showing: "")
            #expect(empty.status == 401)
        }
    }

    @Test func `a new key is known at once, and nonsense makes nobody look`() async throws {
        let (text, world) = (KeyText.random(), try await world())
        keys.set([key("old", [.read], .random())])
        try await world.application().asked { client in
            // The first caller learns whether there are keys at all.
            try await expect(401, client, showing: nil)
            #expect(keys.looks == 1)
            time.pass(.seconds(1))
            for shown in ["", "nonsense", "ebb_", text.text.uppercased(), text.text + "0"] {
                let answer = try await client.answer(.get, "/api/recommend/ann", showing: shown)
                #expect(answer.status == 401)
            }
            #expect(keys.looks == 1)
            try await expect(401, client, showing: text)
            #expect(keys.looks == 2)
            keys.set([key("new", [.read], text)])
            for _ in 0..<100 { try await expect(401, client, showing: text) }
            #expect(keys.looks == 2)
            time.pass(.seconds(1))
            try await expect(200, client, showing: text)
            #expect(keys.looks == 3)
        }
    }

    @Test func `a rotated key has two texts for a while, a revoked and an expired one none`()
        async throws
    {
        let (old, new, world) = (KeyText.random(), KeyText.random(), try await world())
        var shop = key("shop", [.read], old)
        shop.rotate(
            to: new.secret(created: World.now), oldUntil: World.now + .hours(1), at: World.now)
        keys.set([shop])
        let rotated = shop
        try await world.application().asked { client in
            var shop = rotated
            try await expect(200, client, showing: old)
            try await expect(200, client, showing: new)
            time.pass(.hours(1))
            try await expect(401, client, showing: old)
            try await expect(200, client, showing: new)
            shop.expires = time.now + .seconds(10)
            keys.set([shop])
            time.pass(.seconds(1))
            try await expect(401, client, showing: .random())
            try await expect(200, client, showing: new)
            time.pass(.seconds(10))
            try await expect(401, client, showing: new)
            shop.expires = nil
            shop.revoked = time.now
            keys.set([shop])
            time.pass(.seconds(1))
            // Who looks for another key learns of this one.
            try await expect(401, client, showing: .random())
            try await expect(401, client, showing: new)
        }
    }

    @Test func `who may only read cannot have it noted what was shown`() async throws {
        let (text, world) = (KeyText.random(), try await world())
        keys.set([key("shop", [.read], text)])
        try await world.application().asked { client in
            let path = "/api/recommend/ann"
            try await expect(200, client, .get, path, showing: text)
            try await expect(403, client, .get, path + "?write-back-type=click", showing: text)
        }
    }

    @Test func `a key with a wrong end is refused like any other`() async throws {
        let (text, world) = (KeyText.random(), try await world())
        keys.set([key("shop", [.read], text)])
        try await world.application().asked { client in
            try await expect(200, client, showing: text)
            let last = try #require(text.text.last)
            let wrong = text.text.dropLast() + (last == "0" ? "1" : "0")
            let answer = try await client.answer(
                .get, "/api/recommend/ann", showing: String(wrong))
            #expect(answer.status == 401)
            #expect(answer.body == "unauthorized")
            #expect(answer.headers[.wwwAuthenticate] == "Bearer")
        }
    }

    @Test func `while the store is away known keys are known, and of others nothing is said`()
        async throws
    {
        let (text, world) = (KeyText.random(), try await world())
        keys.set([key("shop", [.read], text)])
        try await world.application().asked { client in
            keys.beAway(true)
            try await expect(503, client, showing: text)
            try await expect(503, client, showing: nil)
            keys.beAway(false)
            time.pass(.seconds(1))
            try await expect(200, client, showing: text)
            keys.beAway(true)
            time.pass(.seconds(1))
            try await expect(200, client, showing: text)
            try await expect(503, client, showing: .random())
            try await expect(401, client, showing: nil)
        }
    }

    private static let goodFor: [(Set<Permission>, [Int])] = [
        ([.read], [200, 200, 403, 200, 200]), ([.write], [403, 403, 200, 403, 200]),
        ([.admin], [403, 403, 403, 403, 200]), ([.read, .write], [200, 200, 200, 200, 200]),
    ]

    @Test(arguments: goodFor)
    func `a key is good for what it was made for`(access: Set<Permission>, statuses: [Int])
        async throws
    {
        let (text, world) = (KeyText.random(), try await world())
        keys.set([key("shop", access, text)])
        let feedback = #"[{"FeedbackType":"click","UserId":"ann","ItemId":"ran"}]"#
        let asked: [(HTTPRequest.Method, String, String?)] = [
            (.get, "/api/recommend/ann", nil), (.post, "/api/session/recommend", "[]"),
            (.post, "/api/feedback", feedback), (.get, "/metrics", nil),
            (.get, "/api/health/ready", nil),
        ]
        try await world.application().asked { client in
            for ((method, path, body), status) in zip(asked, statuses) {
                let answer = try await client.answer(method, path, showing: text.text, body: body)
                #expect(answer.status == status, "\(method) \(path)")
                guard status == 403 else { continue }
                #expect(answer.body.hasPrefix("this key is not good for that: it needs the acc"))
            }
        }
    }

    @Test func `a caller over the rate of the key learns when to come again`() async throws {
        let (text, other, world) = (KeyText.random(), KeyText.random(), try await world())
        keys.set([key("slow", [.read], text, rate: "2/1min"), key("fast", [.read], other)])
        try await world.application().asked { client in
            for _ in 0..<2 { try await expect(200, client, showing: text) }
            let answer = try await client.answer(.get, "/api/recommend/ann", showing: text.text)
            #expect(answer.status == 429)
            #expect(answer.headers[.retryAfter] == "30")
            #expect(answer.body == "this key may ask 2 times in 1min: try again in 30 s")
            // Neither another key nor health wait for it.
            for _ in 0..<5 { try await expect(200, client, showing: other) }
            try await expect(200, client, .get, "/api/health/live", showing: text)
            time.pass(.seconds(29))
            try await expect(429, client, showing: text)
            time.pass(.seconds(1))
            try await expect(200, client, showing: text)
            try await expect(429, client, showing: text)
        }
    }

    @Test func `a limit for all counts each key alone, and who has none`() async throws {
        var world = try await world()
        world.configuration.rateLimit = RateLimit("1/1s")
        world.configuration.key = try APIKey("open-sesame")
        let text = KeyText.random()
        keys.set([key("shop", [.read], text)])
        try await world.application().asked { client in
            try await expect(200, client, showing: text)
            try await expect(429, client, showing: text)
            let sesame = try await client.answer(
                .get, "/api/recommend/ann", showing: "open-sesame")
            #expect(sesame.status == 200)
            let again = try await client.answer(.get, "/api/recommend/ann", showing: "open-sesame")
            #expect(again.status == 429)
            // Who is not let in is not counted.
            for _ in 0..<3 { try await expect(401, client, showing: nil) }
        }
    }
}

extension RouterClient {
    /// What the service answers to somebody who shows a key.
    func answer(
        _ method: HTTPRequest.Method, _ path: String, showing key: String?, body: String? = nil
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        if let key { headers[.authorization] = "Bearer \(key)" }
        return try await Answer(
            ask(
                uri: path, method: method, headers: headers,
                body: body.map { ByteBuffer(string: $0) }))
    }
}
