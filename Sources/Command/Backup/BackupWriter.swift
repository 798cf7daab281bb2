import Foundation
import Ingest
import Mongo
import Repositories
import Synchronization

/// Writes collections to files, one after another, while they are read.
final class BackupWriter: Sendable {
    private struct State {
        var done: [BackupManifest.Collection] = []
        var current: (name: String, file: ExportFile)?
        var digest = CollectionDigest()
        var failure: (any Error)?
    }

    private let folder: URL
    private let total: Int
    private let line = Progress()
    private let state = Mutex(State())

    /// - Parameter total: the approximate number of documents, for the progress display.
    init(folder: URL, total: Int) {
        self.folder = folder
        self.total = total
    }

    /// Writes the next piece; false when writing fails or the backup was canceled.
    func take(_ piece: ScanDatabase.Piece) -> Bool {
        guard !Task.isCancelled else { return false }
        return state.withLock { state in
            do {
                switch piece {
                case .collection(let name): try begin(name, &state)
                case .document(let document):
                    try state.current?.file.write(line: ExactJSON.line(of: document))
                    state.digest.add(document)
                    show(state)
                }
                return true
            } catch {
                state.failure = error
                return false
            }
        }
    }

    /// Closes the last file and returns what was written. Throws the first write error.
    func finish() throws -> [BackupManifest.Collection] {
        defer { line.clear() }
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            try end(&state)
            return state.done
        }
    }

    /// Removes the unfinished file; throws the write error, if there was one.
    func abandon() throws {
        line.clear()
        try state.withLock { state in
            state.current?.file.abandon()
            if let failure = state.failure { throw failure }
        }
    }

    private func begin(_ name: String, _ state: inout State) throws {
        try end(&state)
        let file = folder.appending(path: Self.fileName(of: name)).path
        state.current = (name, try ExportFile(file, format: .jsonLines))
        state.digest = CollectionDigest()
    }

    private func end(_ state: inout State) throws {
        guard let (name, file) = state.current else { return }
        try file.finish()
        state.current = nil
        state.done.append(
            BackupManifest.Collection(
                name: name, file: Self.fileName(of: name), documents: state.digest.documents,
                bytes: state.digest.bytes, sha256: state.digest.text))
    }

    private func show(_ state: State) {
        let count = state.done.map(\.documents).reduce(0, +) + state.digest.documents
        line.draw(
            Double(count) / Double(max(total, count, 1)),
            "\(count.grouped) of about \(total.grouped) documents")
    }

    /// The name of a collection may contain characters that a file name may not.
    static func fileName(of collection: String) -> String {
        let name = collection.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        return (name ?? collection) + ".jsonl.zst"
    }
}
