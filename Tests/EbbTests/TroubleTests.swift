import Foundation
import Harness
import Mongo
import Testing

/// Troubles of the surroundings: each one clear sentence, on standard error, and exit code 1.
struct TroubleTests {
    /// Runs a command that must fail; the sentence that it says.
    private func failure(
        _ arguments: [String], status: Int32 = 1, environment: [String: String] = [:]
    ) async throws -> String {
        let answer = try await EbbProcess.run(arguments, onStore: false, environment: environment)
        #expect(answer.status == status, "\(answer)")
        #expect(answer.output.isEmpty, "\(answer)")
        let lines = answer.errors.split(separator: "\n")
        #expect(lines.count == 1, "\(answer.errors)")
        let sentence = try #require(lines.first)
        #expect(sentence.hasPrefix("Error: "))
        return String(sentence.dropFirst(7))
    }

    @Test(arguments: [["stats"], ["fold"], ["serve", "--port", "0"], ["interests", "ann"]])
    func `no server at the address`(command: [String]) async throws {
        let sentence = try await failure(
            command + [
                "--database", "mongodb://ada:secret@127.0.0.1:1/?serverSelectionTimeoutMS=200",
            ])
        #expect(sentence.contains("MongoDB cannot be reached"))
        #expect(sentence.contains("127.0.0.1:1"))
        #expect(sentence.contains("check the address and that the server runs"))
        #expect(!sentence.contains("secret"))
    }

    @Test(arguments: ["localhost", "http://localhost:27017", "mongodb://", "mongodb://a:b:c@h"])
    func `an invalid address`(uri: String) async throws {
        let sentence = try await failure(["stats", "--database", uri])
        #expect(sentence.contains("mongodb://"), "\(sentence)")
        #expect(!sentence.contains("b:c"))
    }

    @Test(.store) func `a wrong password`() async throws {
        let lent = try LentStore.current
        let create = try BSON(json: #"{"createUser": "ada", "pwd": "right", "roles": []}"#)
        _ = try await lent.store.perform(RunCommand(create))
        let host = try #require(lent.configuration.uri.split(separator: "/").dropFirst().first)
        let sentence = try await failure([
            "stats", "--database",
            "mongodb://ada:wrong@\(host)/?authSource=\(lent.configuration.database)",
        ])
        #expect(sentence.contains("refuses the user name or the password"), "\(sentence)")
        #expect(!sentence.contains("wrong@"))
        let drop = BSON { $0.append("dropAllUsersFromDatabase", Int32(1)) }
        _ = try await lent.store.perform(RunCommand(drop))
    }

    @Test func `a server that is no replica set`() async throws {
        let server = try await PrivateServer()
        defer { server.stop() }
        let sentence = try await failure(["stats", "--database", server.uri])
        #expect(sentence.contains("not part of a replica set"), "\(sentence)")
        #expect(sentence.contains("--replSet") && sentence.contains("rs.initiate()"))
    }

    @Test func `a data folder that cannot be made`() async throws {
        let sentence = try await failure(["stats", "--data", "/dev/null/ebb"])
        #expect(sentence.contains("/dev/null is a file, not a folder"), "\(sentence)")
        #expect(sentence.contains("choose another folder with --data"))
    }

    @Test func `a missing or invalid configuration file`() async throws {
        let missing = try await failure(["stats", "--config", "/nowhere/ebb.json"])
        #expect(missing.contains("cannot read the configuration file /nowhere/ebb.json"))
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("ebb-\(UUID().uuidString).json")
        try Data("{\"port\":".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let broken = try await failure(["stats"], environment: ["EBB_CONFIG": file.path])
        #expect(broken.contains(file.path), "\(broken)")
    }

    @Test(.store) func `beyond loopback without a key`() async throws {
        let configuration = try LentStore.current.configuration
        let sentence = try await failure([
            "serve", "--host", "0.0.0.0", "--database", configuration.uri, "--database-name",
            configuration.database,
        ])
        #expect(
            sentence == "listening on 0.0.0.0 lets others in, and there is no API key: make one "
                + "with ebb key create, or set one, or listen on 127.0.0.1, or, where everybody "
                + "may read, change and erase everything, add --open-to-everybody")
    }

    @Test(
        .store,
        arguments: [
            (["EBB_LOG_FORMAT": "xml"], "invalid log.format \"xml\": expected one of text, json"),
            (["EBB_LANES": "1000"], "invalid lanes \"1000\": expected a whole number from 1 to 64"),
            (["EBB_TLS_KEY": "k"], "TLS needs both files: --tls-certificate and --tls-key"),
            (
                ["EBB_TLS_KEY": "/nowhere/k", "EBB_TLS_CERTIFICATE": "/nowhere/c"],
                "the TLS certificate /nowhere/c cannot be read as PEM: give the file with "
                    + "-----BEGIN CERTIFICATE-----"
            ),
            (
                ["EBB_OPEN_TO_EVERYBODY": "yes"],
                "open.to.everybody is \"yes\": true or false is needed"
            ),
            (
                ["EBB_PORT": "http"],
                "invalid port \"http\": expected a whole number from 0 to 65535"
            ),
        ])
    func `an invalid setting`(environment: [String: String], words: String) async throws {
        let configuration = try LentStore.current.configuration
        let sentence = try await failure(
            [
                "serve", "--database", configuration.uri, "--database-name",
                configuration.database,
            ], environment: environment)
        #expect(sentence == words)
    }

    @Test(.store, arguments: ["0d", "12h", "forever", "", "-3d", "100y"])
    func `an invalid retention`(age: String) async throws {
        let answer = try await EbbProcess.run(["retention", "set", "--", age], onStore: false)
        #expect(answer.status == 64, "\(answer)")
        #expect(answer.errors.contains("invalid age: expected off, or 1d to 68y"))
    }
}
