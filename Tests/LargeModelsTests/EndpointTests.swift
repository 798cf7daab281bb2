import HTTPCalls
import Interest
import LargeModels
import ModelStub
import Testing

struct EndpointTests {
    private func embed(
        _ answer: StubAnswer, dimensions: Int? = nil, prefix: String = "", key: Secret? = nil,
        texts: [String] = ["a", "b"]
    ) async throws -> (EmbeddedTexts, String) {
        let server = try await StubServer { _, _ in answer }
        defer { Task { await server.close() } }
        let address = try ModelAddress(server.base, model: "m", key: key)
        let found = try await EmbeddingEndpoint(
            address, dimensions: dimensions, prefix: prefix, client: CallClient(callsMax: 1),
            deadline: .seconds(10)
        ).vectors(of: texts)
        return (found, server.requests.first?.body ?? "")
    }

    @Test func `vectors come in the order of the texts, whatever the answer's order`() async throws
    {
        let (found, body) = try await embed(
            .json(
                """
                {"data":[{"index":1,"embedding":[0,1]},{"index":0,"embedding":[1,0.5]}],
                 "usage":{"total_tokens":7}}
                """), prefix: "passage: ")
        #expect(found.vectors == [[1, 0.5], [0, 1]])
        #expect(found.tokens == 7)
        #expect(body.contains("\"input\":[\"passage: a\",\"passage: b\"]"))
    }

    @Test(arguments: [
        ("not json", LargeModelError.Code.malformed), ("{}", .malformed),
        (#"{"data":[{"index":0,"embedding":[1,2]}]}"#, .malformed),
        (#"{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}"#, .malformed),
        (#"{"data":[{"index":0,"embedding":[1]},{"index":7,"embedding":[1]}]}"#, .malformed),
        (#"{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1,2]}]}"#, .malformed),
        (#"{"data":[{"index":0,"embedding":["NaN"]},{"index":1,"embedding":[1]}]}"#, .malformed),
        (#"{"data":[{"index":0,"embedding":[0]},{"index":1,"embedding":[1]}]}"#, .malformed),
        (#"{"data":[{"index":0,"embedding":[]},{"index":1,"embedding":[]}]}"#, .malformed),
    ])
    func `an answer of another shape is refused in one sentence`(
        body: String, code: LargeModelError.Code
    ) async throws {
        let error = await #expect(throws: LargeModelError.self) { try await embed(.json(body)) }
        #expect(error?.code == code)
    }

    @Test func `a model without the dimensions that were asked for says so`() async throws {
        let error = await #expect(throws: LargeModelError.self) {
            try await embed(
                .json(#"{"data":[{"embedding":[1,2]},{"embedding":[1,2]}]}"#), dimensions: 3)
        }
        #expect(error?.message.contains("vectors of 2 numbers, and 3 were asked for") == true)
    }

    @Test(arguments: [
        (401, LargeModelError.Code.refused), (404, .refused), (400, .refused), (429, .throttled),
        (503, .throttled), (500, .failed),
    ])
    func `a status is a kind of failure`(status: Int, code: LargeModelError.Code) async throws {
        let error = await #expect(throws: LargeModelError.self) {
            try await embed(.reply(status, headers: ["Retry-After": "3"], body: "{}"))
        }
        #expect(error?.code == code)
        #expect(error?.retryAfter == (code == .refused ? nil : .seconds(3)))
    }

    @Test func `no message repeats the key, not even one of the server`() async throws {
        let error = await #expect(throws: LargeModelError.self) {
            try await embed(
                .reply(401, headers: [:], body: #"{"error":{"message":"bad key sk-9"}}"#),
                key: Secret("sk-9"))
        }
        #expect(error?.message.contains("sk-9") == false)
        #expect(error?.message.contains("refuses the key") == true)
    }

    @Test(arguments: ["ftp://x", "localhost:80", "http://", "http://a:b@host/v1", "http://a b"])
    func `an invalid address is refused`(address: String) {
        #expect(throws: LargeModelError.self) { try ModelAddress(address, model: "m") }
    }

    @Test func `a rerank answer is read as it is`() async throws {
        let server = try await StubServer { _, _ in
            .json(
                """
                {"results":[{"index":9,"relevance_score":0.5},{"index":0,"relevance_score":0.25}],
                 "usage":{"total_tokens":5}}
                """)
        }
        defer { Task { await server.close() } }
        let found = try await RerankEndpoint(
            ModelAddress(server.base, model: "m"), client: CallClient(callsMax: 1)
        ).scores(of: ["x", "y"], for: "q", within: .seconds(10))
        #expect(found.entries.map(\.index) == [9, 0])
        #expect(found.tokens == 5)
        #expect(
            server.requests.first?.body
                == #"{"model":"m","query":"q","documents":["x","y"],"top_n":2}"#)
    }

    @Test func `a language model orders by schema`() async throws {
        let server = try await StubServer { _, _ in
            .json(#"{"choices":[{"message":{"content":"{\"order\":[1,2,2,0]}"}}]}"#)
        }
        defer { Task { await server.close() } }
        let chat = ChatEndpoint(
            try ModelAddress(server.base, model: "m"), client: CallClient(callsMax: 1))
        let found = try await ChatReranking(chat).scores(
            of: ["x", "y", "z"], for: "q", within: .seconds(10))
        #expect(found.entries.map(\.index) == [1, 2, 2, 0])
        #expect(server.requests.first?.body.contains("json_schema") == true)
    }

    @Test func `a message that is not JSON is refused`() async throws {
        let server = try await StubServer { _, _ in
            .json(#"{"choices":[{"message":{"content":"Sure! Here is"}}]}"#)
        }
        defer { Task { await server.close() } }
        let chat = ChatEndpoint(
            try ModelAddress(server.base, model: "m"), client: CallClient(callsMax: 1))
        let error = await #expect(throws: LargeModelError.self) {
            try await ChatReranking(chat).scores(of: ["x"], for: "q", within: .seconds(10))
        }
        #expect(error?.code == .malformed)
    }
}
