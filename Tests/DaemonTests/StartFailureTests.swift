import Foundation
import Harness
import Testing

@testable import Daemon

/// Servers that fail to start, with the message for each.
@Suite(.serialized)
struct StartFailureTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func failure(_ configuration: LocalServer.Configuration) async -> DaemonError? {
        await #expect(throws: DaemonError.self) { try await LocalServer.open(configuration) }
    }

    @Test func `a server that ends is quoted`() async throws {
        var configuration = scratch.configuration
        configuration.mongod = try scratch.program("mongod", "echo 'no such option'; exit 2")
        let error = await failure(configuration)
        #expect(error?.code == .failed)
        #expect(
            error?.message == "Ebb's own MongoDB server in \(scratch.data) failed to start: "
                + "no such option (its log is \(scratch.data)/mongod.log)")
        #expect(try scratch.isDeserted)
    }

    @Test func `data that the server cannot read is quoted`() async throws {
        let folder = try DataFolder(making: scratch.data)
        try Data().write(to: URL(filePath: "\(folder.data)/storage.bson"))
        let error = await failure(scratch.configuration)
        #expect(error?.code == .failed)
        #expect(error?.message.contains("storage.bson cannot be empty") == true)
    }

    @Test func `a server that never answers is waited for and left alone`() async throws {
        var configuration = scratch.configuration
        let note = "\(scratch.path)/process"
        configuration.mongod = try scratch.program("mongod", "echo $$ > \(note); exec sleep 600")
        configuration.startTimeout = .milliseconds(300)
        let error = await failure(configuration)
        #expect(error?.code == .timedOut)
        #expect(error?.message.contains("is not ready after 0.3 seconds") == true)
        #expect(try !scratch.isDeserted)
        let process = try #require(
            pid_t(try String(contentsOfFile: note, encoding: .utf8).split(separator: "\n")[0]))
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        #expect(try scratch.isDeserted)
    }

    @Test func `another Ebb that never finishes its start is waited for`() async throws {
        let folder = try DataFolder(making: scratch.data)
        let other = try FileLock(at: folder.startLock)
        #expect(try other.tryExclusive())
        var configuration = scratch.configuration
        configuration.startTimeout = .milliseconds(50)
        let error = await failure(configuration)
        #expect(error?.code == .timedOut)
        #expect(error?.message.hasPrefix("another Ebb has been starting or stopping") == true)
    }

    @Test func `a cancelled start stops what it started`() async throws {
        var configuration = scratch.configuration
        let note = "\(scratch.path)/started"
        configuration.mongod = try scratch.program("mongod", "touch \(note); exec sleep 600")
        let start = Task { [configuration] in try await LocalServer.open(configuration) }
        try await until { FileManager.default.fileExists(atPath: note) }
        start.cancel()
        let error = await #expect(throws: DaemonError.self) { try await start.value }
        #expect(error?.code == .cancelled)
        let lock = try FileLock(at: "\(scratch.data)/server.lock")
        #expect(try await lock.exclusive(by: Deadline(after: .seconds(60))))
    }

    @Test func `without a server nothing is started`() async throws {
        var configuration = scratch.configuration
        configuration.mongod = "/nowhere/mongod"
        #expect(await failure(configuration)?.code == .noServer)
        configuration = scratch.configuration
        configuration.freeBytesMin = .max
        #expect(await failure(configuration)?.code == .full)
        #expect(try scratch.isDeserted)
    }
}
