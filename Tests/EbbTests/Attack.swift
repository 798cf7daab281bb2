/// A request that means harm, byte for byte, and how a safe server answers it.
struct Attack: Sendable {
    /// What it tries.
    let name: String
    let bytes: [UInt8]
    /// The statuses that are safe. An empty one stands for a closed connection without an answer.
    let expected: Set<[Int]>

    /// A request of HTTP/1.1 with one `Host`, unless `fields` have their own.
    ///
    /// - Parameter fields: lines of the head, as they are sent.
    init(
        _ name: String, _ line: String, _ fields: [String], body: [UInt8] = [],
        _ expected: Int...
    ) {
        let isHostGiven = fields.contains { $0.lowercased().hasPrefix("host:") }
        let isLengthGiven = fields.contains { field in
            let name = field.lowercased()
            return name.contains("content-length") || name.contains("transfer-encoding")
        }
        var head = [line] + (isHostGiven ? [] : ["Host: localhost"]) + fields
        if !body.isEmpty, !isLengthGiven { head.append("Content-Length: \(body.count)") }
        self.init(
            name, raw: Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body,
            Set(expected.map { [$0] }))
    }

    /// A request with nothing but a `Host`.
    init(_ name: String, _ line: String, _ expected: Int...) {
        self.init(name, raw: Self.head(line), Set(expected.map { [$0] }))
    }

    private static func head(_ line: String) -> [UInt8] {
        Array("\(line)\r\nHost: localhost\r\n\r\n".utf8)
    }

    /// Any bytes.
    init(_ name: String, raw: [UInt8], _ expected: Set<[Int]>) {
        self.name = name
        bytes = raw
        self.expected = expected
    }

    /// Nothing but a refusal, with or without a word: the parser does not let it through.
    static let refused: Set<[Int]> = [[400], []]
}
