import Foundation
import Harness
import Mongo
import Testing

/// Several `ebb` processes on one database at once, and somebody who looks at it without Ebb.
@Suite(.store)
struct SeveralProcessesTests {
    private static let users = 12
    private static let clicks = 20

    /// Each click goes to both servers, as an uncertain sender's would; the one that comes second
    /// adds nothing.
    private func write(_ servers: [ServeProcess]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for user in 0..<Self.users {
                for server in servers {
                    group.addTask {
                        for number in 0..<Self.clicks {
                            let answer = try await server.click(
                                "user\(user)", "item\(number % 5)", event: "\(user)-\(number)",
                                at: "2024-05-01T12:\(10 + number):00Z")
                            #expect(answer.status == 200)
                            // A read in between, so that folds of both meet.
                            let path = "/api/user/user\(user)/interests"
                            #expect(try await server.get(path).status == 200)
                        }
                    }
                }
            }
            group.addTask {
                let fold = try await EbbProcess.run(["fold"])
                #expect(fold.status == 0, "\(fold)")
            }
            try await group.waitForAll()
        }
    }

    @Test func `two servers and a fold at once count everything once`() async throws {
        let configuration = try LentStore.current.configuration
        let arguments = [
            "--database", configuration.uri, "--database-name", configuration.database,
        ]
        let servers = [try await ServeProcess(arguments), try await ServeProcess(arguments)]
        defer { for server in servers { server.stop() } }
        try await write(servers)
        #expect(try await EbbProcess.run(["fold"]).status == 0)

        // What anybody sees who has only a driver: no mark is left, each fold is numbered, and a
        // document's activity is the number of its user's behaviors.
        let store = try LentStore.current.store
        let log: [BSON] = try await store.perform(Find("behaviors", filter: .empty))
        #expect(log.count == Self.users * Self.clicks)
        #expect(log.allSatisfy { $0.json.contains("\"fold\"") && !$0.json.contains("\"pending\"") })
        let documents: [BSON] = try await store.perform(Find("weights", filter: .empty))
        #expect(documents.count == Self.users)
        for document in documents {
            let (activity, items) = try document.read { (reader) throws(StoreError) in
                var items: [String] = []
                try reader.forEachDocument(in: "interests") { interest throws(StoreError) in
                    items.append(try interest.string("item"))
                }
                return (try reader.int64("activity"), items.sorted())
            }
            #expect(activity == Int64(Self.clicks))
            #expect(items == (0..<5).map { "item\($0)" })
        }
        // Every weight equals the fold of the log, to the bit.
        let rebuilt = try await EbbProcess.run(["rebuild", "--all", "--format", "json"])
        let tally = try #require(try rebuilt.json() as? [String: Any])
        #expect(tally["unchanged"] as? Int == Self.users, "\(rebuilt)")
        #expect(tally["documents"] as? Int == Self.users)
        // Both servers and a command say the same.
        let path = "/api/user/user3/interests?at=2037-01-01"
        let answers = try await [servers[0].get(path).body, servers[1].get(path).body]
        #expect(answers[0] == answers[1])
        let command = try await EbbProcess.run([
            "interests", "user3", "--at", "2037-01-01", "--format", "json",
        ])
        #expect(command.output == answers[0] + "\n")
        let interests = try #require(
            (try command.json() as? [String: Any])?["Interests"] as? [[String: Any]])
        #expect(interests.count == 5)
    }
}
