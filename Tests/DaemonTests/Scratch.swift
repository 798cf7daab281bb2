import Foundation
import Glibc

@testable import Daemon

/// A folder for one test, removed afterward together with any server in it.
final class Scratch: Sendable {
    let path: String

    init(_ name: String = "ebb-daemon-\(UInt32.random(in: 0...UInt32.max))") throws {
        path = FileManager.default.temporaryDirectory.appending(path: name).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
            let socket = "\(path)/\(name)/ebb.sock"
            if let left = Listener(at: socket) { kill(left.processID, SIGKILL) }
        }
        try? FileManager.default.removeItem(atPath: path)
    }

    var data: String { "\(path)/data" }

    /// A configuration for tests, with long timeouts and little required disk space.
    var configuration: LocalServer.Configuration {
        var configuration = LocalServer.Configuration(
            dataFolder: data, environment: ProcessInfo.processInfo.environment)
        configuration.freeBytesMin = 0
        configuration.startTimeout = .seconds(120)
        configuration.stopTimeout = .seconds(120)
        return configuration
    }

    /// Writes a shell script and returns its path.
    func program(_ name: String, _ text: String, mode: Int = 0o755) throws -> String {
        let file = URL(filePath: path).appending(path: name)
        let files = FileManager.default
        try files.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("#!/bin/sh\n\(text)\n".utf8).write(to: file)
        try files.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        return file.path
    }

    /// Whether no server lives in the data folder.
    var isDeserted: Bool {
        get throws { try FileLock(at: "\(data)/server.lock").tryExclusive() }
    }

    /// Whether no server lives in the data folder, after the time that a dying process may take.
    func isSoonDeserted() async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(20)
        while try !isDeserted {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
        return true
    }
}
