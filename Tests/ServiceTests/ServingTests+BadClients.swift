import Foundation
import HTTPTypes
import Interest
import NIOCore
import Repositories
import Service
import Testing

/// Clients that are broken, slow, or mean harm: they get an answer or lose their connection, and
/// nobody else notices.
extension ServingTests {
    private static let feedback = #"[{"FeedbackType":"click","UserId":"u","ItemId":"i"}]"#

    @Test func `a body that is whole in itself but not all that was announced writes nothing`()
        async throws
    {
        let world = try World()
        try await served(world) { port in
            let answer = try await exchange(
                port, "POST /api/feedback HTTP/1.1\r\nContent-Length: 1000", body: Self.feedback)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 "))
        }
        #expect(try await world.behaviors.count().behaviors == 0)
    }

    @Test func `a head that never ends loses its connection`() async throws {
        var world = try World()
        world.configuration.idleMax = .milliseconds(200)
        try await served(world) { port in
            // Returns only when the server closes.
            _ = try await exchange(port, bytes: "GET /api/health/live HTTP/1.1\r\nX-A")
            let answer = try await anyExchange(port, "GET /api/health/live HTTP/1.1")
            #expect(answer.contains(" 200 OK"))
        }
    }

    @Test func `a body that dribbles in loses its connection, and writes nothing`() async throws {
        var world = try World()
        world.configuration.bodyPaceInterval = .milliseconds(200)
        world.configuration.idleMax = .seconds(86_400)
        try await served(world) { port in
            let head =
                "POST /api/feedback HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
            // Returns only when the server closes.
            _ = try await exchange(port, bytes: head + Self.feedback)
            let answer = try await anyExchange(port, "GET /api/health/live HTTP/1.1")
            #expect(answer.contains(" 200 OK"))
        }
        #expect(try await world.behaviors.count().behaviors == 0)
    }

    @Test func `a head that is too large is refused`() async throws {
        try await served(try World()) { port in
            let long = String(repeating: "x", count: 100_000)
            for head in ["GET /api/health/live HTTP/1.1\r\nX-A: \(long)", "GET /\(long) HTTP/1.1"] {
                let answer = try await exchange(port, head)
                #expect(answer.hasPrefix("HTTP/1.1 4") || answer.isEmpty, "\(answer.prefix(100))")
            }
            #expect(try await exchange(port, "GET /api/health/live HTTP/1.1").contains(" 200 OK"))
        }
    }

    @Test func `a thousand connections that ask nothing keep nobody waiting`() async throws {
        try await served(try await World.ofAnn()) { port in
            try await withThrowingTaskGroup(of: Void.self) { group in
                let (openings, opened) = AsyncStream<Void>.makeStream()
                let asked = Gate()
                for _ in 0..<1000 {
                    group.addTask {
                        // Also where it fails: nobody waits for who is gone.
                        defer { opened.yield() }
                        try await connect(port).executeThenClose { _, _ in
                            opened.yield()
                            await asked.wait()
                        }
                    }
                }
                for await _ in openings.prefix(1000) {}
                let answer = try await exchange(port, "GET /api/recommend/ann HTTP/1.1")
                asked.open()
                #expect(answer.hasSuffix(#"["fargo","heat","ran"]"#))
                try await group.waitForAll()
            }
        }
    }

    @Test func `a stop in the midst of a body waits for its end, and nothing is lost`()
        async throws
    {
        let world = try World()
        try await served(world, stopping: false) { port in
            let (first, second) = (Self.feedback.prefix(20), Self.feedback.dropFirst(20))
            let answer = try await connect(port).executeThenClose { inbound, outbound in
                let head = "POST /api/feedback HTTP/1.1\r\nHost: localhost\r\n"
                let length = "Content-Length: \(Self.feedback.utf8.count)\r\n\r\n"
                try await outbound.write(ByteBuffer(string: head + length + first))
                // The metrics say that a request has begun.
                while !(try await exchange(port, "GET /metrics HTTP/1.1"))
                    .contains("http_server_active_requests 2")
                {}
                stop()
                await untilRefused(port)
                try await outbound.write(ByteBuffer(string: String(second)))
                var answer = ByteBuffer()
                for try await var part in inbound { answer.writeBuffer(&part) }
                return String(buffer: answer)
            }
            #expect(answer.hasSuffix(#"{"RowAffected":1}"#), "\(answer)")
        }
        #expect(try await world.behaviors.count().behaviors == 1)
    }

    @Test(arguments: [
        "GET /api/user/../admin/interests HTTP/1.1", "GET /api/../metrics HTTP/1.1",
        "GET /api/%61dmin/stats HTTP/1.1", "GET /api/./recommend/ann HTTP/1.1",
        "GET /..%2f..%2fetc/passwd HTTP/1.1", "GET /api\\recommend\\ann HTTP/1.1",
    ])
    func `a path that tries another spelling is not there`(head: String) async throws {
        try await served(try await World.ofAnn()) { port in
            let answer = try await exchange(port, head)
            #expect(answer.hasPrefix("HTTP/1.1 404 "), "\(answer)")
        }
    }
}
