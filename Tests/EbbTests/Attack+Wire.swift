import Foundation

/// Attacks on how requests are read.
extension Attack {
    private static let post = "POST /api/feedback HTTP/1.1"
    private static let inner = "DELETE /api/user/ann HTTP/1.1\r\nHost: localhost\r\n\r\n"

    private static func smuggled(
        _ name: String, _ fields: [String], _ body: String = "0\r\n\r\n" + inner
    ) -> Attack {
        Attack(
            name,
            raw: Array(
                ([post, "Host: localhost"] + fields).joined(separator: "\r\n").utf8)
                + Array("\r\n\r\n\(body)".utf8), refused)
    }

    /// One request that another server would take for two.
    static let smuggling: [Attack] = [
        smuggled("a length and chunks", ["Content-Length: 4", "Transfer-Encoding: chunked"]),
        smuggled("chunks and a length", ["Transfer-Encoding: chunked", "Content-Length: 4"]),
        smuggled("two lengths", ["Content-Length: 0", "Content-Length: 60"], inner),
        smuggled("two lengths in one", ["Content-Length: 0, 60"], inner),
        smuggled("a length with a sign", ["Content-Length: +0"], inner),
        smuggled("a length below zero", ["Content-Length: -1"], inner),
        smuggled("a hexadecimal length", ["Content-Length: 0x0"], inner),
        smuggled("a length beyond all numbers", ["Content-Length: 99999999999999999999"], inner),
        smuggled("a space before the colon", ["Transfer-Encoding : chunked"]),
        smuggled("an unknown encoding", ["Transfer-Encoding: xchunked"]),
        smuggled("chunked, and not last", ["Transfer-Encoding: chunked, identity"]),
        smuggled("a folded field", ["X-A: 1", " Transfer-Encoding: chunked"]),
        smuggled(
            "a chunk beyond all numbers", ["Transfer-Encoding: chunked"], "fffffffffffffffff\r\n"),
        smuggled("a chunk that is no number", ["Transfer-Encoding: chunked"], "zz\r\n\r\n"),
        smuggled("a NUL in a field", ["X-A: a\0b"], ""),
        smuggled("a bare CR in a field", ["X-A: a\rContent-Length: 0"], ""),
    ]

    private static let long = String(repeating: "x", count: 100_000)

    /// More than there should be.
    static let floods: [Attack] = [
        Attack(
            "two thousand fields", raw: flood((0..<2000).map { "X-\($0): 1" }), [[400], [431], []]),
        Attack("one long field", raw: flood(["X-A: \(long)"]), [[400], [431], []]),
        Attack("a long path", raw: flood([], path: "/\(long)"), [[400], [414], [431], []]),
        Attack("a long name of a field", raw: flood(["X-\(long): 1"]), [[400], [431], []]),
    ]

    private static func flood(_ fields: [String], path: String = "/api/health/live") -> [UInt8] {
        let head = ["GET \(path) HTTP/1.1", "Host: localhost"] + fields
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// Other spellings of a path.
    static let paths: [Attack] = [
        ("/api/%2e%2e/metrics", [404]), ("/api/../metrics", [404]), ("/./metrics", [404]),
        ("//api/recommend/ann", [400]), ("/api//recommend/ann", [400]),
        ("/api/recommend%2Fann", [404]), ("/api%2Frecommend%2Fann", [404]),
        ("/api/%61dmin/overview", [404]), ("/api/recommend/%2e%2e%2f%2e%2e%2fetc%2fpasswd", [200]),
        ("/api/recommend/a%00b", [400]), ("/api/recommend/%ff", [400]), ("/api/recommend/%", [400]),
        ("/api/recommend/%u0061", [400]), ("/api/recommend/ann;x=y", [200]),
        ("/..%5c..%5cetc", [404]), ("/static/../../etc/passwd", [404]),
    ].map { path, statuses in
        Attack("the path \(path)", raw: flood([], path: path), [statuses])
    }

    /// Other protocols.
    static let protocols: [Attack] = [
        Attack(
            "a web socket", "GET /api/health/live HTTP/1.1",
            [
                "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ], 200),
        Attack(
            "an upgrade to HTTP/2", "GET /api/health/live HTTP/1.1",
            ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"],
            200),
        Attack("HTTP/2", raw: Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8), refused),
        Attack("a TLS handshake", raw: [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3], refused),
        Attack("a tunnel", "CONNECT \(evil):443 HTTP/1.1", 400, 421, 405),
        Attack("an echo", "TRACE / HTTP/1.1", ["X-Secret: 1"], 404, 405),
        Attack("HTTP/0.9", raw: Array("GET /\r\n".utf8), refused),
        Attack("an unknown method", "ERASE /api/user/ann HTTP/1.1", 400, 405),
        Attack("no HTTP", raw: Array("\u{1}\u{2}\u{3}\r\n\r\n".utf8), refused),
        Attack("MongoDB's protocol", raw: [58, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xdd, 7], refused),
    ]
}
