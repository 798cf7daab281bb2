import Foundation
import Harness
import Mongo
import Testing

/// `ebb key` and a server that runs meanwhile.
@Suite(.store, .serialized)
struct KeyCommandTests {
    private func ebb(_ arguments: String...) async throws -> EbbProcess.Answer {
        try await EbbProcess.run(["key"] + arguments)
    }

    private func made(_ arguments: String...) async throws -> String {
        let answer = try await EbbProcess.run(["key"] + arguments)
        #expect(answer.status == 0, "\(answer.errors)")
        let text = answer.output.trimmingCharacters(in: .newlines)
        #expect(text.wholeMatch(of: /ebb_[0-9a-f]{16}_[0-9a-f]{64}/) != nil, "\(text)")
        return text
    }

    private func listed() async throws -> [[String: Any]] {
        try #require(try await ebb("list", "--format", "json").json() as? [[String: Any]])
    }

    private func serve(_ arguments: [String] = []) async throws -> ServeProcess {
        let configuration = try LentStore.current.configuration
        return try await ServeProcess(
            ["--database", configuration.uri, "--database-name", configuration.database]
                + arguments)
    }

    @Test func `a key is made, listed without its text, rotated and revoked`() async throws {
        let text = try await made("create", "shop", "--access", "read", "--rate", "5/1s")
        let list = try await ebb("list")
        #expect(list.output.contains("shop") && list.output.contains("5/1s"))
        #expect(try await listed().map { $0["state"] as? String } == ["live"])
        let again = try await made("rotate", "shop", "--grace", "1d")
        #expect(again != text)
        #expect(try await listed().map { $0["texts"] as? Int } == [2])
        #expect(try await ebb("revoke", "shop").output == "The key shop is revoked.\n")
        #expect(try await listed().map { $0["state"] as? String } == ["revoked"])
        for shown in [
            try await ebb("list").output, try await ebb("list", "--format", "json").output,
        ] {
            #expect(!shown.contains(text.suffix(64)) && !shown.contains(again.suffix(64)))
        }
    }

    @Test func `what stands in the store opens nothing`() async throws {
        let text = try await made("create", "shop", "--access", "read", "write", "admin")
        let stored = try await LentStore.current.store.perform(
            Find<BSON>("keys", filter: .empty))
        #expect(stored.count == 1)
        #expect(stored.allSatisfy { !$0.json.contains(text.suffix(64)) })
    }

    @Test(arguments: [
        (["create", "shop", "--access", "read"], 1, "there is or was a key shop"),
        (["rotate", "nobody"], 1, "there is no key \"nobody\""),
        (["revoke", "$where"], 1, "there is no key \"$where\""),
        (["rotate", "gone"], 1, "the key gone is revoked"),
        (["create", "a b", "--access", "read"], 64, "The name must be 1 to 64 letters"),
        (["create", "new", "--access", "everything"], 64, "'write' or 'admin'"),
        (["create", "new"], 64, "--access"),
        (
            ["create", "new", "--access", "read", "--rate", "fast"], 1,
            "invalid rate limit \"fast\": expected REQUESTS/PERIOD"
        ),
        (["create", "new", "--access", "read", "--expires", "soon"], 64, "--expires takes"),
    ])
    func `what cannot be done is said in a sentence`(
        arguments: [String], status: Int, words: String
    ) async throws {
        _ = try await made("create", "shop", "--access", "read")
        _ = try await made("create", "gone", "--access", "read")
        _ = try await ebb("revoke", "gone")
        let answer = try await EbbProcess.run(["key"] + arguments)
        #expect(answer.status == Int32(status), "\(answer)")
        #expect(answer.errors.contains(words), "\(answer.errors)")
        #expect(try await listed().count == 2)
    }

