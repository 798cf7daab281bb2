import Foundation
import Harness
import Interest
import Mongo
import Testing

/// The attackers' table: what means harm is sent to the real program as it is shipped, and each
/// request has its expected answer. The server lives, and what it knew it still knows.
@Suite(.store, .serialized)
struct AttackTests {
    /// A part of the table. By its name alone: a test's arguments are printed whole.
    enum Kind: String, CaseIterable {
        case hosts, pages, disguises, smuggling, floods, paths, protocols, operators, bombs

        var attacks: [Attack] {
            switch self {
            case .hosts: Attack.rebinding
            case .pages: Attack.foreignPages
            case .disguises: Attack.disguises
            case .smuggling: Attack.smuggling
            case .floods: Attack.floods
            case .paths: Attack.paths
            case .protocols: Attack.protocols
            case .operators: Attack.operators
            case .bombs: Attack.bombs
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func `each attack has its answer, and the server lives on`(kind: Kind) async throws {
        let configuration = try LentStore.current.configuration
        let ebb = try await ServeProcess([
            "--database", configuration.uri, "--database-name", configuration.database,
        ])
        defer { ebb.stop() }
        let user = #"{"UserId":"ann","Labels":["kept"]}"#
        #expect(try await ebb.post("/api/user", user).status == 200)
        let clicked = try await ebb.click("ann", "a", event: "1", at: "2024-05-01")
        #expect(clicked.status == 200)
        let before = try await knowledge(ebb)
        for attack in kind.attacks {
            let exchange = try await RawExchange(attack.bytes, to: ebb.port)
            #expect(
                attack.expected.contains(exchange.statuses),
                "\(attack.name): \(exchange.statuses), \(exchange.text.prefix(300))")
            #expect(!exchange.text.lowercased().contains("set-cookie"), "\(attack.name)")
            #expect(!exchange.text.lowercased().contains("x-secret"), "\(attack.name)")
            try #require(ebb.isRunning, "\(attack.name) ended the server")
        }
        #expect(try await knowledge(ebb) == before)
        #expect(try await ebb.get("/api/health/ready").status == 200)
    }

    /// What the server knows of the one user.
    private func knowledge(_ ebb: ServeProcess) async throws -> [String] {
        var known: [String] = []
        for path in [
            "/api/user/ann", "/api/user/ann/feedback", "/api/user/ann/interests?at=2037-01-01",
        ] {
            let answer = try await ebb.get(path)
            #expect(answer.status == 200, "\(path)")
            known.append(answer.body)
        }
        return known
    }
}
