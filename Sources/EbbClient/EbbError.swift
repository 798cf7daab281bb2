internal import HTTPCalls
internal import Wire

/// Why a server of Ebb did not do what was asked: a status where it answered, and one sentence.
///
///     do {
///         let list = try await client.recommend(to: "ann")
///     } catch {
///         if error.status == 404 { … }
///         print(error)
///     }
public struct EbbError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The HTTP status that the server answered; nil where no answer came or it was no answer of
    /// Ebb's.
    public let status: Int?
    /// One sentence: the server's own where it answered.
    public let message: String
    /// Whether the same request may succeed later: the server is busy, away or starting.
    public let isTemporary: Bool

    /// The sentence.
    public var description: String { message }

    init(status: Int?, message: String, isTemporary: Bool = false) {
        self.status = status
        self.message = message
        self.isTemporary = isTemporary
    }

    init(_ error: CallError) {
        let isTemporary = [.unreachable, .deadline, .cut, .busy].contains(error.code)
        self.init(status: nil, message: error.message, isTemporary: isTemporary)
    }

    /// A failure that the server answered.
    init(_ reply: Reply) {
        let text = String(decoding: reply.body.prefix(Self.messageMax), as: UTF8.self)
        self.init(
            status: reply.status,
            message: text.isEmpty ? "the server answered with the status \(reply.status)" : text,
            isTemporary: reply.status == 429 || reply.status == 503)
    }

    /// The most bytes that are read of a server's sentence.
    private static let messageMax = 2000
}
