import Foundation
import Glibc
import Harness
import Mongo
import Testing

/// The built command, run as its user runs it.
struct EbbProcess {
    /// What it answered.
    struct Answer {
        let status: Int32
        let output: String
        let errors: String

        /// The one JSON value on standard output.
        func json() throws -> Any {
            try JSONSerialization.jsonObject(with: Data(output.utf8))
        }
    }

    /// The longest that a command may take before it is ended: only a hang reaches it.
    static let timeout = 120.0

    /// The folder with the programs under test: what `scripts/build` built, in release, as it is
    /// shipped.
    private static let programs: URL = {
        if let folder = ProcessInfo.processInfo.environment["EBB_TEST_PROGRAMS"] {
            return URL(filePath: folder)
        }
        return URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: ".build/release")
    }()

    /// The command.
    static var executable: URL { program("ebb") }

    /// A program of the shipped build.
    private static func program(_ name: String) -> URL {
        let file = programs.appending(path: name)
        precondition(
            FileManager.default.isExecutableFile(atPath: file.path),
            "there is no \(file.path): run scripts/build --all, or everything by scripts/test")
        return file
    }

    /// Runs lines of shell, in which `ebb` stands for the command on the test's own database; what
    /// `before` holds is put before it: with `exec` it takes the place of the shell that calls it.
    static func shell(_ line: (_ ebb: String) -> String) async throws -> Answer {
        // The database's flags come behind the subcommand, which a function sees to.
        let flags = try storeArguments().map { "'\($0)'" }.joined(separator: " ")
        let function = "ebb() { $before '\(executable.path)' \"$@\" \(flags); }; "
        return try await run(
            ["-c", function + line("ebb")], of: URL(filePath: "/bin/sh"), input: Data(),
            environment: [:])
    }

    /// Runs `ebb` with `arguments`, on the test's own database unless told otherwise; or
    /// another program that was built with it.
    static func run(
        _ arguments: [String], input: Data = Data(), onStore: Bool = true,
        environment: [String: String] = [:], program: String = "ebb"
    ) async throws -> Answer {
        try await run(
            arguments + (onStore ? try storeArguments() : []), of: Self.program(program),
            input: input,
            environment: environment)
    }

    /// Runs any program with `arguments` alone.
    static func run(
        _ arguments: [String], of executable: URL, input: Data = Data(),
        environment: [String: String]
    ) async throws -> Answer {
        try await Turnstile.programs.withTurn {
            try await answer(arguments, of: executable, input, environment)
        }
    }

    private static func answer(
        _ arguments: [String], of executable: URL, _ input: Data, _ environment: [String: String]
    ) async throws -> Answer {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ebb-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (inputFile, outputFile, errorFile) = (
            folder.appendingPathComponent("in"), folder.appendingPathComponent("out"),
            folder.appendingPathComponent("err")
        )
        try input.write(to: inputFile)
        for file in [outputFile, errorFile] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("EBB_") || $0.key == "EBB_MONGOD" }
            .merging(environment) { _, own in own }
        let (reading, writing, complaining) = (
            try FileHandle(forReadingFrom: inputFile), try FileHandle(forWritingTo: outputFile),
            try FileHandle(forWritingTo: errorFile)
        )
        // By hand, because the timer below keeps the process, and with it these, until its time has
        // come: with more than a thousand descriptors open, Foundation's Process.run of Swift 6.3
        // now and then reads beyond its list of them.
        defer { for file in [reading, writing, complaining] { try? file.close() } }
        process.standardInput = reading
        process.standardOutput = writing
        process.standardError = complaining
        // By SIGKILL: what Foundation starts from a Dispatch thread inherits a blocked SIGTERM.
        let watchdog = DispatchWorkItem {
            if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + timeout, execute: watchdog)
        defer { watchdog.cancel() }
        try await process.runToEnd()
        let errors = try String(contentsOf: errorFile, encoding: .utf8)
        CrashSigns.expectNone(in: errors, of: process)
        return Answer(
            status: process.terminationStatus,
            output: try String(contentsOf: outputFile, encoding: .utf8), errors: errors)
    }

    /// Starts `ebb` with `arguments` alone and kills it (SIGKILL) as soon as `isTime`.
    static func kill(_ arguments: [String], when isTime: () async throws -> Bool) async throws {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer {
            Glibc.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        while process.isRunning, try await !isTime() { try await Task.sleep(for: .milliseconds(1)) }
    }

    private static func storeArguments() throws -> [String] {
        let configuration = try LentStore.current.configuration
        return ["--database", configuration.uri, "--database-name", configuration.database]
    }
}
