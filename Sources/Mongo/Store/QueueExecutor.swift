import Dispatch

/// A serial queue that can run an actor, and whole tasks: a task that prefers it stays on the queue
/// between its calls to the actor too.
///
/// (`DispatchSerialQueue`, which is an executor itself, is not available on Linux.)
final class QueueExecutor: SerialExecutor, TaskExecutor {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // The job runs once, on the queue on which it was enqueued.
        queue.async {
            unsafe job.runSynchronously(
                isolatedTo: self.asUnownedSerialExecutor(),
                taskExecutor: self.asUnownedTaskExecutor())
        }
    }

    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
