internal import Foundation

/// The log of mongod: one JSON object on each line.
struct ServerLog {
    /// The size above which the log is rotated when a server starts.
    static let bytesMax = 8 << 20
    /// How many bytes of the end are read to explain a failure.
    private static let tailBytes = 256 << 10
    /// The maximum length of a quote from the log.
    private static let reasonMax = 300

    let folder: DataFolder

    /// Limits the log: at each start, a large log replaces the previous one.
    func rotate() {
        let files = FileManager.default
        let size = (try? files.attributesOfItem(atPath: folder.log)[.size]) as? Int ?? 0
        guard size > Self.bytesMax else { return }
        let previous = "\(folder.log).1"
        // An error here is not worth a failed start: at worst the log keeps growing.
        try? files.removeItem(atPath: previous)
        try? files.moveItem(atPath: folder.log, toPath: previous)
    }

    /// The current length, so that later text can be found.
    var position: UInt64 {
        guard let file = FileHandle(forReadingAtPath: folder.log) else { return 0 }
        return (try? file.seekToEnd()) ?? 0
    }

    /// Why the server ended, in its own words: its first error since `start`, or else the last
    /// line of any of its output.
    func reason(since start: UInt64) -> String {
        let lines = tail(of: folder.log, from: start).split(separator: "\n")
        let entries = lines.compactMap { line in
            try? JSONDecoder().decode(Entry.self, from: Data(line.utf8))
        }
        let reason =
            entries.first(where: \.isComplaint)?.text
            ?? tail(of: folder.output, from: 0).split(separator: "\n").last { !$0.hasPrefix("{") }
            .map(String.init)
            ?? entries.last?.text ?? "it exited without a message"
        return String(reason.prefix(Self.reasonMax))
    }

    private func tail(of path: String, from start: UInt64) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { return "" }
        do {
            let end = try file.seekToEnd()
            let earliest = end > UInt64(Self.tailBytes) ? end - UInt64(Self.tailBytes) : 0
            try file.seek(toOffset: min(end, max(start, earliest)))
            let bytes = try file.read(upToCount: Self.tailBytes) ?? Data()
            return String(decoding: bytes, as: UTF8.self)
        } catch { return "" }
    }
}

extension ServerLog {
    /// One line of the log.
    struct Entry: Decodable {
        private let s: String
        private let msg: String
        private let attr: Attributes?

        /// Whether the line is an error or fatal.
        var isComplaint: Bool { s == "E" || s == "F" }

        var text: String {
            guard let detail = attr?.detail else { return msg }
            return "\(msg): \(detail)"
        }
    }

    /// The text in the attributes of a line; each part of mongod has its own format.
    private struct Attributes: Decodable {
        let detail: String?

        private enum Key: String, CodingKey, CaseIterable {
            case error, message, reason, errmsg, errorString = "error_str", msg
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            for key in Key.allCases {
                if let text = try? container.decode(String.self, forKey: key) {
                    detail = text
                    return
                }
                if let nested = try? container.decode(Attributes.self, forKey: key).detail {
                    detail = nested
                    return
                }
            }
            detail = nil
        }
    }
}
