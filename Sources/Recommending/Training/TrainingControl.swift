internal import Dispatch
internal import Glibc
internal import Synchronization

/// How a training is watched and stopped, and how many threads it may use.
public final class TrainingControl: Sendable {
    /// The most threads that are ever used.
    public static let workersMax = 64

    private static let limit = Atomic(workersMax)

    /// Lets all trainings of this process use no more threads than this.
    public static func limitWorkers(to count: Int) {
        limit.store(max(1, count), ordering: .relaxed)
    }

    /// How many threads the training uses.
    public let workers: Int
    private let isCancelled = Atomic(false)
    private let report: @Sendable (TrainingProgress) -> Void

    /// Takes the number of threads (nil: one a core) and who wants to hear of progress.
    ///
    /// `report` is called from whichever thread got on, so now and then out of order, and not
    /// more than about a hundred times a stage.
    public init(
        workers: Int? = nil, report: @escaping @Sendable (TrainingProgress) -> Void = { _ in }
    ) {
        self.workers = min(
            max(1, workers ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))),
            Self.limit.load(ordering: .relaxed))
        self.report = report
    }

    /// Asks the training to stop; it throws `ModelError.Code.cancelled` soon after.
    public func cancel() { isCancelled.store(true, ordering: .relaxed) }

    func check() throws(ModelError) {
        if isCancelled.load(ordering: .relaxed) { throw .cancelled }
    }

    func report(_ stage: String, _ done: Int, of total: Int?) {
        report(TrainingProgress(stage: stage, done: done, total: total))
    }
}

/// How far a training is.
public struct TrainingProgress: Hashable, Sendable {
    /// What is being done: `reading the log`, or the name of a recommender.
    public let stage: String
    /// How much of it is done.
    public let done: Int
    /// How much there is to do, where that is known.
    public let total: Int?
}

extension TrainingControl {
    /// Runs `work` on pieces 0..<count, each worker with a scratch of its own, and returns the
    /// pieces in order, which makes the result independent of the number of workers.
    func parallel<Scratch, Piece: Sendable>(
        _ stage: String, count: Int, scratch: @Sendable () -> Scratch,
        _ work: @Sendable (Int, inout Scratch) -> Piece
    ) throws(ModelError) -> [Piece] {
        let next = Atomic(0)
        let made = Mutex<[(number: Int, piece: Piece)]>([])
        let step = max(1, count / 100)
        DispatchQueue.concurrentPerform(iterations: min(workers, count)) { _ in
            var own = scratch()
            while !isCancelled.load(ordering: .relaxed) {
                let number = next.add(1, ordering: .relaxed).oldValue
                guard number < count else { return }
                let piece = work(number, &own)
                let done = made.withLock { made in
                    made.append((number, piece))
                    return made.count
                }
                if done % step == 0 || done == count { report(stage, done, of: count) }
            }
        }
        try check()
        return made.withLock { $0.sorted { $0.number < $1.number }.map(\.piece) }
    }
}
