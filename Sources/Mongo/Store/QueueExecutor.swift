import Dispatch

/// A serial queue that can run an actor, and whole tasks: a task that prefers it stays on the queue
/// also between what it asks of the actor.
///
/// (`DispatchSerialQueue`, which is one by itself, is absent on Linux.)
final class QueueExecutor: SerialExecutor, TaskExecutor {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // The job is run once, on the queue that it was enqueued to.
        queue.async {
            unsafe job.runSynchronously(
                isolatedTo: self.asUnownedSerialExecutor(),
                taskExecutor: self.asUnownedTaskExecutor())
        }
    }

    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
