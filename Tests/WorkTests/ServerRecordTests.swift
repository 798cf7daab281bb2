import Interest
import Testing
import Work

struct ServerRecordTests {
    private let server = ServerRecord(
        owner: ProcessOwner(host: "h", process: 1, run: "r"), version: "1",
        started: Timestamp(seconds: 100))

    @Test func `a server that cannot be seen is lost when it has been silent for too long`() {
        let limit = server.updated + ProcessOwner.silenceMax
        #expect(server.state(now: limit - .seconds(1), isAlive: nil) == .running)
        #expect(server.state(now: limit, isAlive: nil) == .lost)
    }

    @Test func `a server whose process can be seen is lost at once, or not at all`() {
        #expect(server.state(now: server.started, isAlive: false) == .lost)
        #expect(server.state(now: server.started + .days(9), isAlive: true) == .running)
    }

    @Test(arguments: [Bool?.none, true, false])
    func `a server that said that it stopped is not lost`(isAlive: Bool?) {
        var stopped = server
        stopped.stopped = Timestamp(seconds: 101)
        #expect(stopped.state(now: Timestamp(seconds: 1_000_000), isAlive: isAlive) == .stopped)
    }
}
