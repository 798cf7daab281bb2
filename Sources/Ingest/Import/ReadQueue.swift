internal import Dispatch
internal import Interest
internal import Synchronization
internal import Work

/// Runs a reader on its own Dispatch queue, because reading blocks.
///
/// It reads only on request, so nothing accumulates; the caller requests the next batch while
/// earlier ones are being stored. A read that never ends (of a pipe without a writer) does not
/// delay a cancelled import: the import ends, and the read remains until bytes come or the process
/// ends.
final class ReadQueue<Shape: RecordShape>: Sendable {
    typealias Batch = RecordReader<Shape>.Batch
    typealias Opening = (detection: Detection, bytesTotal: Int?)

    private let queue = DispatchQueue(label: "ebb.ingest.read")
    // Only jobs on the queue take this lock, one at a time: it proves to the compiler what the
    // queue ensures, and nobody ever waits for it.
    private let reader = Mutex<RecordReader<Shape>?>(nil)

    /// Opens the source and finds its layout.
    func open(
        _ source: ImportSource, _ options: ImportOptions, _ shape: Shape,
        from start: ImportCheckpoint?
    ) async throws -> Opening {
        try await perform { [self] () throws(ImportError) in
            try reader.withLock { (reader) throws(ImportError) in
                let opened = try RecordReader(source, options, shape, from: start)
                let opening = (opened.detection, opened.bytesTotal)
                reader = consume opened
                return opening
            }
        }
    }

    /// The next batch, nil at the end.
    func next() async throws -> Batch? {
        try await perform { [self] () throws(ImportError) in
            try nextNow()
        }
    }

    private func nextNow() throws(ImportError) -> Batch? {
        try reader.withLock { (reader) throws(ImportError) in try reader?.next() }
    }

    private func perform<Output: Sendable>(
        _ work: @escaping @Sendable () throws(ImportError) -> Output
    ) async throws -> Output {
        let waiter = Waiter<Output>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                waiter.wait(continuation)
                queue.async {
                    do throws(ImportError) {
                        waiter.resume(with: .success(try work()))
                    } catch {
                        waiter.resume(with: .failure(error))
                    }
                }
            }
        } onCancel: {
            waiter.resume(with: .failure(CancellationError()))
        }
    }
}
