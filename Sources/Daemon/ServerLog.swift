internal import Foundation

/// What mongod writes about itself: one JSON object a line.
struct ServerLog {
    /// Past this, the log becomes the log before this one when a server is started.
    static let bytesMax = 8 << 20
    /// How much of the end is read to explain a failure.
    private static let tailBytes = 256 << 10
    /// What a sentence may take from it.
    private static let reasonMax = 300

    let folder: DataFolder

    /// Keeps the log from growing for ever: two of them, bounded at each start.
    func rotate() {
        let files = FileManager.default
        let size = (try? files.attributesOfItem(atPath: folder.log)[.size]) as? Int ?? 0
        guard size > Self.bytesMax else { return }
        let previous = "\(folder.log).1"
        // Logs are worth no failure: at worst this one goes on growing.
        try? files.removeItem(atPath: previous)
        try? files.moveItem(atPath: folder.log, toPath: previous)
    }

    /// The length now, to tell later what was written since.
    var position: UInt64 {
        guard let file = FileHandle(forReadingAtPath: folder.log) else { return 0 }
        return (try? file.seekToEnd()) ?? 0
    }

    /// Why the server ended, in its own words: its first complaint since `start`, else the last
    /// line that it wrote anywhere.
    func reason(since start: UInt64) -> String {
        let lines = tail(of: folder.log, from: start).split(separator: "\n")
        let entries = lines.compactMap { line in
            try? JSONDecoder().decode(Entry.self, from: Data(line.utf8))
        }
        let reason =
            entries.first(where: \.isComplaint)?.text
            ?? tail(of: folder.output, from: 0).split(separator: "\n").last { !$0.hasPrefix("{") }
            .map(String.init)
            ?? entries.last?.text ?? "it exited and gave no reason"
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
    /// A line of the log, as far as it explains something.
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

    /// What comes with a line, as far as it is a text; each part of mongod has its own way.
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
