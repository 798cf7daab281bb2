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

    /// Starts the program that unpacks `path`.
    init(_ container: Container, _ path: String) throws(ImportError) {
        self.container = container
        self.path = path
        let (name, arguments) = Self.command(container, path)
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
        process.standardInput = FileHandle.nullDevice
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
    }

    deinit { if process.isRunning { process.terminate() } }

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
        case .bzip2: ("bzip2", ["-dc", "--", path])
        case .parquet: ("python3", ["-c", script, path])
        case .xz, .zip: ("xz", ["-dc", "--memlimit-decompress=\(memoryMax)", "--", path])
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
