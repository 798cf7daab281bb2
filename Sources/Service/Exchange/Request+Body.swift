internal import HTTPTypes
internal import Hummingbird
internal import Interest
internal import NIOCore

extension Request {
    /// The body; refused where it is longer than `bytesMax`. Its bytes are taken from the share.
    func bytes(upTo bytesMax: Int, within share: WorkShare?) async throws -> ByteBuffer {
        let tooLarge = Failure(
            status: .contentTooLarge,
            message: "the body is larger than \(bytesMax) bytes: send less at once")
        // Who says so beforehand is not listened to at all.
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > bytesMax {
            throw tooLarge
        }
        var all = ByteBuffer()
        for try await var part in body {
            guard all.readableBytes + part.readableBytes <= bytesMax else { throw tooLarge }
            try await share?.grow(bytes: part.readableBytes)
            all.writeBuffer(&part)
        }
        return all
    }

    /// The body, which was read whole before, as JSON.
    func json() async throws -> JSON {
        let bytes = try await body.collect(upTo: .max)
        do {
            return try JSON(reading: Array(bytes.readableBytesView)[...])
        } catch {
            throw Failure.badRequest("the body is not JSON in UTF-8: \(error)")
        }
    }
}
