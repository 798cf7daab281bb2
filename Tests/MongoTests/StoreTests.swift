import Dispatch
import Harness
import Synchronization
import Testing

@testable import Mongo

/// Lanes with operations that use no server.
@Suite struct StoreTests {
    private func store(lanes: Int, waitersMax: Int = 1024) throws -> Store {
        var configuration = StoreConfiguration(uri: "mongodb://127.0.0.1:1", database: "none")
        configuration.lanes = lanes
        configuration.waitersMax = waitersMax
        return try Store(configuration)
    }

    @Test func `those who wait are served in the order in which they came`() async throws {
        let store = try store(lanes: 1)
        let gate = Gate()
        let order = Journal()
        let blocker = Task { try await store.perform(Blocked(by: gate)) }
        try await until { gate.entered == 1 }
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<50 {
            tasks.append(Task { try await store.perform(Noted(number, in: order)) })
            try await until { store.waiting == number + 1 }
        }
        gate.open()
        try await blocker.value
        for task in tasks { try await task.value }
        #expect(order.numbers == Array(0..<50))
        await store.close()
    }

    @Test func `lanes run side by side, and never one of them twice`() async throws {
        let store = try store(lanes: 3)
        let gate = Gate()
        let tasks = (0..<3).map { _ in Task { try await store.perform(Blocked(by: gate)) } }
        // All three must be inside at once, or this would wait forever.
        try await until { gate.entered == 3 }
        gate.open()
        for task in tasks { try await task.value }
        await store.close()
    }

    @Test func `operations of one key never overlap and keep their order`() async throws {
        let store = try store(lanes: 4)
        let overlap = Overlap()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<400 {
                let key = number % 7 - 3
                group.addTask {
                    try await store.perform(Measured(key: key, in: overlap), for: key)
                }
            }
            try await group.waitForAll()
        }
        #expect(overlap.collisions == 0)
        #expect(overlap.total == 400)
        await store.close()
    }

    @Test func `more than may wait are refused as busy`() async throws {
        let store = try store(lanes: 1, waitersMax: 2)
        let gate = Gate()
        let running = Task { try await store.perform(Blocked(by: gate)) }
        try await until { gate.entered == 1 }
        let waiting = (0..<2).map { _ in Task { try await store.perform(Blocked(by: gate)) } }
        try await until { store.waiting == 2 }
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(Blocked(by: gate))
        }
        #expect(error?.code == .busy)
        gate.open()
        for task in [running] + waiting { try await task.value }
        await store.close()
    }

    @Test func `one who is cancelled while waiting leaves at once`() async throws {
        let store = try store(lanes: 1)
        let gate = Gate()
        let running = Task { try await store.perform(Blocked(by: gate)) }
        try await until { gate.entered == 1 }
        let waiting = Task { try await store.perform(Blocked(by: gate)) }
        try await until { store.waiting == 1 }
        waiting.cancel()
        await #expect(throws: StoreError.self) { try await waiting.value }
        #expect(store.waiting == 0)
        gate.open()
        try await running.value
        #expect(gate.entered == 1)
        await store.close()
    }

    @Test func `one who comes cancelled does not run`() async throws {
        let store = try store(lanes: 1)
        let gate = Gate()
        gate.open()
        let task = Task {
            await untilCancelled()
            try await store.perform(Blocked(by: gate))
        }
        task.cancel()
        let error = await #expect(throws: StoreError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(gate.entered == 0)
        await store.close()
    }

    @Test func `closing finishes what runs and sends away what waits`() async throws {
        let store = try store(lanes: 1)
        let gate = Gate()
        let running = Task { try await store.perform(Blocked(by: gate)) }
        try await until { gate.entered == 1 }
        let waiting = Task { try await store.perform(Blocked(by: gate)) }
        try await until { store.waiting == 1 }
        let closing = Task { await store.close() }
        let sentAway = await #expect(throws: StoreError.self) { try await waiting.value }
        #expect(sentAway?.code == .closed)
        gate.open()
        try await running.value
        await closing.value
        let late = await #expect(throws: StoreError.self) {
            try await store.perform(Blocked(by: gate))
        }
        #expect(late?.code == .closed)
        await store.close()
    }

    @Test func `an operation's own error comes through, and the lane goes on`() async throws {
        let store = try store(lanes: 1)
        for _ in 0..<3 {
            let error = await #expect(throws: StoreError.self) {
                try await store.perform(Failing())
            }
            #expect(error?.code == .malformed)
        }
        await store.close()
    }
}

/// Holds operations on their lanes until it is opened.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let count = Atomic(0)

    var entered: Int { count.load(ordering: .acquiring) }

    /// Blocks the thread of the lane, until the gate is open.
    func pass() {
        count.wrappingAdd(1, ordering: .acquiringAndReleasing)
        semaphore.wait()
        semaphore.signal()
    }

    func open() { semaphore.signal() }
}

struct Blocked: Operation {
    let gate: Gate
    init(by gate: Gate) { self.gate = gate }
    func execute(on client: inout Client) throws(StoreError) { gate.pass() }
}

struct Failing: Operation {
    func execute(on client: inout Client) throws(StoreError) { throw .illFormed("on purpose") }
}

final class Journal: Sendable {
    private let noted = Mutex<[Int]>([])
    var numbers: [Int] { noted.withLock { $0 } }
    func note(_ number: Int) { noted.withLock { $0.append(number) } }
}

struct Noted: Operation {
    let number: Int
    let journal: Journal
    init(_ number: Int, in journal: Journal) {
        self.number = number
        self.journal = journal
    }
    func execute(on client: inout Client) throws(StoreError) { journal.note(number) }
}

/// Detects two operations of one key that overlap.
final class Overlap: Sendable {
    private let state = Mutex((inside: Set<Int>(), collisions: 0, total: 0))
    var collisions: Int { state.withLock { $0.collisions } }
    var total: Int { state.withLock { $0.total } }

    func enter(_ key: Int) {
        state.withLock { state in
            state.total += 1
            if !state.inside.insert(key).inserted { state.collisions += 1 }
        }
    }

    func leave(_ key: Int) { state.withLock { _ = $0.inside.remove(key) } }
}

struct Measured: Operation {
    let key: Int
    let overlap: Overlap
    init(key: Int, in overlap: Overlap) {
        self.key = key
        self.overlap = overlap
    }
    func execute(on client: inout Client) throws(StoreError) {
        overlap.enter(key)
        overlap.leave(key)
    }
}