    /// A server looks for a key that it does not know once a second.
    private func status(
        of ebb: ServeProcess, onceKnown key: [String: String]
    ) async throws -> Int {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            let status = try await ebb.get("/api/recommend/zuleika", headers: key).status
            if status != 401 { return status }
        }
        return 401
    }

    /// Whether a server comes to let nobody in without a key.
    private func isClosed(_ ebb: ServeProcess) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if try await ebb.get("/api/recommend/zuleika").status == 401 { return true }
        }
        return false
    }

    @Test func `a server whose store loses its keys stays closed, and says so`() async throws {
        let ebb = try await serve()
        defer { ebb.stop() }
        let text = try await made("create", "shop", "--access", "read")
        #expect(try await isClosed(ebb))
        #expect(try await ebb.get("/api/recommend/ann", headers: ["X-API-Key": text]).status == 200)
        try await LentStore.current.store.perform(DropCollection("keys"))
        let deadline = ContinuousClock.now + .seconds(60)
        while !ebb.log.contains("the store had keys and has none any more") {
            try #require(ContinuousClock.now < deadline)
            #expect(try await ebb.get("/api/recommend/ann").status == 401)
        }
        for headers in [[:], ["X-API-Key": ""], ["X-API-Key": text]] {
            #expect(try await ebb.get("/api/recommend/ann", headers: headers).status == 401)
        }
    }

    @Test func `without keys any key is let in, as Gorse's clients send one`() async throws {
        let ebb = try await serve()
        defer { ebb.stop() }
        for key in ["", "x", "ebb_0123456789abcdef_" + String(repeating: "0", count: 64)] {
            let answer = try await ebb.get("/api/latest", headers: ["X-API-Key": key])
            #expect(answer.status == 200, "\(key)")
        }
    }

    @Test func `a key goes to a file that only its owner can read, and a server takes it from one`()
        async throws
    {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "shop.key").path
        let answer = try await ebb("create", "shop", "--access", "read", "--key-file", file)
        #expect(answer.status == 0 && answer.output.isEmpty, "\(answer)")
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.wholeMatch(of: /ebb_[0-9a-f]{16}_[0-9a-f]{64}\n/) != nil)
        let again = try await ebb("rotate", "shop", "--key-file", file)
        #expect(again.status == 1 && again.errors.contains("exists already"), "\(again)")
        let taken = folder.appending(path: "taken.key").path
        #expect(
            try await ebb("create", "shop", "--access", "read", "--key-file", taken).status == 1)
        #expect(!FileManager.default.fileExists(atPath: taken))

        let master = folder.appending(path: "master.key").path
        try Data("open-sesame\n".utf8).write(to: URL(filePath: master))
        let ebb = try await serve(["--api-key-file", master])
        defer { ebb.stop() }
        #expect(try await ebb.get("/api/recommend/ann").status == 401)
        let key = ["X-API-Key": "open-sesame"]
        #expect(try await ebb.get("/api/recommend/ann", headers: key).status == 200)
        #expect(ebb.log.contains("chmod 600"))
    }

    @Test func `no password and no key can be seen in a running process`() async throws {
        let lent = try LentStore.current
        let create = try BSON(json: #"{"createUser": "ada", "pwd": "hidden-word", "roles": []}"#)
        _ = try await lent.store.perform(RunCommand(create))
        let host = try #require(lent.configuration.uri.split(separator: "/").dropFirst().first)
        let name = lent.configuration.database
        let ebb = try await ServeProcess(
            [
                "--database", "mongodb://ada:hidden-word@\(host)/?authSource=\(name)",
                "--database-name", name, "--log-level", "debug",
            ], environment: ["EBB_API_KEY": "open-sesame"])
        defer { ebb.stop() }
        let key = ["X-API-Key": "open-sesame"]
        #expect(try await ebb.get("/api/recommend/ann", headers: key).status == 200)
        for file in ["cmdline", "environ"] {
            let data = try Data(contentsOf: URL(filePath: "/proc/\(ebb.pid)/\(file)"))
            let text = String(decoding: data, as: UTF8.self)
            #expect(!text.isEmpty && !text.contains("hidden-word") && !text.contains("sesame"))
        }
        let limits = try String(contentsOfFile: "/proc/\(ebb.pid)/limits", encoding: .utf8)
        #expect(limits.contains(/Max core file size +0 +0\s/))
        #expect(!ebb.log.contains("hidden-word") && !ebb.log.contains("sesame"))
        let drop = BSON { $0.append("dropAllUsersFromDatabase", Int32(1)) }
        _ = try await lent.store.perform(RunCommand(drop))
    }

    @Test func `a running server knows new keys at once and logs none of them`() async throws {
        let ebb = try await serve(["--log-level", "debug", "--log-format", "json"])
        defer { ebb.stop() }
        #expect(try await ebb.get("/api/recommend/zuleika").status == 200)
        let text = try await made("create", "shop", "--access", "read")
        let key = ["X-API-Key": text]
        #expect(try await status(of: ebb, onceKnown: key) == 200)
        // Until it has seen the key, it lets in everybody.
        #expect(try await isClosed(ebb))
        let rotated = try await made("rotate", "shop")
        let next = ["X-API-Key": rotated]
        #expect(try await status(of: ebb, onceKnown: next) == 200)
        #expect(try await ebb.get("/api/recommend/zuleika", headers: key).status == 401)
        let feedback = #"{"FeedbackType":"click","UserId":"zuleika","ItemId":"i"}"#
        let write = try await ebb.post("/api/feedback", feedback, headers: next)
        #expect(write.status == 403)
        let nobody = try await ebb.get("/api/recommend/zuleika?secret=\(rotated)")
        #expect(nobody.status == 401)
        let log = ebb.log
        #expect(log.contains("/api/recommend/{id}"))
        for secret in [text, rotated] { #expect(!log.contains(secret.suffix(64))) }
        #expect(!log.contains("zuleika"))
    }

    @Test func `with a key in the store it listens beyond loopback, without one it needs a flag`()
        async throws
    {
        let configuration = try LentStore.current.configuration
        let beyond = [
            "serve", "--host", "0.0.0.0", "--port", "0", "--database", configuration.uri,
            "--database-name", configuration.database,
        ]
        let refused = try await EbbProcess.run(beyond, onStore: false)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("--open-to-everybody"))
        let opened = try await serve(["--host", "0.0.0.0", "--open-to-everybody"])
        #expect(try await opened.get("/api/recommend/ann").status == 200)
        opened.stop()
        let text = try await made("create", "shop", "--access", "read")
        let ebb = try await serve(["--host", "0.0.0.0"])
        defer { ebb.stop() }
        #expect(try await ebb.get("/api/recommend/ann").status == 401)
        let key = ["Authorization": "bearer \(text)"]
        #expect(try await ebb.get("/api/recommend/ann", headers: key).status == 200)
    }
}
