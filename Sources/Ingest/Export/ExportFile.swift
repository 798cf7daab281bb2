internal import Foundation
internal import Synchronization

/// How records are written.
public enum ExportFormat: String, Sendable, CaseIterable {
    /// One JSON object a line.
    case jsonLines = "jsonl"
    /// Comma-separated values with a header.
    case csv
}

/// Where an export goes: a file, gzip where its name ends in `.gz` and zstd where it ends in
/// `.zst`, or standard output.
///
/// Only its owner can read a file: there are people in it. It gets its name when it is whole: until
/// then it is called `NAME.part`, so that nobody takes half an export for all of it.
public final class ExportFile: Sendable {
    private struct State: ~Copyable {
        var gzip: Deflater?
        var zstd: ZstdDeflater?
        var held: [UInt8] = []
    }

    /// Bytes held before they are written.
    private static let holdLength = 1 << 18

    private let path: String?
    private let handle: FileHandle
    private let format: ExportFormat
    private let state: Mutex<State>

    /// Opens the file; nil is standard output.
    public init(_ path: String?, format: ExportFormat) throws(ExportError) {
        self.path = path
        self.format = format
        var state = State()
        if let path {
            guard
                FileManager.default.createFile(
                    atPath: path + ".part", contents: nil, attributes: [.posixPermissions: 0o600]),
                let handle = FileHandle(forWritingAtPath: path + ".part")
            else {
                throw ExportError("cannot write \(path): is its folder there and writable?")
            }
            self.handle = handle
            switch Compression(fileName: path) {
            case .gzip: state.gzip = try Deflater()
            case .zstd: state.zstd = try ZstdDeflater()
            case nil: break
            }
        } else {
            handle = .standardOutput
            // A reader that goes away (head) is a sentence and no death in the middle.
            signal(SIGPIPE, SIG_IGN)
        }
        self.state = Mutex(state)
    }

    /// Writes the header, where the format has one; `row` is any row of the kind.
    public func begin(like row: ExportRow) throws(ExportError) {
        if format == .csv { try append(Array(row.header.utf8) + [0x0A]) }
    }

    /// Writes records.
    public func write(_ rows: [ExportRow]) throws(ExportError) {
        var bytes: [UInt8] = []
        for row in rows {
            bytes += (format == .csv ? try row.csv() : row.json).utf8
            bytes.append(0x0A)
        }
        try append(bytes)
    }

    /// Writes a line as it is, whatever the format.
    public func write(line: some Sequence<UInt8>) throws(ExportError) {
        try append(Array(line) + [0x0A])
    }

    /// Writes what is held, and gives the file its name.
    public func finish() throws(ExportError) {
        try flush(isLast: true)
        guard let path else { return }
        do {
            try handle.synchronize()
            try handle.close()
            guard unsafe rename(path + ".part", path) == 0 else { throw POSIXError(.EIO) }
        } catch {
            throw unwritable(error)
        }
    }

    /// Takes away what was written so far.
    public func abandon() {
        guard let path else { return }
        try? handle.close()
        try? FileManager.default.removeItem(atPath: path + ".part")
    }

    private func append(_ bytes: [UInt8]) throws(ExportError) {
        let isFull = state.withLock { state in
            state.held += bytes
            return state.held.count >= Self.holdLength
        }
        if isFull { try flush(isLast: false) }
    }

    private func flush(isLast: Bool) throws(ExportError) {
        let output = state.withLock { state in
            var held: [UInt8] = []
            swap(&held, &state.held)
            return state.gzip?.deflate(held, isLast: isLast)
                ?? state.zstd?.deflate(held, isLast: isLast) ?? held
        }
        do {
            try handle.write(contentsOf: Data(output))
        } catch {
            throw unwritable(error)
        }
    }

    private func unwritable(_ error: any Error) -> ExportError {
        ExportError("cannot write \(path ?? "standard output"): \(RawBytes.cause(of: error))")
    }
}
