import Foundation
import Harness
import Mongo
import Testing

/// `ebb serve` with a certificate of its own making.
@Suite(.store, .serialized)
struct TLSTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "ebb-tls-\(UUID().uuidString)")

    private func run(_ program: String, _ arguments: String...) async throws -> EbbProcess.Answer {
        try await EbbProcess.run(
            [program] + arguments, of: URL(filePath: "/usr/bin/env"), input: Data(),
            environment: [:])
    }

    /// Makes a key and a certificate that vouches for itself; their files.
    private func make(_ name: String) async throws -> (certificate: String, key: String) {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let certificate = folder.appending(path: name + ".crt").path
        let key = folder.appending(path: name + ".key").path
        let made = try await run(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate)
        #expect(made.status == 0, "\(made.errors)")
        return (certificate, key)
    }

    private var store: [String] {
        get throws {
            let configuration = try LentStore.current.configuration
            return ["--database", configuration.uri, "--database-name", configuration.database]
        }
    }

    @Test func `it is reached by those who trust its certificate, and by nobody in the clear`()
        async throws
    {
        let files = try await make("ebb")
        defer { try? FileManager.default.removeItem(at: folder) }
        let ebb = try await ServeProcess(
            try store + ["--tls-certificate", files.certificate, "--tls-key", files.key])
        defer { ebb.stop() }
        let url = "https://localhost:\(ebb.port)/api/health/ready"
        let resolve = "localhost:\(ebb.port):127.0.0.1"
        let trusted = try await run(
            "curl", "--silent", "--show-error", "--resolve", resolve, "--cacert",
            files.certificate, url)
        #expect(trusted.status == 0, "\(trusted.errors)")
        #expect(trusted.output.hasPrefix(#"{"Ready":true"#))
        let distrusted = try await run("curl", "--silent", "--resolve", resolve, url)
        #expect(distrusted.status != 0)
        #expect(distrusted.output.isEmpty)
        let old = try await run(
            "curl", "--silent", "--resolve", resolve, "--cacert", files.certificate, "--tls-max",
            "1.1", url)
        #expect(old.status != 0)
        let clear = try await run(
            "curl", "--silent", "http://127.0.0.1:\(ebb.port)/api/health/live")
        #expect(clear.status != 0)
        #expect(clear.output.isEmpty)
        #expect(ebb.isRunning)
    }

    /// Waits until those who trust `certificate` alone reach the server.
    private func isReached(_ ebb: ServeProcess, trusting certificate: String) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            let answer = try await run(
                "curl", "--silent", "--resolve", "localhost:\(ebb.port):127.0.0.1", "--cacert",
                certificate, "https://localhost:\(ebb.port)/metrics")
            if answer.output.contains("\nebb_tls_certificate_expiry_timestamp_seconds ") {
                return true
            }
        }
        return false
    }

    @Test func `a renewed certificate is served without a restart, half a renewal is not`()
        async throws
    {
        let (served, first, second) = (
            try await make("served"), try await make("first"), try await make("second")
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        func renew(_ from: String, _ to: String) throws {
            try Data(contentsOf: URL(filePath: from)).write(to: URL(filePath: to), options: .atomic)
        }
        let ebb = try await ServeProcess(
            try store + ["--tls-certificate", served.certificate, "--tls-key", served.key])
        defer { ebb.stop() }
        let old = folder.appending(path: "old.crt").path
        try renew(served.certificate, old)
        #expect(try await isReached(ebb, trusting: old))

        try renew(first.certificate, served.certificate)
        ebb.hangUp()
        // The key is still the old one, so the old certificate is served.
        #expect(try await isReached(ebb, trusting: old))
        try renew(first.key, served.key)
        ebb.hangUp()
        #expect(try await isReached(ebb, trusting: first.certificate))

        // Nobody says anything: it looks by itself.
        try renew(second.key, served.key)
        try renew(second.certificate, served.certificate)
        #expect(try await isReached(ebb, trusting: second.certificate))
        #expect(ebb.log.contains("the TLS certificate was read again"))
        #expect(ebb.isRunning)
    }

    @Test func `doctor says when the certificate ends`() async throws {
        let files = try await make("ebb")
        defer { try? FileManager.default.removeItem(at: folder) }
        let soon = try await EbbProcess.run(["doctor", "--tls-certificate", files.certificate])
        #expect(soon.status == 1)
        #expect(
            soon.output.contains(/WRONG +certificate .*expires on 20.*, in [12] days: renew it/),
            "\(soon.output)")
        let none = try await EbbProcess.run(["doctor", "--tls-certificate", files.key])
        #expect(none.output.contains("cannot be read as PEM"), "\(none.output)")
    }

    @Test func `files that do not belong together are one clear sentence`() async throws {
        let (one, other) = (try await make("one"), try await make("other"))
        defer { try? FileManager.default.removeItem(at: folder) }
        let answer = try await EbbProcess.run(
            ["serve", "--port", "0"] + store
                + ["--tls-certificate", one.certificate, "--tls-key", other.key],
            onStore: false)
        #expect(answer.status == 1)
        let sentence =
            "Error: the TLS key \(other.key) does not belong to the certificate "
            + "\(one.certificate)\n"
        #expect(answer.errors.hasSuffix(sentence), "\(answer.errors)")
    }
}
