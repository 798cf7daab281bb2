internal import HTTPTypes
internal import Hummingbird
internal import Ingest
internal import NIOCore

extension Request {
    /// The request with its body as it was before the sender compressed it.
    ///
    /// Only what is read is inflated, in pieces, so the limits on a body hold for what comes out: a
    /// small body that would become a large one (a "zip bomb") is refused with 413 when it has
    /// become too large, and not held before.
    func inflated() throws(Failure) -> Request {
        let codings = headers[.contentEncoding]?.lowercased().filter { $0 != " " } ?? ""
        switch codings {
        case "", "identity": return self
        case "gzip", "x-gzip": break
        default:
            throw Failure(
                status: .unsupportedMediaType,
                message: "unsupported Content-Encoding \"\(codings.prefix(40))\": send the body "
                    + "with gzip, or as it is",
                headers: [.acceptEncoding: "gzip"])
        }
        var head = head
        head.headerFields[.contentEncoding] = nil
        // It is the length of what is compressed.
        head.headerFields[.contentLength] = nil
        var request = Request(head: head, body: body)
        request.body = RequestBody(asyncSequence: InflatedBody(base: body))
        return request
    }
}

/// A body of gzip, inflated while it is read.
struct InflatedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let base: RequestBody

    func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator()) }

    struct Iterator: AsyncIteratorProtocol {
        private var base: RequestBody.AsyncIterator
        private var gzip: GzipReader?

        init(base: RequestBody.AsyncIterator) { self.base = base }

        // As the body's own iterator, which is handed over to nobody.
        @concurrent mutating func next() async throws -> ByteBuffer? {
            let reader = try gzip ?? GzipReader()
            gzip = reader
            while true {
                if let piece = try reader.next() { return ByteBuffer(bytes: piece) }
                guard let more = try await base.next() else {
                    try reader.end()
                    return nil
                }
                reader.take(Array(more.readableBytesView))
            }
        }
    }
}

/// One gzip member after another, out of the pieces in which a body comes.
private final class GzipReader {
    /// The most bytes that are inflated at once.
    private static let pieceMax = 64 << 10

    private var inflater: Inflater
    private var input: [UInt8] = []
    private var place = 0
    private var isInsideMember = false
    private var isHoldingBack = false

    init() throws(Failure) {
        do throws(InflatingFault) {
            inflater = try Inflater()
        } catch {
            throw .unavailable("there is no memory to inflate the body: try again")
        }
    }

    /// Takes what came next. All that came before has been inflated.
    func take(_ bytes: [UInt8]) { (input, place) = (bytes, 0) }

    /// What comes out next; nil where more must come in first.
    func next() throws(Failure) -> [UInt8]? {
        while place < input.count || isHoldingBack {
            if !isInsideMember {
                inflater.reset()
                isInsideMember = true
            }
            let step: InflatedStep
            do throws(InflatingFault) {
                step = try inflater.inflate(input, from: place, atMost: Self.pieceMax)
            } catch {
                throw .badRequest("the body is not gzip (\(error.words)), as Content-Encoding says")
            }
            place += step.consumed
            isInsideMember = !step.ended
            isHoldingBack = !step.ended && step.output.count == Self.pieceMax
            if !step.output.isEmpty { return step.output }
            if step.consumed == 0 { return nil }
        }
        return nil
    }

    /// Throws where the body ends in the middle.
    func end() throws(Failure) {
        guard !isInsideMember else {
            throw .badRequest("the gzip body ends in the middle: send it again")
        }
    }
}
