import Testing

@testable import Daemon

struct FileLockTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private var path: String { "\(scratch.path)/a.lock" }

    @Test func `two in one process exclude each other`() throws {
        let first = try FileLock(at: path)
        let second = try FileLock(at: path)
        #expect(try first.tryExclusive())
        #expect(try !second.tryExclusive())
        #expect(try !second.tryShared())
    }

    @Test func `the last who shares can have it alone`() throws {
        let first = try FileLock(at: path)
        do {
            let second = try FileLock(at: path)
            #expect(try first.tryShared())
            #expect(try second.tryShared())
            #expect(try !first.tryExclusive())
        }
        #expect(try first.tryExclusive())
    }

    @Test func `waiting ends with the time or with the lock`() async throws {
        let waiting = try FileLock(at: path)
        do {
            let holding = try FileLock(at: path)
            #expect(try holding.tryExclusive())
            #expect(try await !waiting.exclusive(by: Deadline(after: .milliseconds(30))))
        }
        #expect(try await waiting.exclusive(by: Deadline(after: .zero)))
    }

    @Test func `a wait can be cancelled`() async throws {
        let holding = try FileLock(at: path)
        #expect(try holding.tryExclusive())
        let path = path
        let wait = Task {
            try await FileLock(at: path).exclusive(by: Deadline(after: .seconds(600)))
        }
        wait.cancel()
        await #expect(throws: DaemonError.self) { try await wait.value }
    }

    @Test func `a lock that cannot be had is one sentence`() {
        var message = ""
        do { _ = try FileLock(at: "/proc/ebb.lock") } catch { message = error.message }
        #expect(message.hasPrefix("cannot open /proc/ebb.lock ("))
    }
}
