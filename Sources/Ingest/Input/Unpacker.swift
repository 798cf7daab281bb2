internal import Foundation

/// A program that unpacks a file, and its output.
///
/// The program works in a process of its own, so that neither its memory nor its faults are ours.
final class Unpacker {
    /// What xz may take of memory.
    private static let memoryMax = "256MiB"
    private static let script = """
        import sys, json, math, decimal
        import pyarrow.parquet as parquet
        def plain(value):
            if isinstance(value, float) and not math.isfinite(value): return None
            if isinstance(value, dict): return {k: plain(v) for k, v in value.items()}
            if isinstance(value, list): return [plain(v) for v in value]
            if isinstance(value, bytes): return value.decode("utf-8", "replace")
            if isinstance(value, decimal.Decimal): return float(value)
            return value.isoformat() if hasattr(value, "isoformat") else value
        for batch in parquet.ParquetFile(sys.argv[1]).iter_batches(batch_size=1000):
            for row in batch.to_pylist(): print(json.dumps(plain(row)))
        """

    private let container: Container
    private let path: String
    private let process: Process
    private let output: FileHandle

    /// What is read only once, and the bytes that were read of it already.
    struct Stream {
        let start: [UInt8]
        let rest: FileHandle
    }

    /// The copy of a pipe's bytes that a program reads where it needs a file.
    private var spool: String?
    /// The most bytes of a pipe that are copied to disk.
    private static let spoolMax = 64 << 30

    /// Starts the program that unpacks `path`.
    ///
    /// - Parameter stream: what is read in the place of the file: a pipe.
    init(
        _ container: Container, _ path: String, stream: Stream? = nil
    ) throws(ImportError) {
        self.container = container
        self.path = path
        var place = path
        if let stream {
            place = container == .parquet ? try Self.spooled(stream, path) : "-"
            if container == .parquet { spool = place }
        }
        let (name, arguments) = Self.command(container, place)
        guard let program = Self.find(name) else {
            throw ImportError(
                .formatUnknown,
                "\(path) is \(container.rawValue), and \(name) is not installed: "
                    + Self.remedy(container, path))
        }
        if container == .parquet, !Self.succeeds(program, ["-c", "import pyarrow.parquet"]) {
            throw ImportError(
                .formatUnknown,
                "\(path) is Parquet, and \(program) has no pyarrow to read it: "
                    + Self.remedy(container, path))
        }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let feed = stream != nil && container != .parquet ? Pipe() : nil
        process.standardInput = feed.map { $0 as Any } ?? FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardOutput = pipe
        do {
            try process.run()
        } catch {
            throw ImportError(
                .unreadable,
                "cannot start \(program) to unpack \(path): \(RawBytes.cause(of: error))")
        }
        self.process = process
        output = pipe.fileHandleForReading
        if let feed, let stream { Self.feed(stream, to: feed.fileHandleForWriting) }
    }

    deinit {
        if process.isRunning { process.terminate() }
        if let spool { try? FileManager.default.removeItem(atPath: spool) }
    }

    /// Writes a pipe's bytes to the program, on a thread of their own: both ends may block.
    private static func feed(_ stream: Stream, to input: FileHandle) {
        // A program that ends early must not end this one.
        signal(SIGPIPE, SIG_IGN)
        let (start, rest) = (stream.start, stream.rest)
        Thread.detachNewThread {
            defer { try? input.close() }
            do {
                try input.write(contentsOf: Data(start))
                while let chunk = try rest.read(upToCount: 1 << 16), !chunk.isEmpty {
                    try input.write(contentsOf: chunk)
                }
            } catch {
                // The program has ended: its status says why.
            }
        }
    }

    /// Copies a pipe's bytes to a file that only this user reads.
    private static func spooled(_ stream: Stream, _ name: String) throws(ImportError) -> String {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "ebb-spool-\(UUID().uuidString)").path
        do {
            let isThere = FileManager.default.createFile(
                atPath: path, contents: Data(stream.start), attributes: [.posixPermissions: 0o600])
            guard isThere, let file = FileHandle(forWritingAtPath: path) else {
                throw CocoaError(.fileWriteUnknown)
            }
            defer { try? file.close() }
            var length = try Int(file.seekToEnd())
            while let chunk = try stream.rest.read(upToCount: 1 << 20), !chunk.isEmpty {
                length += chunk.count
                guard length <= spoolMax else { break }
                try file.write(contentsOf: chunk)
            }
            if length <= spoolMax { return path }
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw ImportError(
                .unreadable,
                "cannot copy \(name) to \(path), which Parquet needs: \(RawBytes.cause(of: error))")
        }
        try? FileManager.default.removeItem(atPath: path)
        throw ImportError(
            .unreadable,
            "\(name) has more than \(spoolMax.grouped) bytes of Parquet: import the file itself")
    }

    /// The next bytes of what is unpacked; none at the end.
    func next(atMost limit: Int) throws(ImportError) -> [UInt8] {
        let chunk: [UInt8]
        do {
            chunk = Array(try output.read(upToCount: limit) ?? Data())
        } catch {
            throw ImportError(
                .unreadable, "cannot read what \(path) unpacks to: \(RawBytes.cause(of: error))")
        }
        guard chunk.isEmpty else { return chunk }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ImportError(
                .corrupt,
                "\(path) is damaged: its \(container.rawValue) data cannot be unpacked to its end; "
                    + "fetch it again")
        }
        return []
    }

    private static func command(_ container: Container, _ path: String) -> (String, [String]) {
        switch container {
        case .bzip2: ("bzip2", ["-dc"] + (path == "-" ? [] : ["--", path]))
        case .parquet: ("python3", ["-c", script, path])
        case .xz, .zip:
            (
                "xz",
                ["-dc", "--memlimit-decompress=\(memoryMax)"] + (path == "-" ? [] : ["--", path])
            )
        }
    }

    private static func remedy(_ container: Container, _ path: String) -> String {
        container == .parquet
            ? "pip install pyarrow, or convert it to CSV (e.g. with DuckDB: COPY (FROM '\(path)') "
                + "TO 'log.csv')"
            : "install it, or unpack the file first"
    }

    private static func find(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
            .split(separator: ":")
        return folders.map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func succeeds(_ program: String, _ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
