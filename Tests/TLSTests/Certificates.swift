import Foundation
import Testing

/// Keys and certificates in a folder of their own, made by `openssl` once for all tests.
struct Certificates {
    let folder: URL

    static let shared = Result { try Certificates() }

    static func path(_ name: String) throws -> String {
        try shared.get().folder.appending(path: name).path
    }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ebb-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in ["good", "other"] { try make(name) }
        try openssl(
            "req", "-new", "-key", "good.key", "-subj", "/CN=localhost", "-out", "good.csr")
        try openssl(
            "x509", "-req", "-in", "good.csr", "-signkey", "good.key", "-days", "-1", "-out",
            "expired.crt")
        try openssl(
            "pkey", "-in", "good.key", "-aes256", "-passout", "pass:secret", "-out",
            "encrypted.key")
        try openssl(
            "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-subj", "/CN=localhost", "-keyout",
            "weak.key", "-out", "weak.crt")
        try Data("no PEM".utf8).write(to: folder.appending(path: "garbage"))
    }

    private func make(_ name: String) throws {
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", "\(name).key", "-out", "\(name).crt")
    }

    private func openssl(_ arguments: String...) throws {
        let answer = try Command.run(["openssl"] + arguments, in: folder)
        try #require(answer.status == 0, "\(answer.errors)")
    }
}

/// Another program.
enum Command {
    struct Answer {
        let status: Int32
        let output: String
        let errors: String
    }

    /// How long a program may take.
    static let timeMax = 60.0

    static func run(_ arguments: [String], in folder: URL, input: Data = Data()) throws -> Answer {
        let own = folder.appending(path: "run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: own) }
        let urls = ["in", "out", "err"].map { own.appending(path: $0) }
        for url in urls { try input.write(to: url) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let files = (
            try FileHandle(forReadingFrom: urls[0]), try FileHandle(forWritingTo: urls[1]),
            try FileHandle(forWritingTo: urls[2])
        )
        try files.1.truncate(atOffset: 0)
        try files.2.truncate(atOffset: 0)
        process.standardInput = files.0
        process.standardOutput = files.1
        process.standardError = files.2
        try process.run()
        // Threads of Dispatch block SIGTERM, and their children start with it blocked.
        let watchdog = DispatchWorkItem { kill(process.processIdentifier, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + timeMax, execute: watchdog)
        process.waitUntilExit()
        watchdog.cancel()
        return Answer(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: urls[1]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: urls[2]), as: UTF8.self))
    }
}
