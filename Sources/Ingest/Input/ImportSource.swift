internal import Foundation

/// Where an import reads from.
public enum ImportSource: Hashable, Sendable {
    /// A file, by path.
    case file(String)
    /// Standard input.
    case standardInput
    /// Bytes in memory, under a name for messages.
    case bytes([UInt8], name: String)

    /// Takes a path, or `-` for standard input.
    public init(_ argument: String) {
        self = argument == "-" ? .standardInput : .file(argument)
    }

    /// What it is called in a message.
    public var name: String {
        switch self {
        case .file(let path): path
        case .standardInput: "standard input"
        case .bytes(_, let name): name
        }
    }
}

/// The raw bytes of a source, a chunk at a time.
struct RawBytes {
    private enum Backing {
        case handle(FileHandle)
        case memory([UInt8])
        case unpacker(Unpacker)
    }

    let name: String
    /// How many there are, nil where nobody knows.
    let total: Int?
    /// How many were read.
    private(set) var offset = 0
    private let backing: Backing
    /// The file; nil for standard input and other sources without a path.
    let path: String?
    /// Which file of an archive is meant, where that is said.
    let member: String?
    /// Where reading ends before the end of the source.
    private var end = Int.max

    init(_ source: ImportSource) throws(ImportError) {
        name = source.name
        var source = source
        var member: String?
        if case .file(let path) = source, let parts = Self.archive(path) {
            source = .file(parts.archive)
            member = parts.member
        }
        self.member = member
        if case .file(let path) = source { self.path = path } else { path = nil }
        switch source {
        case .bytes(let bytes, _): (backing, total) = (.memory(bytes), bytes.count)
        case .standardInput: (backing, total) = (.handle(.standardInput), nil)
        case .file(let path):
            total = try Self.size(of: path)
            do {
                backing = .handle(try FileHandle(forReadingFrom: URL(fileURLWithPath: path)))
            } catch {
                throw ImportError(.unreadable, "cannot open \(path): \(Self.cause(of: error))")
            }
        }
    }

    /// What a program unpacks of `raw`.
    ///
    /// - Parameter start: the bytes that were read of it already.
    init(
        unpacking raw: RawBytes, _ container: Container, after start: [UInt8]
    ) throws(ImportError) {
        name = raw.name
        total = nil
        path = raw.path
        member = nil
        switch raw.backing {
        case .handle(let handle) where raw.total == nil:
            let stream = Unpacker.Stream(start: start, rest: handle)
            backing = .unpacker(try Unpacker(container, raw.path ?? raw.name, stream: stream))
        case .handle:
            backing = .unpacker(try Unpacker(container, raw.path ?? raw.name))
        case .memory, .unpacker:
            throw ImportError(
                .formatUnknown,
                "\(raw.name) is \(container.rawValue), which is read from files and pipes only")
        }
    }

    /// An archive and the file meant in it: `logs.zip/ratings.csv`; nil for every other path.
    private static func archive(_ path: String) -> (archive: String, member: String)? {
        let lower = path.lowercased()
        guard let range = lower.firstRange(of: ".zip/") else { return nil }
        let length = lower.distance(from: lower.startIndex, to: range.upperBound)
        let archive = String(path.prefix(length - 1))
        guard (try? size(of: archive)) != nil else { return nil }
        return (archive, String(path.dropFirst(length)))
    }

    /// The bytes of a part of the source, which must be one that can be read anywhere.
    mutating func bytes(_ range: Range<Int>) throws(ImportError) -> [UInt8] {
        try seek(to: range.lowerBound)
        var bytes: [UInt8] = []
        while bytes.count < range.count {
            let chunk = try next(atMost: range.count - bytes.count)
            if chunk.isEmpty { break }
            bytes += chunk
        }
        return bytes
    }

    /// Goes on reading at `place`, up to `end`.
    mutating func seek(to place: Int, until end: Int = .max) throws(ImportError) {
        if case .handle(let handle) = backing {
            do {
                try handle.seek(toOffset: UInt64(max(0, place)))
            } catch {
                throw ImportError(
                    .unreadable, "cannot read \(name): \(Self.cause(of: error))")
            }
        }
        offset = place
        self.end = end
    }

    /// The next bytes, at most `limit` and fewer only at the end; none when there are no more.
    mutating func next(atMost limit: Int) throws(ImportError) -> [UInt8] {
        let chunk: [UInt8]
        let limit = max(0, min(limit, end - offset))
        guard limit > 0 else { return [] }
        switch backing {
        case .memory(let bytes):
            let start = min(offset, bytes.count)
            chunk = Array(bytes[start..<min(bytes.count, start + limit)])
        case .unpacker(let unpacker): chunk = try unpacker.next(atMost: limit)
        case .handle(let handle):
            do {
                chunk = Array(try handle.read(upToCount: limit) ?? Data())
            } catch {
                throw ImportError(
                    .unreadable,
                    "cannot read \(name) at byte \(offset.grouped): \(Self.cause(of: error))")
            }
        }
        offset += chunk.count
        return chunk
    }

    /// Nil for a pipe or a device, whose size says nothing.
    private static func size(of path: String) throws(ImportError) -> Int? {
        let files = FileManager.default
        guard var attributes = try? files.attributesOfItem(atPath: path) else {
            throw ImportError(
                .unreadable, "cannot open \(path): there is no such file, or no right to see it")
        }
        if attributes[.type] as? FileAttributeType == .typeSymbolicLink {
            // What the shell's <(…) makes leads to a pipe without a path: it has no size.
            let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
            attributes = (try? files.attributesOfItem(atPath: target)) ?? [:]
        }
        let type = attributes[.type] as? FileAttributeType
        guard type != .typeDirectory else {
            throw ImportError(.unreadable, "cannot read \(path): it is a folder, not a file")
        }
        return type == .typeRegular ? (attributes[.size] as? NSNumber)?.intValue : nil
    }

    /// What the system says of a failure.
    static func cause(of error: any Error) -> String {
        let error = error as NSError
        let deeper = error.userInfo[NSUnderlyingErrorKey] as? NSError
        let number = [error, deeper].compactMap(\.self).first { $0.domain == NSPOSIXErrorDomain }
        guard let number else { return error.localizedDescription }
        // The system's own text, which is copied at once: nobody frees it.
        return unsafe String(cString: strerror(Int32(number.code)))
    }
}
