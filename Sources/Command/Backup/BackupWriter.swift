import Foundation
import Ingest
import Mongo
import Repositories
import Synchronization

/// Writes collections into files, one after the other, while they are read.
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

    /// - Parameter total: about how many documents there are, to say how far it has come.
    init(folder: URL, total: Int) {
        self.folder = folder
        self.total = total
    }

    /// Takes what is read next; false where it cannot be written, or nobody waits any more.
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

    /// Ends the last file; gives what was written. Throws what kept it from writing.
    func finish() throws -> [BackupManifest.Collection] {
        defer { line.clear() }
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            try end(&state)
            return state.done
        }
    }

    /// Takes the file under way away; throws what kept it from being written, if anything did.
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

    /// A collection's name may hold what a file's may not.
    static func fileName(of collection: String) -> String {
        let name = collection.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        return (name ?? collection) + ".jsonl.zst"
    }
}
