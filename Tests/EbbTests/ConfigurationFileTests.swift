import Foundation
import Harness
import Mongo
import Testing

/// A configuration file in YAML or JSON, for every command.
@Suite(.store) struct ConfigurationFileTests {
    @Test(arguments: ["yaml", "yml", "json"])
    func `a file has the settings, and a flag or a variable comes first`(
        ending: String
    ) async throws {
        let configuration = try LentStore.current.configuration
        let settings = [
            ("database", configuration.uri), ("database.name", configuration.database),
            ("lanes", "2"),
        ]
        let text =
            ending == "json"
            ? "{" + settings.map { "\"\($0)\": \"\($1)\"" }.joined(separator: ",") + "}"
            : "# Where the log is.\n"
                + settings.map { "\($0): \"\($1)\"\n" }.joined()
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("ebb-\(UUID().uuidString).\(ending)")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let input = Data(#"{"user":"ann","item":"tea","action":"click","time":1700000000}"#.utf8)
        let imported = try await EbbProcess.run(
            ["import", "-", "--config", file.path], input: input, onStore: false)
        #expect(imported.status == 0, "\(imported.errors)")
        let stats = try await EbbProcess.run(["stats", "--format", "json"])
        #expect((try stats.json() as? [String: Any])?["behaviors"] as? Int == 1)
        let overridden = try await EbbProcess.run(
            ["stats", "--config", file.path], onStore: false, environment: ["EBB_LANES": "1000"])
        #expect(overridden.errors.contains("invalid lanes \"1000\""), "\(overridden.errors)")
    }
}
