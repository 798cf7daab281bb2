import Foundation
import Harness
import Mongo
import Testing

/// What a running `ebb serve` does while its MongoDB is away, and afterwards.
@Suite(.serialized)
struct ServerLossTests {
    /// How long a server that came back may take to be found again: only a failure reaches it.
    private static let recoveryMax = Duration.seconds(60)
    /// How many ask at once.
    private static let askers = 16
    /// How many ask at once where there is not room for all, and how many there is no room for:
    /// the service works on 1,024 requests at once.
    private static let (crowd, refused) = (1100, 76)

    private let user = "zuleika"
    private let interests = "/api/user/zuleika/interests?at=2037-01-01"

    private func serve(_ server: PrivateServer) async throws -> ServeProcess {
        try await ServeProcess([
            "--database", server.uri + "/?serverSelectionTimeoutMS=1000", "--database-name",
            "loss", "--log-format", "json",
        ])
    }

    /// Asks until the answer is 200, which it then gives.
    private func recovered(_ ebb: ServeProcess) async throws -> ServeProcess.Answer {
        let deadline = ContinuousClock.now + Self.recoveryMax
        while true {
            let answer = try await ebb.get(interests)
            if answer.status == 200 { return answer }
            #expect(answer.status == 503, "\(answer)")
            try #require(ContinuousClock.now < deadline, "\(answer)")
        }
    }

    /// Many clients send requests repeatedly. When all have got an answer, `trouble` happens; each
    /// client ends after its first 503. Returns all statuses.
    private func statuses(
        _ ebb: ServeProcess, while trouble: @Sendable () async throws -> Void
    ) async throws -> Set<Int> {
        try await withThrowingTaskGroup(of: Set<Int>.self) { group in
            let (beginnings, begun) = AsyncStream<Void>.makeStream()
            for _ in 0..<Self.askers {
                group.addTask {
                    var seen: Set<Int> = []
                    while !seen.contains(503) {
                        let isFirst = seen.isEmpty
                        seen.insert(try await ebb.get(interests).status)
                        if isFirst { begun.yield() }
                    }
                    return seen
                }
            }
            for await _ in beginnings.prefix(Self.askers) {}
            try await trouble()
            return try await group.reduce(into: []) { $0.formUnion($1) }
        }
    }

    @Test func `a server killed in the midst of requests is waited out, without a restart`()
        async throws
    {
        let server = try await PrivateServer(["--replSet", "rs0"])
        defer { server.stop() }
        let ebb = try await serve(server)
        defer { ebb.stop() }
        let day = "2024-05-01"
        #expect(try await ebb.click(user, "a", event: "1", at: day).status == 200)
        let before = try await ebb.get(interests)
        #expect(before.status == 200)

        #expect(try await statuses(ebb) { server.kill() } == [200, 503])
        let away = try await ebb.get(interests)
        #expect(away.status == 503)
        #expect(away.body == "the store does not answer: try again")
        #expect(away.headers.lowercased().contains("retry-after: 1"))
        #expect(try await ebb.click(user, "b", event: "2", at: day).status == 503)
        #expect(try await ebb.get("/api/health/ready").status == 503)
        #expect(try await ebb.get("/api/health/live").status == 200)
        let metrics = try await ebb.get("/metrics")
        #expect(metrics.body.contains(#"http_response_status_code="503""#))

        try await server.restart()
        #expect(try await recovered(ebb).body == before.body)
        // Nobody knows whether the refused one got through: sent again it counts once.
        for event in ["1", "2", "2"] {
            let item = event == "1" ? "a" : "b"
            #expect(try await ebb.click(user, item, event: event, at: day).status == 200)
        }
        let after = try await ebb.get(interests)
        #expect(after.body.contains(#""ItemId":"a""#) && after.body.contains(#""ItemId":"b""#))
        #expect(try await ebb.get("/api/health/ready").status == 200)
        #expect(ebb.isRunning)
        let log = ebb.log
        #expect(log.contains(#""cause":"unavailable"#))
        #expect(!log.contains(user))
    }

