internal import Foundation
internal import Synchronization

/// A file with all bad lines unchanged, to be corrected and imported again.
///
/// Where the source has a header, the file begins with it. Lines over the limit of a line are
/// not in it, because they are never in memory.
public final class RejectFile: Sendable {
    private struct State {
        let handle: FileHandle
        var length: Int
        /// The layout of its lines, with the header; nil while the file is empty.
        var layout: String?
    }

    /// The path.
    public let path: String
    private let state: Mutex<State>

    /// Creates the file, or continues an existing one behind its first `length` bytes.
    ///
    /// - Throws: `ImportError` if it cannot be written, and if there is one already that does not
    ///   belong to this import: it may be half corrected.
    public init(_ path: String, keeping length: Int = 0) throws(ImportError) {
        self.path = path
        do {
            let files = FileManager.default
            if !files.fileExists(atPath: path) {
                guard
                    files.createFile(
                        atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
                else {
                    throw ImportError(
                        .rejectsUnwritable,
                        "cannot make \(path) for the bad lines: is its folder there and writable?")
                }
            }
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            let size = Int(try handle.seekToEnd())
            guard size == 0 || length > 0 else {
                throw ImportError(
                    .rejectsUnwritable,
                    "\(path) is there already and not empty: name another file for the bad lines")
            }
            let kept = min(size, length)
            // A device cannot be truncated, and has no length.
            if size > kept { try handle.truncate(atOffset: UInt64(kept)) }
            try handle.seekToEnd()
            state = Mutex(State(handle: handle, length: kept))
        } catch let error as ImportError {
            throw error
        } catch {
            throw Self.unwritable(path, error)
        }
    }

    /// Its length in bytes.
    public var length: Int { state.withLock(\.length) }

    /// Adds lines that are laid out as `layout` says.
    func append(_ lines: [UInt8], layout: String, header: [UInt8]?) throws(ImportError) {
        guard !lines.isEmpty else { return }
        let path = path
        try state.withLock { (state) throws(ImportError) in
            guard state.layout == nil || state.layout == layout else {
                throw ImportError(
                    .rejectsUnwritable,
                    "bad lines of files with different columns cannot go into one file "
                        + "(\(path)): import them one by one")
            }
            state.layout = layout
            let heading = state.length == 0 ? (header.map { $0 + [0x0A] } ?? []) : []
            do {
                try state.handle.write(contentsOf: Data(heading + lines))
            } catch {
                throw Self.unwritable(path, error)
            }
            state.length += heading.count + lines.count
        }
    }

    private static func unwritable(_ path: String, _ error: any Error) -> ImportError {
        ImportError(
            .rejectsUnwritable,
            "cannot write the bad lines to \(path): \(RawBytes.cause(of: error))")
    }
}
