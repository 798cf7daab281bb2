import HTTPCalls
import ModelStub
import Testing

struct CallTests {
    private func reply(
        _ answer: StubAnswer, totalMax: Duration = .seconds(10), replyMax: Int = 1000
    ) async throws -> Reply {
        let server = try await StubServer { _, _ in answer }
        defer { Task { await server.close() } }
        return try await CallClient(callsMax: 1).perform(
            Call(server.base + "/x", body: Array("{}".utf8), totalMax: totalMax, replyMax: replyMax)
        )
    }

    @Test func `a call returns status and body`() async throws {
        let reply = try await reply(.reply(418, headers: ["Retry-After": "7"], body: "tea"))
        #expect(reply.status == 418)
        #expect(String(decoding: reply.body, as: UTF8.self) == "tea")
        #expect(reply.retryAfter == .seconds(7))
    }

    @Test func `a body is posted as JSON with the key as a bearer token`() async throws {
        let server = try await StubServer { _, _ in .json("{}") }
        defer { Task { await server.close() } }
        _ = try await CallClient(callsMax: 1).perform(
            Call(
                server.base + "/x", body: Array("{\"a\":1}".utf8), key: Secret("k-1"),
                totalMax: .seconds(10)))
        let request = try #require(server.requests.first)
        #expect(request.head.hasPrefix("POST /v1/x HTTP/1.1"))
        #expect(request.head.contains("Authorization: Bearer k-1"))
        #expect(request.head.contains("Content-Type: application/json"))
        #expect(request.body == "{\"a\":1}")
    }

    @Test func `calls one after another share a connection`() async throws {
        let server = try await StubServer { request, count in
            .json("\(count)")
        }
        defer { Task { await server.close() } }
        let client = CallClient(callsMax: 1)
        for count in 0..<3 {
            let reply = try await client.perform(Call(server.base, totalMax: .seconds(10)))
            #expect(String(decoding: reply.body, as: UTF8.self) == "\(count)")
        }
    }

    @Test(arguments: [StubAnswer.silence, .endless])
    func `a server that never ends is left at the deadline`(answer: StubAnswer) async throws {
        let error = await #expect(throws: CallError.self) {
            try await reply(answer, totalMax: .milliseconds(100), replyMax: 1 << 20)
        }
        #expect(error?.code == .deadline)
    }

    @Test func `an answer beyond the limit is refused`() async throws {
        let error = await #expect(throws: CallError.self) {
            try await reply(.json(String(repeating: "x", count: 1001)))
        }
        #expect(error?.code == .tooLarge)
    }

    @Test func `an answer that is cut is an error`() async throws {
        let error = await #expect(throws: CallError.self) { try await reply(.cut) }
        #expect(error?.code == .cut)
    }

    @Test func `a server that is not there is unreachable`() async throws {
        let error = await #expect(throws: CallError.self) {
            try await CallClient(callsMax: 1).perform(
                Call("http://127.0.0.1:1/v1", totalMax: .seconds(10)))
        }
        #expect(error?.code == .unreachable)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://localhost/x", "http://["])
    func `only http and https are called`(address: String) async throws {
        let error = await #expect(throws: CallError.self) {
            try await CallClient(callsMax: 1).perform(Call(address, totalMax: .seconds(10)))
        }
        #expect(error?.code == .address)
    }

    @Test func `more calls than lanes are refused at once`() async throws {
        let server = try await StubServer { _, _ in .silence }
        defer { Task { await server.close() } }
        let client = CallClient(callsMax: 1)
        let first = Task {
            try await client.perform(Call(server.base, totalMax: .seconds(60)))
        }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        let error = await #expect(throws: CallError.self) {
            try await client.perform(Call(server.base, totalMax: .seconds(60)))
        }
        #expect(error?.code == .busy)
        first.cancel()
        let stopped = await #expect(throws: CallError.self) { try await first.value }
        #expect(stopped?.code == .cancelled)
    }

    @Test func `a secret shows as dots`() {
        let secret = Secret("k-1")
        var dumped = ""
        dump(Call("http://a", key: secret, totalMax: .seconds(1)), to: &dumped)
        #expect("\(secret)" == "•••")
        #expect(!dumped.contains("k-1"))
    }
}
