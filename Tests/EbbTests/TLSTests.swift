import Foundation
import Harness
import Mongo
import Testing

/// `ebb serve` with a certificate of its own making.
@Suite(.store, .serialized, .timeLimit(.minutes(3)))
struct TLSTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "ebb-tls-\(UUID().uuidString)")

    private func run(_ program: String, _ arguments: String...) throws -> EbbProcess.Answer {
        try EbbProcess.run(
            [program] + arguments, of: URL(filePath: "/usr/bin/env"), input: Data(),
            environment: [:])
    }

    /// Makes a key and a certificate that vouches for itself; their files.
    private func make(_ name: String) throws -> (certificate: String, key: String) {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let certificate = folder.appending(path: name + ".crt").path
        let key = folder.appending(path: name + ".key").path
        let made = try run(
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
        let files = try make("ebb")
        defer { try? FileManager.default.removeItem(at: folder) }
        let ebb = try await ServeProcess(
            try store + ["--tls-certificate", files.certificate, "--tls-key", files.key])
        defer { ebb.stop() }
        let url = "https://localhost:\(ebb.port)/api/health/ready"
        let resolve = "localhost:\(ebb.port):127.0.0.1"
        let trusted = try run(
            "curl", "--silent", "--show-error", "--resolve", resolve, "--cacert",
            files.certificate, url)
        #expect(trusted.status == 0, "\(trusted.errors)")
        #expect(trusted.output.hasPrefix(#"{"Ready":true"#))
        let distrusted = try run("curl", "--silent", "--resolve", resolve, url)
        #expect(distrusted.status != 0)
        #expect(distrusted.output.isEmpty)
        let old = try run(
            "curl", "--silent", "--resolve", resolve, "--cacert", files.certificate, "--tls-max",
            "1.1", url)
        #expect(old.status != 0)
        let clear = try run("curl", "--silent", "http://127.0.0.1:\(ebb.port)/api/health/live")
        #expect(clear.status != 0)
        #expect(clear.output.isEmpty)
        #expect(ebb.isRunning)
    }

    @Test func `files that do not belong together are one clear sentence`() throws {
        let (one, other) = (try make("one"), try make("other"))
        defer { try? FileManager.default.removeItem(at: folder) }
        let answer = try EbbProcess.run(
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
