import EbbClient
import ModelStub
import Testing

/// The client against a server that answers what a test says.
struct EbbClientTests {
    private static func quick() -> EbbClient.Limits {
        var limits = EbbClient.Limits()
        limits.retryWait = .milliseconds(1)
        return limits
    }

    /// Calls a client of a stub; what came to the stub, and what the call returned.
    private func call<Found: Sendable>(
        _ answers: [StubAnswer], key: String? = nil, limits: EbbClient.Limits = quick(),
        _ body: (EbbClient) async throws -> Found
    ) async throws -> (requests: [StubRequest], found: Result<Found, any Error>) {
        let server = try await StubServer { _, count in answers[min(count, answers.count - 1)] }
        let client = try EbbClient(String(server.base.dropLast(3)), key: key, limits: limits)
        let found: Result<Found, any Error>
        do { found = .success(try await body(client)) } catch { found = .failure(error) }
        await server.close()
        return (server.requests, found)
    }

    @Test func `a list is asked for with its key and read`() async throws {
        let (requests, found) = try await call(
            [.json(#"[{"Id":"a b/é","Score":1.5}]"#)], key: "ebb_1"
        ) { client in
            try await client.recommend(
                to: "ann/é", count: 3, category: "sci fi", at: Timestamp(seconds: 1_700_000_000))
        }
        let list = try found.get()
        #expect(list.map(\.id) == ["a b/é"])
        #expect(list.map(\.score) == [1.5])
        let head = try #require(requests.first?.head)
        #expect(
            head.hasPrefix(
                "GET /api/recommend/ann%2F%C3%A9?n=3&category=sci%20fi"
                    + "&at=2023-11-14T22%3A13%3A20Z HTTP/1.1"), "\(head)")
        #expect(head.contains("X-API-Version: 2"))
        #expect(head.contains("Authorization: Bearer ebb_1"))
    }

    @Test func `feedback goes out in Gorse's names`() async throws {
        let (requests, found) = try await call([.json(#"{"RowAffected":1}"#)]) { client in
            try await client.send([
                Feedback("rating", by: "ann", on: "a\"b", value: 4, event: "e-1")
            ])
        }
        #expect(try found.get() == 1)
        #expect(
            requests.map(\.body) == [
                #"[{"FeedbackType":"rating","UserId":"ann","ItemId":"a\"b","Value":4.0,"#
                    + #""EventId":"e-1"}]"#
            ])
    }

    @Test func `an item is put, read, listed and deleted`() async throws {
        let item =
            #"{"ItemId":"x","IsHidden":false,"Categories":["c"],"#
            + #""Timestamp":"0001-01-01T00:00:00Z","Labels":null,"Comment":"X"}"#
        let (requests, found) = try await call([
            .json(#"{"RowAffected":1}"#), .json(item),
            .json(#"{"Cursor":"eA==","Items":[\#(item)]}"#), .json(#"{"RowAffected":1}"#),
        ]) { client in
            try await client.put(items: [ItemRow(id: "x", title: "X", categories: ["c"])])
            let read = try await client.item("x")
            let page = try await client.items()
            try await client.deleteItem("x")
            return (read.title, read.time, page.cursor, page.records.map(\.id))
        }
        let (title, time, cursor, ids) = try found.get()
        #expect(title == "X" && time == nil && cursor == "eA==" && ids == ["x"])
        #expect(requests[0].body == "[\(item)]")
        #expect(requests[3].head.hasPrefix("DELETE /api/item/x HTTP/1.1"))
    }

    @Test func `a busy server is asked again, at most as often as the limit says`() async throws {
        let busy = StubAnswer.reply(503, headers: [:], body: "the store is busy: try again")
        let (one, found) = try await call([busy, busy, .json("[]")]) { client in
            try await client.trending()
        }
        #expect(try found.get().isEmpty)
        #expect(one.count == 3)
        let (all, failed) = try await call([busy]) { try await $0.trending() }
        #expect(all.count == 3)
        let error = try #require(throws: EbbError.self) { try failed.get() }
        #expect(error.status == 503 && error.isTemporary)
        #expect(error.message == "the store is busy: try again")
    }

    @Test func `what may count twice is sent once`() async throws {
        let busy = StubAnswer.reply(503, headers: [:], body: "busy")
        let (timeless, _) = try await call([busy]) { client in
            try await client.send(Feedback("click", by: "u", on: "i"))
        }
        #expect(timeless.count == 1)
        let (known, _) = try await call([busy]) { client in
            try await client.send(Feedback("click", by: "u", on: "i", event: "e"))
        }
        #expect(known.count == 3)
    }

    @Test(arguments: [400, 401, 404, 410])
    func `a refusal comes as its status and sentence, at once`(status: Int) async throws {
        let refusal = StubAnswer.reply(status, headers: [:], body: "no such thing")
        let (requests, found) = try await call([refusal]) { try await $0.interests(of: "ann") }
        let error = try #require(throws: EbbError.self) { try found.get() }
        #expect(error.status == status && !error.isTemporary)
        #expect(error.message == "no such thing")
        #expect(requests.count == 1)
    }

    @Test func `a server that asks for a long wait is not waited for`() async throws {
        let busy = StubAnswer.reply(429, headers: ["Retry-After": "3600"], body: "slow down")
        let (requests, found) = try await call([busy]) { try await $0.trending() }
        #expect(requests.count == 1)
        #expect(throws: EbbError.self) { try found.get() }
    }

    @Test func `an unready server says why`() async throws {
        let away = StubAnswer.reply(
            503, headers: [:],
            body: #"{"Ready":false,"DataStoreError":"away","CacheStoreError":"away","#
                + #""DataStoreConnected":false,"CacheStoreConnected":false}"#)
        let health = try await call([away]) { try await $0.health() }.found.get()
        #expect(!health.isReady && health.problem == "away")
    }

    @Test func `an answer of something else is named`() async throws {
        let (_, found) = try await call([.json(#"{"Id":"x"}"#)]) { try await $0.job("x") }
        let error = try #require(throws: EbbError.self) { try found.get() }
        #expect(error.message.hasSuffix("that this version cannot read: Kind: missing"))
    }

    @Test func `a server that never answers is left at the limit`() async throws {
        var limits = Self.quick()
        limits.attemptMax = .milliseconds(50)
        limits.attemptsMax = 2
        let (_, found) = try await call([.silence], limits: limits) { try await $0.trending() }
        let error = try #require(throws: EbbError.self) { try found.get() }
        #expect(error.status == nil && error.isTemporary)
        #expect(error.message.contains("did not answer within"), "\(error)")
    }

    @Test(arguments: [
        ("127.0.0.1", "http://127.0.0.1:8088"), ("h:1", "http://h:1"),
        ("[::1]", "http://[::1]:8088"),
        ("[::1]:9", "http://[::1]:9"), ("https://h/", "https://h"), ("HTTP://h:2", "http://h:2"),
    ])
    func `an address may be short`(address: String, base: String) throws {
        #expect(try EbbClient(address).address == base)
    }

    @Test(arguments: ["", "ftp://h", "a/b", "http://user@h", "h?x", "h\r\nX: y"])
    func `what is no address is refused`(address: String) {
        #expect(throws: EbbError.self) { try EbbClient(address) }
    }

    @Test(arguments: ["a b", "a\r\nX: y", "é"])
    func `what is no key is refused and not shown`(key: String) throws {
        let error = try #require(throws: EbbError.self) { try EbbClient("h", key: key) }
        #expect(!error.message.contains(key))
    }
}
