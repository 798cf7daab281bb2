import Dispatch
import Foundation

/// Runs the HTTP benchmark client wrk as a separate process: a client inside the measured process
/// would compete with it.
struct Wrk {
    /// The result of one run.
    struct Run {
        /// Requests a second.
        var rate: Double
        var p50Milliseconds: Double
        var p99Milliseconds: Double
    }

    /// How much longer than requested wrk may run before it is killed.
    private static let graceMax = 30.0
    /// How often a single answer is requested, one second each: wrk always runs for its whole
    /// time, even after its last request.
    private static let triesMax = 30

    let connections: Int
    let seconds: Int
    let users: Int
    private let program: URL

    /// Searches for wrk on PATH; if it is missing, throws a sentence about what to install.
    init(connections: Int, seconds: Int, users: Int) throws {
        self.connections = connections
        self.seconds = seconds
        self.users = users
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        let program = folders.map { URL(filePath: String($0)).appending(path: "wrk") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
        guard let program else {
            throw BenchError(
                "reads.http and recommend.http require wrk, which is not on PATH: install it "
                    + "(Debian: apt-get install wrk), or choose other figures")
        }
        self.program = program
    }

    /// Requests a path as fast as possible; `%d` in it becomes the number of each user in turn.
    ///
    /// - Parameter key: the API key of each request; nil for none.
    func run(_ path: String, port: Int, key: String? = nil) async throws -> Run {
        let head = key.map { "{[\"X-API-Key\"]=\"\($0)\"}" } ?? "{}"
        let output = try await start(
            """
            local requests = {}
            init = function()
              for user = 0, \(users - 1) do
                requests[user] = wrk.format("GET", string.format("\(path)", user), \(head))
              end
            end
            local number = 0
            request = function()
              number = (number + 1) % \(users)
              return requests[number]
            end
            done = function(summary, latency)
              local e = summary.errors
              io.write(string.format("ebb %d %d %f %f %d\\n", summary.requests, summary.duration,
                latency:percentile(50), latency:percentile(99),
                e.connect + e.read + e.write + e.status + e.timeout))
            end
            """, connections: connections, seconds: seconds, port: port)
        let numbers = output.split(separator: "\n").last { $0.hasPrefix("ebb ") }?
            .split(separator: " ").compactMap { Double($0) }
        guard let numbers, numbers.count == 5, numbers[1] > 0 else {
            throw BenchError("wrk printed no result: \(output)")
        }
        guard numbers[4] == 0 else { throw BenchError("\(Int(numbers[4])) requests failed") }
        // wrk counts in microseconds.
        return Run(
            rate: numbers[0] / numbers[1] * 1e6, p50Milliseconds: numbers[2] / 1000,
            p99Milliseconds: numbers[3] / 1000)
    }

    /// The answer to one request of a path.
    func body(of path: String, port: Int) async throws -> String {
        let script = """
            request = function() return wrk.format("GET", "\(path)") end
            response = function(status, headers, body)
              io.write("ebb ", status, " ", body, "\\n")
              wrk.thread:stop()
            end
            """
        var line: Substring?
        for _ in 0..<Self.triesMax where line == nil {
            let output = try await start(script, connections: 1, seconds: 1, port: port)
            line = output.split(separator: "\n").first { $0.hasPrefix("ebb ") }
        }
        guard let line, line.hasPrefix("ebb 200 ") else {
            throw BenchError("invalid answer for \(path): \(line ?? "no answer")")
        }
        return String(line.dropFirst(8))
    }

    /// Waits on a separate thread: the few threads that run tasks are needed by the measured
    /// servers.
    private func start(
        _ script: String, connections: Int, seconds: Int, port: Int
    ) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        try output(
                            of: script, connections: connections, seconds: seconds, port: port)
                    })
            }
        }
    }

    private func output(
        of script: String, connections: Int, seconds: Int, port: Int
    ) throws -> String {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "ebb-wrk-\(UUID().uuidString).lua")
        try Data(script.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = program
        process.arguments = [
            "--threads", "1", "--connections", "\(connections)", "--duration", "\(seconds)s",
            "--latency", "--script", file.path, "http://127.0.0.1:\(port)",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let watchdog = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(
            deadline: .now() + Double(seconds) + Self.graceMax, execute: watchdog)
        let output = String(
            decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        watchdog.cancel()
        return output
    }
}
