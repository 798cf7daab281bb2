internal import Foundation
internal import Hashing
public import Work

// As tail -F does it: a file is read to its end and looked at again and again. Where another file
// has its name, the old one is read to its end first; where it is shorter than what was read, it
// was cut, and is read from its beginning.
//
// After a stop the file may have been moved away. The place says which one was read, by its number
// in the file system and the digest of its first bytes, and it is looked for beside the file, so
// that the lines at its end are not lost.

/// The lines of a file that grows, or of a pipe, as they come.
public actor LiveLines {
    /// How many lines a batch has at most.
    public static let linesMax = 1000
    /// How many bytes are read at a time.
    private static let chunkLength = 1 << 18
    /// How many bytes a file is known by.
    private static let headMax = 512

    /// Lines that came.
    public struct Batch: Sendable {
        /// Whole lines that are not blank.
        public var lines: [[UInt8]] = []
        /// How many were longer than a line may be.
        public var overlong = 0
        /// Where to go on behind them; nil for a pipe.
        public var place: FollowCheckpoint.FilePlace?
        /// Whether a pipe has ended.
        public var isEnd = false
        /// What happened to the file: a sentence each.
        public var notes: [String] = []
    }

    /// What a process gets from others.
    public static var standardInput: LiveLines { LiveLines() }

    private let path: String?
    private let lengthMax: Int
    private var handle: FileHandle?
    private var pipe: PipeReader?
    private var splitter: LineSplitter
    private var inode = 0
    /// Where in the file the splitter began.
    private var base = 0
    /// How much of the file was read.
    private var position = 0
    private var head: (text: String, length: Int) = ("", 0)
    private var notes: [String] = []
    // Whether the file has another name by now, so that its last line need not end.
    private var isLast = false

    private init() {
        path = nil
        lengthMax = ImportLimits().lineLength
        splitter = LineSplitter(lengthMax: lengthMax, excerptLength: 0)
        pipe = PipeReader()
    }

    /// Opens a file, at a place or at its beginning.
    ///
    /// - Throws: `ImportError` where it is not there.
    public init(file path: String, from place: FollowCheckpoint.FilePlace?) throws(ImportError) {
        self.path = path
        lengthMax = ImportLimits().lineLength
        splitter = LineSplitter(lengthMax: lengthMax, excerptLength: 0)
        guard let place else {
            let opened = try Self.open(path)
            (handle, inode) = (opened.handle, opened.inode)
            return
        }
        if let found = Self.find(place, near: path) {
            (handle, inode) = (found.handle, found.inode)
            base = place.offset
            position = place.offset
            head = (place.head, place.headLength)
            try? found.handle.seek(toOffset: UInt64(place.offset))
        } else {
            let opened = try Self.open(path)
            (handle, inode) = (opened.handle, opened.inode)
            let isCut = opened.inode == place.inode
            notes = [
                isCut
                    ? "\(path) was cut: it is read from its beginning"
                    : "\(path) is another file than the one that was read last, which is "
                        + "gone: it is read from its beginning; import the rest of the other one "
                        + "by ebb import"
            ]
        }
    }

    /// The lines that have come since the last time; none where nothing has come yet. Of a pipe, it
    /// waits until something comes.
    public func next() async throws -> Batch {
        var batch = Batch()
        if let pipe {
            try await read(pipe, &batch)
        } else {
            try readFile(&batch)
            batch.place = place
        }
        batch.notes = notes
        notes = []
        return batch
    }

    private func read(_ pipe: PipeReader, _ batch: inout Batch) async throws {
        take(&batch)
        while batch.lines.isEmpty, batch.overlong == 0, !splitter.isFinished {
            let chunk = try await pipe.next()
            if chunk.isEmpty { splitter.end() } else { splitter.append(chunk) }
            take(&batch)
        }
        batch.isEnd = splitter.isFinished
    }

    private func readFile(_ batch: inout Batch) throws(ImportError) {
        take(&batch)
        while batch.lines.count < Self.linesMax {
            let chunk = read()
            guard !chunk.isEmpty else {
                if try turn() { continue }
                take(&batch)
                return
            }
            splitter.append(chunk)
            take(&batch)
        }
    }

    private func take(_ batch: inout Batch) {
        while batch.lines.count < Self.linesMax, let line = splitter.next() {
            if line.overlong != nil {
                batch.overlong += 1
                continue
            }
            let bytes = Array(splitter.bytes[line.content])
            if !isBlank(bytes.span) { batch.lines.append(bytes) }
        }
    }

    private func read() -> [UInt8] {
        guard let data = try? handle?.read(upToCount: Self.chunkLength) else { return [] }
        position += data.count
        return Array(data)
    }

    /// At the end of the file: whether it was cut, or another has its name. True where there may be
    /// more to read.
    private func turn() throws(ImportError) -> Bool {
        guard let path else { return false }
        if let size = try? handle?.seekToEnd(), Int(size) < position {
            notes.append("\(path) was cut: it is read from its beginning")
            try? handle?.seek(toOffset: 0)
            begin()
            return true
        }
        try? handle?.seek(toOffset: UInt64(position))
        guard let number = Self.inode(of: path), number != inode else { return false }
        guard isLast else {
            // What was written between the last read and the new name is still to come, and then a
            // line without an end.
            isLast = true
            let chunk = self.read()
            splitter.append(chunk)
            if chunk.isEmpty, !splitter.rest.isEmpty { splitter.append([0x0A]) }
            return true
        }
        let opened = try Self.open(path)
        notes.append("\(path) was replaced: the new file is read from its beginning")
        (handle, inode) = (opened.handle, opened.inode)
        begin()
        return true
    }

    private func begin() {
        splitter = LineSplitter(lengthMax: lengthMax, excerptLength: 0)
        base = 0
        position = 0
        head = ("", 0)
        isLast = false
    }

    private var place: FollowCheckpoint.FilePlace {
        let offset = base + splitter.offset
        if head.length < Self.headMax, head.length < offset, let handle {
            let length = min(Self.headMax, offset)
            if let digest = Self.digest(handle, length) { head = (digest, length) }
        }
        return FollowCheckpoint.FilePlace(
            inode: inode, head: head.text, headLength: head.length, offset: offset)
    }

    /// The digest of the first bytes, nil where there are fewer. The place in the file stays.
    private static func digest(_ handle: FileHandle, _ length: Int) -> String? {
        guard let position = try? handle.offset() else { return nil }
        defer { try? handle.seek(toOffset: position) }
        try? handle.seek(toOffset: 0)
        guard length > 0 else { return "" }
        guard let bytes = try? handle.read(upToCount: length), bytes.count == length else {
            return nil
        }
        return SHA256.hash(Array(bytes)).hexadecimal
    }

    /// The file that was read last, under its name or another in the same folder.
    private static func find(
        _ place: FollowCheckpoint.FilePlace, near path: String
    ) -> (handle: FileHandle, inode: Int)? {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let others = names.map { folder.appendingPathComponent($0).path }.sorted()
        for candidate in [path] + others where inode(of: candidate) == place.inode {
            guard let opened = try? open(candidate), opened.inode == place.inode,
                let size = try? opened.handle.seekToEnd(), Int(size) >= place.offset,
                digest(opened.handle, place.headLength) == place.head
            else { continue }
            return opened
        }
        return nil
    }

    private static func open(
        _ path: String
    ) throws(ImportError) -> (handle: FileHandle, inode: Int) {
        // Between the two, the name may pass to another file.
        for _ in 0..<5 {
            guard let number = inode(of: path) else { break }
            let handle: FileHandle
            do {
                handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            } catch {
                throw ImportError(
                    .unreadable, "cannot open \(path): \(RawBytes.cause(of: error))")
            }
            if inode(of: path) == number { return (handle, number) }
        }
        throw ImportError(
            .unreadable, "cannot open \(path): there is no such file, or no right to see it")
    }

    private static func inode(of path: String) -> Int? {
        let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.systemFileNumber] as? NSNumber)?.intValue
    }
}
