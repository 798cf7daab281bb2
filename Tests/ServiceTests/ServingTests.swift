import Foundation
import Hummingbird
import Interest
import Logging
import Repositories
import Service
import Testing
import UnixSignals

/// The service on a real socket, as `ebb serve` runs it. One after the other: a signal reaches
/// all services of a process.
@Suite(.serialized) struct ServingTests {
    @Test func `a live server answers, id and all`() async throws {
        let world = try await World.ofAnn()
        try await served(world) { port in
            let feedback = #"[{"FeedbackType":"click","UserId":"ann","ItemId":"fargo"}]"#
            let posted = try await exchange(
                port, "POST /api/feedback HTTP/1.1\r\nContent-Length: \(feedback.utf8.count)",
                body: feedback)
            #expect(posted.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(posted.hasSuffix("\r\n\r\n{\"RowAffected\":1}"))
            let recommended = try await exchange(port, "GET /api/recommend/ann HTTP/1.1")
            #expect(recommended.hasSuffix("\r\n\r\n[\"heat\",\"ran\"]"))
            let interests = try await exchange(
                port, "GET /api/user/%2e%2e%2F%24%C3%A4/interests HTTP/1.1")
            #expect(interests.contains("\r\n\r\n{\"UserId\":\"../$ä\","))
        }
    }

    @Test func `a body over the limit is refused, announced or not`() async throws {
        var world = try World()
        world.configuration.bodyMax = 1000
        try await served(world) { port in
            let big = String(repeating: " ", count: 100_000)
            let announced = try await exchange(
                port, "POST /api/feedback HTTP/1.1\r\nContent-Length: 100000", body: big)
            #expect(announced.hasPrefix("HTTP/1.1 413 "))
            let chunked = try await exchange(
                port, "POST /api/feedback HTTP/1.1\r\nTransfer-Encoding: chunked",
                body: "186a0\r\n\(big)\r\n0\r\n\r\n")
            #expect(chunked.hasPrefix("HTTP/1.1 413 "))
            #expect(chunked.hasSuffix("the body is larger than 1000 bytes: send less at once"))
        }
    }

    @Test func `a body that ends early writes nothing`() async throws {
        let world = try World()
        try await served(world) { port in
            let half = #"[{"FeedbackType":"click","UserId":"u","ItemId":"i"}"#
            let answer = try await exchange(
                port, "POST /api/feedback HTTP/1.1\r\nContent-Length: 1000", body: half)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 "))
            let garbage = try await exchange(port, "\u{1}\u{2} nonsense")
            #expect(garbage.hasPrefix("HTTP/1.1 400 "))
            #expect(try await exchange(port, "GET /api/health/live HTTP/1.1").contains(" 200 OK"))
        }
        #expect(try await world.behaviors.count().behaviors == 0)
    }

    @Test func `a stop lets the accepted request have its answer`() async throws {
        let source = WaitingRecommendations()
        let world = try World(recommending: source)
        try await served(world, stopping: false) { port in
            async let late = exchange(port, "GET /api/recommend/u HTTP/1.1", closing: false)
            await source.asked.wait()
            stop()
            await untilRefused(port)
            source.told.open()
            let answer = try await late
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n[\"late\"]"))
        }
    }

    @Test func `a stop does not wait for connections that ask for nothing`() async throws {
        try await served(try World(), stopping: false) { port in
            let idle = try await connect(port)
            try await idle.executeThenClose { inbound, _ in
                _ = try await exchange(port, "GET /api/health/live HTTP/1.1")
                stop()
                for try await _ in inbound {}
            }
        }
    }

    @Test func `a stop gives a request up when its time is over`() async throws {
        let source = WaitingRecommendations()
        let world = try World(recommending: source)
        let error = await failure {
            try await served(world, stopping: false, pause: { _ in }) { port in
                async let _ = exchange(port, "GET /api/recommend/u HTTP/1.1")
                await source.asked.wait()
                stop()
            }
        }
        source.told.open()
        #expect(
            error?.description
                == "requests were still running 20.0 seconds after the stop and were given up")
    }

    @Test func `a port in use is one clear sentence`() async throws {
        let world = try World()
        try await served(world) { port in
            let error = await failure {
                var second = world
                second.configuration.port = port
                try await served(second) { _ in }
            }
            #expect(
                error?.description == "port \(port) on 127.0.0.1 is in use: stop what listens "
                    + "there, or choose another port")
        }
    }

    @Test(arguments: ["no.such.host.invalid", "192.0.2.1"])
    func `an address that is not ours is one clear sentence`(host: String) async throws {
        let error = await failure {
            var world = try World()
            world.configuration.host = host
            world.configuration.key = try APIKey("open-sesame")
            try await served(world) { _ in }
        }
        #expect(
            error?.description == "this machine has no address \(host): choose one that it has")
    }
}
