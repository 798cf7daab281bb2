import Foundation
import Harness
import NIOCore
import NIOPosix
import Testing

/// `ebb serve` as a process of its own, on a port that the system chose.
final class ServeProcess: Sendable {
    /// What it answered to one request.
    struct Answer: Sendable {
        let status: Int
        let headers: String
        let body: String
    }

    let port: Int
    private let process: Process
    private let logFile: URL

    /// Starts it and waits until it takes requests. It trains only when a test says so.
    init(
        _ arguments: [String], environment: [String: String] = [:], trains: Bool = false
    ) async throws {
        logFile = FileManager.default.temporaryDirectory
            .appendingPathComponent("ebb-serve-\(UUID().uuidString).log")
        process = Process()
        process.executableURL = EbbProcess.executable
        process.arguments = ["serve", "--port", "0"] + (trains ? [] : ["--no-train"]) + arguments
        process.environment = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("EBB_") || $0.key == "EBB_MONGOD" }
            .merging(environment) { _, own in own }
        process.standardOutput = FileHandle.nullDevice
        try Data().write(to: logFile)
        // A file and no pipe: to close a pipe that a handler still watches can end this process.
        let log = try FileHandle(forWritingTo: logFile)
        process.standardError = log
        try process.run()
        try log.close()
        var heard = ""
        var found: Int?
        try await until { [process, logFile] in
            let hasEnded = !process.isRunning
            heard = (try? String(contentsOf: logFile, encoding: .utf8)) ?? ""
            found = heard.firstMatch(of: /Ebb serves on https?:\/\/[^:]+:(\d+)\n/)
                .flatMap { Int($0.1) }
            return found != nil || hasEnded
        }
        port = try #require(found, "ebb serve did not begin: \(heard)")
    }

    /// All that it has logged so far.
    var log: String { (try? String(contentsOf: logFile, encoding: .utf8)) ?? "" }

    /// The process's number.
    var pid: Int32 { process.processIdentifier }

    /// Asks it to read its files again (SIGHUP).
    func hangUp() { Foundation.kill(process.processIdentifier, SIGHUP) }

    /// Whether it still runs.
    var isRunning: Bool { process.isRunning }

    /// Stops it as an operator does; its exit code.
    @discardableResult
    func stop() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        CrashSigns.expectNone(in: log, of: process)
        try? FileManager.default.removeItem(at: logFile)
        return process.terminationStatus
    }

    /// Ends it without a warning (SIGKILL).
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        CrashSigns.expectNone(in: log, of: process)
        try? FileManager.default.removeItem(at: logFile)
    }

    func get(_ path: String, headers: [String: String] = [:]) async throws -> Answer {
        try await ask("GET \(path)", "", headers)
    }

    func post(
        _ path: String, _ body: String, headers: [String: String] = [:]
    ) async throws -> Answer {
        try await ask("POST \(path)", body, headers)
    }

    /// Feedback as Gorse's clients send it, known by its event.
    func click(_ user: String, _ item: String, event: String, at time: String) async throws
        -> Answer
    {
        try await post(
            "/api/feedback",
            #"{"FeedbackType":"click","UserId":"\#(user)","ItemId":"\#(item)","#
                + #""EventId":"\#(event)","Timestamp":"\#(time)"}"#)
    }

    /// Sends a request on a connection of its own and reads until the server closes.
    private func ask(
        _ head: String, _ body: String, _ headers: [String: String]
    ) async throws -> Answer {
        let fields = headers.map { "\($0): \($1)\r\n" }.sorted().joined()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.minutes(2))
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel)
                }
            }
        let text = try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(
                ByteBuffer(
                    string: "\(head) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(fields)"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"))
            var answer = ByteBuffer()
            for try await var part in inbound { answer.writeBuffer(&part) }
            return String(buffer: answer)
        }
        let status = try #require(Int(text.dropFirst(9).prefix(3)), "\(text)")
        let end = try #require(text.firstRange(of: "\r\n\r\n"))
        return Answer(
            status: status, headers: String(text[..<end.lowerBound]),
            body: String(text[end.upperBound...]))
    }
}
