import Foundation
import Harness
import Mongo
import Testing

/// What stands under `deploy/` speaks of what a server really tells.
@Suite(.store)
struct DeployTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "deploy")

    /// Names of series, without what Prometheus adds to a histogram's.
    private func names(in file: String) throws -> Set<String> {
        let text = try String(
            contentsOf: Self.folder.appending(path: file), encoding: .utf8)
        let pattern = /\b(?:ebb|http_server|process|metering)_[a-z_]+/
        return Set(
            text.matches(of: pattern).map { match in
                String(match.output).replacing(/_(bucket|sum|count)$/, with: "")
            })
    }

    @Test func `every metric of the dashboard and the alerts is one that a server tells`()
        async throws
    {
        #expect(
            try EbbProcess.run([
                "import", Sample.ratings.path, "--columns", "user,item,value,time", "--action",
                "rating",
            ]).status == 0)
        #expect(try EbbProcess.run(["train", "popular"]).status == 0)
        let configuration = try LentStore.current.configuration
        let server = try await ServeProcess([
            "--database", configuration.uri, "--database-name", configuration.database,
        ])
        defer { server.stop() }
        #expect(try await server.get("/api/user/8605/interests").status == 200)
        let text = try await server.get("/metrics").body
        let told = Set(
            text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
                .compactMap { $0.split(separator: " ").dropFirst(2).first.map(String.init) })
        for file in ["grafana-dashboard.json", "prometheus-alerts.yml"] {
            let wanted = try names(in: file)
            #expect(wanted.count > 5)
            #expect(wanted.subtracting(told).isEmpty, "\(file)")
        }
    }

    @Test func `the dashboard is JSON, and each of its panels asks something`() throws {
        let data = try Data(
            contentsOf: Self.folder.appending(path: "grafana-dashboard.json"))
        let dashboard = try #require(
            try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let panels = try #require(dashboard["panels"] as? [[String: Any]])
        #expect(panels.count > 8)
        for panel in panels {
            let targets = try #require(panel["targets"] as? [[String: Any]])
            #expect(targets.allSatisfy { ($0["expr"] as? String)?.isEmpty == false })
            #expect((panel["description"] as? String)?.isEmpty == false)
        }
    }
}
