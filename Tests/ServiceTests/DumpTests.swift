import HTTPTypes
import Hummingbird
import Interest
import NIOCore
import Repositories
import Service
import Testing

/// Gorse's own backup file.
struct DumpTests {
    private func dump(_ world: World) async throws -> [UInt8] {
        try await world.application().asked { client in
            let answer = try await client.ask(
                uri: "/api/dump", method: .get, headers: [:], body: nil)
            #expect(answer.status == .ok)
            return Array(answer.body.readableBytesView)
        }
    }

    private func restore(_ bytes: [UInt8], to world: World) async throws -> Answer {
        try await world.application().asked { client in
            try await Answer(
                client.ask(
                    uri: "/api/restore", method: .post, headers: [:],
                    body: ByteBuffer(bytes: bytes)))
        }
    }

    private func word(_ number: Int64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> Int64(8 * $0)) }
    }

    @Test func `an empty store is four marks`() async throws {
        #expect(try await dump(World()) == word(-1) + word(-2) + word(-3) + word(0))
    }

    @Test func `a user and a feedback are laid out as Gorse lays them out`() async throws {
        let world = try World()
        try await world.profiles.put([
            Profile(id: UserID("u"), labels: ["x"], comment: "é")
        ])
        _ = try await world.behaviors.append([
            Behavior(
                user: UserID("u"), item: ItemID("i"), action: .click, value: 2,
                time: Timestamp(milliseconds: 300_500), note: Note(labels: ["y"], comment: "ok"))
        ])
        let user: [UInt8] =
            [0x0A, 1] + Array("u".utf8) + [0x12, 5] + Array(#"["x"]"#.utf8)
            + [0x1A, 2] + Array("é".utf8)
        // The year 1, as a negative number of seconds, and no labels.
        let item: [UInt8] =
            [0x12, 1] + Array("i".utf8) + [0x2A, 11, 0x08]
            + [0x80, 0x92, 0xB8, 0xC3, 0x98, 0xFE, 0xFF, 0xFF, 0xFF, 0x01]
            + [0x32, 4] + Array("null".utf8)
        let feedback: [UInt8] =
            [0x12, 5] + Array("click".utf8) + [0x1A, 1] + Array("u".utf8) + [0x22, 1]
            + Array("i".utf8) + [0x29, 0, 0, 0, 0, 0, 0, 0, 0x40]
            + [0x32, 9, 0x08, 0xAC, 0x02, 0x10, 0x80, 0xCA, 0xB5, 0xEE, 0x01]
            + [0x3A, 2] + Array("ok".utf8) + [0x4A, 5] + Array(#"["y"]"#.utf8)
        #expect(
            try await dump(world)
                == word(-1) + word(Int64(user.count)) + user + word(-2)
                + word(Int64(item.count)) + item + word(-3) + word(Int64(feedback.count))
                + feedback + word(0))
    }

    @Test func `a store comes back from its dump, and twice is once`() async throws {
        let world = try await World.ofAnn()
        _ = try await world.ask(
            .post, "/api/users",
            body:
                #"[{"UserId":"ann","Labels":{"b":[1,2.5],"a":"x"},"Comment":"hi"},{"UserId":"z"}]"#)
        _ = try await world.ask(
            .patch, "/api/item/alien",
            body: #"{"IsHidden":true,"Categories":["x",""],"Timestamp":"1955-03-15T00:00:00.25Z"}"#)
        let noted =
            #"{"FeedbackType":"click","UserId":"ann","ItemId":"fargo","Timestamp":"2024-05-03","#
            + #""Labels":["l"],"Comment":"c"}"#
        #expect(try await world.ask(.post, "/api/feedback", body: noted).status == 200)
        let bytes = try await dump(world)
        let other = try World()
        for _ in 0..<2 {
            let answer = try await restore(bytes, to: other)
            #expect(answer.body == #"{"Users":2,"Items":3,"Feedback":3}"#)
        }
        for name in ["users", "items", "feedback"] {
            let path = "/api/bulk/\(name)"
            #expect(try await other.get(path).body == (try await world.get(path).body))
        }
        #expect(try await dump(other) == bytes)
    }

    @Test func `what is cut off or no dump is refused`() async throws {
        let bytes = try await dump(World.ofAnn())
        for count in [0, 3, 8, 20, bytes.count - 8, bytes.count - 1] {
            let answer = try await restore(Array(bytes.prefix(count)), to: World())
            #expect(answer.status == 400)
            #expect(answer.body.hasSuffix("the dump is cut off"))
        }
        for bad in [
            word(5), word(-1) + word(-9), word(-1) + word(3) + [0x0A, 9, 0], word(-1) + word(.max),
        ] {
            let answer = try await restore(bad, to: World())
            #expect(answer.status == 400)
            #expect(answer.body.hasPrefix("message 1: "))
        }
        var world = try World()
        world.configuration.uploadMax = 20
        #expect(try await restore(bytes, to: world).status == 413)
    }
}
