internal import Dispatch
internal import Glibc
internal import Synchronization

// A server starts this program once more for work that is long and large, so that whatever happens
// to that work happens to it alone:
//
//     server ──stdin──▶ worker      the order, one line; its end means that the server is gone
//            ◀─stdout──             what is heard, line by line
//            ◀─stderr──             the last of it is kept for the explanation of an end
//
// A thread of its own reads both, looks at the memory that the worker holds, and reaps it.

/// This program, started once more to do a piece of work within limits.
///
///     let ending = try await WorkerProcess(["work"], limits: limits).run(order) { line in … }
package struct WorkerProcess: Sendable {
    /// How a worker ended.
    package struct Ending: Hashable, Sendable {
        /// The number that the process had.
        package var process: Int
        /// The exit code; nil when a signal ended it.
        package var code: Int?
        /// The signal that ended it.
        package var signal: Int?
        /// Whether it held more memory than it may, and was ended for that.
        package var exceededMemory = false
        /// The most memory that it was seen to hold, in bytes.
        package var memory = 0
        /// The last of what it wrote to standard error.
        package var tail = ""
    }

    /// The error for a worker that cannot be started.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The most bytes of an order: what a pipe holds without a reader.
    package static let orderMax = 60_000
    /// The most bytes of one line; a longer one is cut.
    package static let lineMax = 16 << 20
    /// How much of standard error is kept.
    private static let tailMax = 4096
    /// The time that a worker has to end after it was asked to, before it is killed.
    package static let grace = Duration.seconds(2)
    /// How often its memory is looked at, in milliseconds.
    private static let look: CInt = 50

    private let arguments: [String]
    private let limits: WorkerLimits

    package init(_ arguments: [String], limits: WorkerLimits) {
        self.arguments = arguments
        self.limits = limits
    }

    /// Starts the worker, hands it one line, and returns when it has ended. When the task is
    /// canceled, the worker is asked to end, and killed after ``grace``.
    package func run(
        _ order: String, began: @escaping @Sendable (Int) -> Void = { _ in },
        hear: @escaping @Sendable (String) -> Void
    ) async throws -> Ending {
        guard order.utf8.count < Self.orderMax else {
            throw Failure(description: "the order is larger than \(Self.orderMax) bytes")
        }
        let pipes = try WorkerPipes(order: order + "\n")
        let process = try pipes.spawn(arguments, environment: environment)
        began(Int(process))
        let isStopped = Atomic(false)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Thread.start {
                    let watch = WorkerWatch(
                        pipes, process, memoryMax: limits.memoryMax, tailMax: Self.tailMax,
                        lineMax: Self.lineMax, grace: Self.grace, look: Self.look)
                    continuation.resume(
                        returning: watch.untilItEnds(
                            isStopped: { isStopped.load(ordering: .relaxed) }, hear: hear))
                }
            }
        } onCancel: {
            isStopped.store(true, ordering: .relaxed)
        }
    }

    /// This process's own, without Ebb's settings, and with the limit of threads under the name
    /// that numerical libraries know.
    private var environment: [String] {
        var variables: [String] = []
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let text = unsafe String(cString: entry)
            unsafe next += 1
            let isOurs = ["EBB_", "OMP_NUM_THREADS=", "SWIFT_BACKTRACE="].contains {
                text.hasPrefix($0)
            }
            if !isOurs { variables.append(text) }
        }
        return variables + ["OMP_NUM_THREADS=\(limits.threads)", "SWIFT_BACKTRACE=enable=no"]
    }
}

/// A thread of its own for what blocks.
private enum Thread {
    static func start(_ work: @escaping @Sendable () -> Void) {
        // A serial queue that blocks holds one thread of Dispatch's, which makes more as needed.
        DispatchQueue(label: "worker process").async(execute: work)
    }
}
