internal import Foundation
internal import Synchronization

/// A file of all bad lines as they stood, to be mended and imported again.
///
/// Where the source has a header, the file begins with it. Lines over the limit of a line are
/// not in it, because nobody holds them.
public final class RejectFile: Sendable {
    private struct State {
        let handle: FileHandle
        var length: Int
        /// How the lines in it are laid out, header included; nil while there are none.
        var layout: String?
    }

    /// Where it is.
    public let path: String
    private let state: Mutex<State>

    /// Makes the file, or goes on with the first `length` bytes of the one there is.
    ///
    /// - Throws: `ImportError` where it cannot be written, and where there is one already that
    ///   nobody said to go on with: it may be half mended.
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
            // A device cannot be cut, and has no length that it should be cut to.
            if size > kept { try handle.truncate(atOffset: UInt64(kept)) }
            try handle.seekToEnd()
            state = Mutex(State(handle: handle, length: kept))
        } catch let error as ImportError {
            throw error
        } catch {
            throw Self.unwritable(path, error)
        }
    }

    /// How many bytes are in it.
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
