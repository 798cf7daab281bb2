import Foundation
import Harness
import Mongo
import Testing

/// `ebb key` and a server that runs meanwhile.
@Suite(.store, .serialized, .timeLimit(.minutes(3)))
struct KeyCommandTests {
    private func ebb(_ arguments: String...) throws -> EbbProcess.Answer {
        try EbbProcess.run(["key"] + arguments)
    }

    private func made(_ arguments: String...) throws -> String {
        let answer = try EbbProcess.run(["key"] + arguments)
        #expect(answer.status == 0, "\(answer.errors)")
        let text = answer.output.trimmingCharacters(in: .newlines)
        #expect(text.wholeMatch(of: /ebb_[0-9a-f]{16}_[0-9a-f]{64}/) != nil, "\(text)")
        return text
    }

    private func listed() throws -> [[String: Any]] {
        try #require(try ebb("list", "--format", "json").json() as? [[String: Any]])
    }

    private func serve(_ arguments: [String] = []) async throws -> ServeProcess {
        let configuration = try LentStore.current.configuration
        return try await ServeProcess(
            ["--database", configuration.uri, "--database-name", configuration.database]
                + arguments)
    }

    @Test func `a key is made, listed without its text, rotated and revoked`() throws {
        let text = try made("create", "shop", "--access", "read", "--rate", "5/1s")
        let list = try ebb("list")
        #expect(list.output.contains("shop") && list.output.contains("5/1s"))
        #expect(try listed().map { $0["state"] as? String } == ["live"])
        let again = try made("rotate", "shop", "--grace", "1d")
        #expect(again != text)
        #expect(try listed().map { $0["texts"] as? Int } == [2])
        #expect(try ebb("revoke", "shop").output == "The key shop is revoked.\n")
        #expect(try listed().map { $0["state"] as? String } == ["revoked"])
        for shown in [try ebb("list").output, try ebb("list", "--format", "json").output] {
            #expect(!shown.contains(text.suffix(64)) && !shown.contains(again.suffix(64)))
        }
    }

    @Test func `what stands in the store opens nothing`() async throws {
        let text = try made("create", "shop", "--access", "read", "write", "admin")
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
        (["create", "new", "--access", "read", "--rate", "fast"], 1, "the rate limit \"fast\""),
        (["create", "new", "--access", "read", "--expires", "soon"], 64, "--expires takes"),
    ])
    func `what cannot be done is said in a sentence`(
        arguments: [String], status: Int, words: String
    ) throws {
        _ = try made("create", "shop", "--access", "read")
        _ = try made("create", "gone", "--access", "read")
        _ = try ebb("revoke", "gone")
        let answer = try EbbProcess.run(["key"] + arguments)
        #expect(answer.status == Int32(status), "\(answer)")
        #expect(answer.errors.contains(words), "\(answer.errors)")
        #expect(try listed().count == 2)
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

    @Test func `a running server knows new keys at once and logs none of them`() async throws {
        let ebb = try await serve(["--log-level", "debug", "--log-format", "json"])
        defer { ebb.stop() }
        #expect(try await ebb.get("/api/recommend/zuleika").status == 200)
        let text = try made("create", "shop", "--access", "read")
        let key = ["X-API-Key": text]
        #expect(try await status(of: ebb, onceKnown: key) == 200)
        let rotated = try made("rotate", "shop")
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
        let refused = try EbbProcess.run(beyond, onStore: false)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("--open-to-everybody"))
        let opened = try await serve(["--host", "0.0.0.0", "--open-to-everybody"])
        #expect(try await opened.get("/api/recommend/ann").status == 200)
        opened.stop()
        let text = try made("create", "shop", "--access", "read")
        let ebb = try await serve(["--host", "0.0.0.0"])
        defer { ebb.stop() }
        #expect(try await ebb.get("/api/recommend/ann").status == 401)
        let key = ["Authorization": "bearer \(text)"]
        #expect(try await ebb.get("/api/recommend/ann", headers: key).status == 200)
    }
}
