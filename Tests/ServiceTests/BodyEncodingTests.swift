import HTTPTypes
import Interest
import NIOCore
import Repositories
import Service
import Testing

/// Bodies that come compressed.
struct BodyEncodingTests {
    /// `[{"FeedbackType":"click","UserId":"ann","ItemId":"ran"}]`, by gzip 1.12.
    private static let feedback: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x8b, 0xae,
        0x56, 0x72, 0x4b, 0x4d, 0x4d, 0x49, 0x4a, 0x4c, 0xce, 0x0e, 0xa9, 0x2c,
        0x48, 0x55, 0xb2, 0x52, 0x4a, 0xce, 0xc9, 0x4c, 0xce, 0x56, 0xd2, 0x51,
        0x0a, 0x2d, 0x4e, 0x2d, 0xf2, 0x4c, 0x01, 0x0a, 0x24, 0xe6, 0xe5, 0x01,
        0xb9, 0x9e, 0x25, 0xa9, 0xb9, 0x60, 0x6e, 0x51, 0x62, 0x9e, 0x52, 0x6d,
        0x2c, 0x00, 0x77, 0x66, 0xac, 0xa8, 0x38, 0x00, 0x00, 0x00,
    ]

    /// 2,000,000 spaces, by gzip 1.12: a thousandth of that.
    private static let spaces: [UInt8] =
        [
            0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xed, 0xc1,
            0x81, 0x00, 0x00, 0x00, 0x00, 0xc3, 0x20, 0x95, 0xf9, 0x53, 0x1e, 0xe4,
            0x55, 0x01,
        ] + Array(repeating: 0x00, count: 1937) + [
            0x6f, 0x06, 0x4d, 0xde, 0x82, 0xaa, 0x80, 0x84, 0x1e, 0x00,
        ]

    private func post(
        _ bytes: [UInt8], encoding: String = "gzip", bodyMax: Int? = nil
    ) async throws -> (answer: Answer, behaviors: Int) {
        var world = try World()
        if let bodyMax { world.configuration.bodyMax = bodyMax }
        let answer = try await world.application().asked { client in
            try await Answer(
                client.ask(
                    uri: "/api/feedback", method: .post, headers: [.contentEncoding: encoding],
                    body: ByteBuffer(bytes: bytes)))
        }
        return (answer, try await world.behaviors.count().behaviors)
    }

    @Test(arguments: ["gzip", "GZIP", " x-gzip "])
    func `gzip is taken`(encoding: String) async throws {
        let (answer, behaviors) = try await post(Self.feedback, encoding: encoding)
        #expect(answer.status == 200)
        #expect(answer.body == #"{"RowAffected":1}"#)
        #expect(behaviors == 1)
    }

    @Test func `the limit is held by what comes out`() async throws {
        for (limit, status) in [(1_000_000, 413), (1999, 413), (1_999_999, 413), (2_000_000, 400)] {
            let (answer, behaviors) = try await post(Self.spaces, bodyMax: limit)
            #expect(answer.status == status, "\(limit)")
            #expect(behaviors == 0)
        }
    }

    @Test func `a body that ends in the middle is refused`() async throws {
        for length in 1..<Self.feedback.count {
            let (answer, behaviors) = try await post(Array(Self.feedback.prefix(length)))
            #expect(answer.status == 400, "\(length)")
            #expect(behaviors == 0)
        }
    }

    @Test func `what is not gzip is refused`() async throws {
        let plain = Array(#"[{"FeedbackType":"click","UserId":"ann","ItemId":"ran"}]"#.utf8)
        for bytes in [plain, Self.feedback + [1, 2, 3], [0x1f, 0x8b, 0, 0, 0]] {
            let (answer, behaviors) = try await post(bytes)
            #expect(answer.status == 400)
            #expect(answer.body.contains("gzip"), "\(answer.body)")
            #expect(behaviors == 0)
        }
    }

    @Test(arguments: ["br", "zstd", "deflate", "gzip, gzip", "compress", "identity, gzip", "*"])
    func `other encodings are named and refused`(encoding: String) async throws {
        let (answer, _) = try await post(Self.feedback, encoding: encoding)
        #expect(answer.status == 415)
        #expect(answer.headers[.acceptEncoding] == "gzip")
        #expect(answer.body.contains("unsupported Content-Encoding \""))
    }

    @Test func `a body as it is says so`() async throws {
        let plain = Array(#"[{"FeedbackType":"click","UserId":"ann","ItemId":"ran"}]"#.utf8)
        #expect(try await post(plain, encoding: "identity").answer.status == 200)
        #expect(try await post(plain, encoding: "").answer.status == 200)
    }
}
