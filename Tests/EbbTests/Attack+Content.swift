import Foundation

/// Attacks on what requests say.
extension Attack {
    private static let post = "POST /api/feedback HTTP/1.1"
    private static let json = "Content-Type: application/json"

    private static func feedback(_ name: String, _ body: String, _ status: Int = 400) -> Attack {
        Attack(name, post, [json], body: Array(body.utf8), status)
    }

    private static func click(user: String = #""ann""#, item: String = #""i""#) -> String {
        #"[{"FeedbackType":"click","UserId":\#(user),"ItemId":\#(item)}]"#
    }

    /// Ids that MongoDB could take for operators.
    static let operators: [Attack] = [
        Attack("$where as a user", "GET /api/user/$where HTTP/1.1", 404),
        Attack("an operator as a user", "GET /api/user/%7B%22%24gt%22%3A%22%22%7D HTTP/1.1", 404),
        Attack(
            "an operator erases",
            "DELETE /api/feedback/click/%7B%22%24gt%22%3A%22%22%7D/x HTTP/1.1",
            200, 404),
        feedback("an object as a user", click(user: #"{"$gt":""}"#)),
        feedback("an object as an item", click(item: #"{"$ne":null}"#)),
        feedback("an array as a user", click(user: #"["ann"]"#)),
        feedback("a number as a user", click(user: "1")),
        feedback("nothing as a user", click(user: #""""#)),
        feedback("a NUL in a user", click(user: #""a\u0000b""#)),
        feedback("an operator beside", #"[{"$where":"sleep(10000)","FeedbackType":"click"}]"#),
        Attack(
            "an operator in a query", "GET /api/recommend/ann?n[$gt]=1 HTTP/1.1", 400),
    ]

    /// Bodies that cost more to read than to send.
    static let bombs: [Attack] = [
        feedback("deep arrays", String(repeating: "[", count: 100_000)),
        feedback(
            "deep objects",
            String(repeating: #"{"a":"#, count: 50_000) + "1"
                + String(repeating: "}", count: 50_000)),
        feedback(
            "deeper than the limit",
            String(repeating: "[", count: 65)
                + String(repeating: "]", count: 65)),
        feedback(
            "a number beyond all numbers",
            #"[{"FeedbackType":"click","UserId":"ann","ItemId":"#
                + #""i","Value":1e99999}]"#),
        feedback("a long id", click(user: "\"" + String(repeating: "x", count: 100_000) + "\"")),
        feedback(
            "too much at once",
            "["
                + Array(
                    repeating: String(click().dropFirst().dropLast()),
                    count: 10_001
                ).joined(separator: ",") + "]"),
        feedback("half a character", #"[{"FeedbackType":"click","UserId":"\ud800","ItemId":"i"}]"#),
        Attack("bytes that are no text", post, [json], body: [0x22, 0xff, 0xfe, 0x22], 400),
        Attack(
            "ten megabytes", post, [json], body: Array(repeating: 0x20, count: 10 << 20), 413),
        Attack(
            "ten megabytes announced",
            raw: Array(
                "\(post)\r\nHost: localhost\r\nContent-Length: 10485760\r\n\r\n".utf8),
            // The second answer is to the end, which comes too early.
            [[413], [413, 400], [400]]),
        Attack(
            "a gzip bomb", post, [json, "Content-Encoding: gzip"],
            body: gzip(megabytes: 1000), 413),
        Attack(
            "no gzip", post, [json, "Content-Encoding: gzip"], body: Array("[]".utf8), 400),
        Attack(
            "another compression", post, [json, "Content-Encoding: br"], body: [1, 2, 3], 415),
        Attack(
            "compressed twice", post, [json, "Content-Encoding: gzip, gzip"], body: [1, 2, 3], 415),
    ]

    /// Megabytes of zeros: a member for each megabyte, the same every time.
    private static func gzip(megabytes: Int) -> [UInt8] {
        // By gzip 1.12 of 1,048,576 zeros. Members one after the other are one file.
        let member: [UInt8] =
            [
                0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xed, 0xc1, 0x31, 0x01,
                0x00, 0x00, 0x00, 0xc2, 0xa0, 0xf5, 0x4f, 0x6d, 0x08, 0x5f, 0xa0,
            ] + Array(repeating: 0x00, count: 1016) + [
                0x3e, 0x03, 0x1c, 0xea, 0x38, 0xa7, 0x00, 0x00, 0x10, 0x00,
            ]
        return Array(repeatElement(member, count: megabytes).joined())
    }
}