    @Test func `a server that stands still fills the service, which refuses the rest and recovers`()
        async throws
    {
        let server = try await PrivateServer(["--replSet", "rs0"])
        defer { server.stop() }
        let ebb = try await serve(server)
        defer { ebb.stop() }
        let day = "2024-05-01"
        #expect(try await ebb.click(user, "a", event: "1", at: day).status == 200)
        let before = try await ebb.get(interests)
        #expect(before.status == 200)

        server.pause()
        let answers = try await withThrowingTaskGroup(of: ServeProcess.Answer.self) { group in
            for number in 0..<Self.crowd {
                let path = "/api/user/user\(number)/interests"
                group.addTask { try await ebb.get(path) }
            }
            // Requests beyond the limit are rejected at once; the others wait, and the service
            // lives.
            var first: [ServeProcess.Answer] = []
            while first.count < Self.refused, let answer = try await group.next() {
                first.append(answer)
            }
            #expect(try await ebb.get("/api/health/live").status == 200)
            server.resume()
            var rest: [ServeProcess.Answer] = []
            for try await answer in group { rest.append(answer) }
            return (first: first, rest: rest)
        }
        for answer in answers.first {
            #expect(answer.status == 503)
            // On a slow machine some of them have waited too long for their turn by then.
            let isBusy = ["the service is busy: try again", "the store is busy: try again"]
            #expect(isBusy.contains(answer.body))
            #expect(answer.headers.lowercased().contains("retry-after: 1"))
        }
        // Requests that waited too long are rejected too.
        #expect(Set(answers.rest.map(\.status)).isSubset(of: [200, 503]))
        #expect(answers.rest.contains { $0.status == 200 })
        #expect(try await recovered(ebb).body == before.body)
        #expect(try await ebb.get("/api/health/ready").status == 200)
        #expect(ebb.isRunning)
    }

    @Test func `while a server stands still, readiness and requests say so in seconds`()
        async throws
    {
        let server = try await PrivateServer(["--replSet", "rs0"])
        defer { server.stop() }
        let ebb = try await serve(server)
        defer { ebb.stop() }
        let day = "2024-05-01"
        #expect(try await ebb.click(user, "a", event: "1", at: day).status == 200)
        let before = try await ebb.get(interests)
        #expect(before.status == 200)
        server.pause()
        // It stands still until all of these have been answered.
        let ready = try await ebb.get("/api/health/ready")
        #expect(ready.status == 503)
        #expect(ready.body.contains("the store does not answer"), "\(ready.body)")
        #expect(try await ebb.get(interests).status == 503)
        #expect(try await ebb.click(user, "b", event: "2", at: day).status == 503)
        #expect(try await ebb.get("/api/health/live").status == 200)
        server.resume()
        #expect(try await recovered(ebb).body.contains(#""ItemId":"a""#))
        #expect(try await ebb.get("/api/health/ready").status == 200)
    }

    @Test func `a primary that steps down is waited for`() async throws {
        let server = try await PrivateServer(["--replSet", "rs0"])
        defer { server.stop() }
        let ebb = try await serve(server)
        defer { ebb.stop() }
        let day = "2024-05-01"
        #expect(try await ebb.click(user, "a", event: "1", at: day).status == 200)
        let before = try await ebb.get(interests)
        let direct = try server.directStore()
        let stepDown = try BSON(
            json: #"{"replSetStepDown": {"$numberInt": "2"}, "force": true}"#)
        _ = try await direct.perform(RunCommand(database: "admin", stepDown))
        let during = try await ebb.click(user, "b", event: "2", at: day)
        #expect([200, 503].contains(during.status))
        #expect(try await recovered(ebb).status == 200)
        let deadline = ContinuousClock.now + Self.recoveryMax
        while try await ebb.click(user, "b", event: "2", at: day).status != 200 {
            try #require(ContinuousClock.now < deadline)
        }
        let after = try await ebb.get(interests)
        #expect(after.body != before.body)
        #expect(after.body.contains(#""ItemId":"b""#))
        await direct.close()
    }
}
