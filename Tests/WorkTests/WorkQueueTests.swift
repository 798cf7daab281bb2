import Synchronization
import Testing
import Work

/// The line in which long jobs wait for their turn.
struct WorkQueueTests {
    private final class Log: Sendable {
        private let kept = Mutex<[String]>([])

        var texts: [String] { kept.withLock { $0 } }

        func note(_ text: String) { kept.withLock { $0.append(text) } }
    }

    /// A wait that ends when it is opened.
    private struct Gate: Sendable {
        private let stream: AsyncStream<Void>
        private let opening: AsyncStream<Void>.Continuation

        init() { (stream, opening) = AsyncStream.makeStream() }

        func open() { opening.finish() }

        func wait() async { for await _ in stream {} }
    }

    @Test func `one works at a time, in the order of arrival, and a waiter hears for what`()
        async throws
    {
        let queue = WorkQueue()
        let (begun, told, end) = (Gate(), Gate(), Gate())
        let log = Log()
        let note: @Sendable (String) -> Void = { log.note($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await queue.turn(of: "train", waiting: { _ in note("train waits") }) {
                    note("train begins")
                    begun.open()
                    await end.wait()
                    note("train ends")
                }
            }
            await begun.wait()
            group.addTask {
                try await queue.turn(
                    of: "tune",
                    waiting: {
                        note($0)
                        told.open()
                    }
                ) { note("tune works") }
            }
            await told.wait()
            end.open()
            try await group.waitForAll()
        }
        #expect(
            log.texts == [
                "train begins", "queued behind train", "train ends", "tune works",
            ])
    }

    @Test func `who is canceled in the line leaves it, and those behind come up`() async throws {
        let queue = WorkQueue()
        let (begun, told, end) = (Gate(), Gate(), Gate())
        let first = Task {
            try await queue.turn(of: "train", waiting: { _ in }) {
                begun.open()
                await end.wait()
            }
        }
        await begun.wait()
        let second = Task {
            try await queue.turn(of: "tune", waiting: { _ in told.open() }) {
                Issue.record("it was canceled before its turn")
            }
        }
        await told.wait()
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        let last = Gate()
        let third = Task {
            try await queue.turn(
                of: "evaluate",
                waiting: {
                    #expect($0 == "queued behind train")
                    last.open()
                }
            ) { 3 }
        }
        await last.wait()
        end.open()
        try await first.value
        #expect(try await third.value == 3)
    }

    @Test func `work that throws gives its turn to the next`() async throws {
        struct Trouble: Error {}
        let queue = WorkQueue()
        await #expect(throws: Trouble.self) {
            try await queue.turn(of: "train", waiting: { _ in }) { throw Trouble() }
        }
        #expect(try await queue.turn(of: "train", waiting: { _ in }) { 1 } == 1)
    }
}
