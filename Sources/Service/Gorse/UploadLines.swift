internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

// JSON has no raw line ends within, so a file of JSON Lines and the form that carries it are both
// lines, and are taken apart while they come:
//
//     --boundary
//     Content-Disposition: form-data; name="file"; filename="users.jsonl"
//
//     {"UserId":"ann"}
//     --boundary--

/// The lines of an uploaded file: the part `file` of a form, or a body that is the file itself.
struct UploadLines {
    private enum Place {
        case preamble, headers(isFile: Bool), content(isFile: Bool), end
    }

    /// The most bytes of the whole upload.
    let bytesMax: Int
    /// The most bytes of a line.
    let lineMax: Int
    private let boundary: [UInt8]?
    private var place: Place
    private var foundFile = false

    /// - Parameter headers: those of the request, which say whether it is a form.
    init(_ headers: HTTPFields, bytesMax: Int, lineMax: Int) throws(Failure) {
        self.bytesMax = bytesMax
        self.lineMax = lineMax
        let type = headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("multipart/form-data") else {
            boundary = nil
            place = .content(isFile: true)
            foundFile = true
            return
        }
        let name = type.split(separator: ";").lazy
            .map { $0.trimmingPrefix { $0 == " " } }
            .first { $0.lowercased().hasPrefix("boundary=") }?
            .dropFirst("boundary=".count)
        guard let name, !name.isEmpty else {
            throw .badRequest("the form has no boundary in its Content-Type")
        }
        boundary = Array("--".utf8) + Array(name.utf8).filter { $0 != UInt8(ascii: "\"") }
        place = .preamble
    }

    /// Gives each line of the file that is not empty, with its number, to `take`.
    mutating func forEach(
        in body: RequestBody, _ take: (Int, ArraySlice<UInt8>) async throws -> Void
    ) async throws {
        var rest: [UInt8] = []
        var (length, number) = (0, 0)
        for try await part in body {
            length += part.readableBytes
            guard length <= bytesMax else { throw tooLarge("upload", bytesMax) }
            rest.append(contentsOf: part.readableBytesView)
            var start = rest.startIndex
            while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = rest[start..<end]
                start = end + 1
                if let content = content(of: line) {
                    number += 1
                    if !content.isEmpty { try await take(number, content) }
                }
            }
            rest.removeSubrange(..<start)
            guard rest.count <= lineMax else { throw tooLarge("line \(number + 1)", lineMax) }
        }
        if let content = content(of: rest[...]), !content.isEmpty {
            try await take(number + 1, content)
        }
        guard foundFile else {
            throw Failure.badRequest("the form has no part named \"file\": send the file as that")
        }
    }

    /// What a line says of the file; nil for what belongs to the form.
    private mutating func content(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        if let boundary, line.starts(with: boundary) {
            let isLast = line.dropFirst(boundary.count).starts(with: "--".utf8)
            place = isLast ? .end : .headers(isFile: false)
            return nil
        }
        switch place {
        case .preamble, .end: return nil
        case .headers(let isFile):
            if line.isEmpty {
                place = .content(isFile: isFile)
                foundFile = foundFile || isFile
            } else {
                let header = String(decoding: line, as: UTF8.self).lowercased()
                let names =
                    header.hasPrefix("content-disposition:") && header.contains(" name=\"file\"")
                if names { place = .headers(isFile: true) }
            }
            return nil
        case .content(let isFile): return isFile ? line : nil
        }
    }

    private func tooLarge(_ what: String, _ limit: Int) -> Failure {
        Failure(
            status: .contentTooLarge, message: "the \(what) is larger than \(limit) bytes")
    }
}
