import Foundation
import Harness
import Mongo
import Testing

@testable import Repositories

/// A store that an older version made is opened, and gives the answers that it gave; see
/// Tests/Upgrade.
@Suite(.store)
struct UpgradeTests {
    private static let home = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Upgrade", directoryHint: .isDirectory)

    private static let versions: [String] = {
        let found = try? FileManager.default.contentsOfDirectory(atPath: home.path)
        return (found ?? []).filter { $0.wholeMatch(of: #/\d+\.\d+\.\d+/#) != nil }.sorted()
    }()

    /// What the older version said.
    private struct Record: Decodable {
        struct Question: Decodable {
            let arguments: [String]
            let answer: JSONValue
        }

        let key: String
        let answers: [Question]

        init(of version: String) throws {
            let url = home.appending(path: "\(version)/answers.json")
            self = try JSONDecoder().decode(Record.self, from: try Data(contentsOf: url))
        }
    }

    private func restore(_ version: String) async throws {
        let folder = Self.home.appending(path: "\(version)/backup").path
        let restored = try await EbbProcess.run(["restore", folder])
        #expect(restored.status == 0, "\(restored.errors)")
    }

    @Test func `there are stores of older versions`() {
        #expect(Self.versions.contains("0.1.0"))
    }

    @Test(arguments: versions)
    func `an older store gives the same answers to the bit, and its documents are whole`(
        _ version: String
    ) async throws {
        let record = try Record(of: version)
        try await restore(version)
        for question in record.answers {
            let answer = try await EbbProcess.run(question.arguments)
            // Models of an older format are refused in a sentence each.
            if answer.errors.contains("cannot use the model") {
                #expect(answer.errors.contains("train it again"), "\(answer.errors)")
                #expect(question.arguments.first == "recommend")
                continue
            }
            let now = try JSONDecoder().decode(JSONValue.self, from: Data(answer.output.utf8))
            #expect(
                now.holds(OlderAnswer.inPresentNames(question.answer, of: question.arguments)),
                "\(question.arguments) was \(question.answer), and is \(answer.output)")
        }
        let doctor = try await EbbProcess.run(["doctor", "--documents"])
        #expect(doctor.status == 0, "\(doctor.output)")
    }

    @Test(arguments: versions)
    func `an older store knows its files, its erased users and its keys`(
        _ version: String
    ) async throws {
        let record = try Record(of: version)
        try await restore(version)
        let file = Self.home.appending(path: "\(version)/first.jsonl.gz").path
        let again = try await EbbProcess.run(["import", file])
        #expect(again.status == 0, "\(again.errors)")
        #expect(!again.output.contains("200 new"), "\(again.output)")
        let erased = #"{"user":"u9","item":"i1","action":"click","time":1767225600}"#
        let kept = try await EbbProcess.run(["import", "-"], input: Data(erased.utf8))
        #expect(kept.output.contains("0 new"), "\(kept.output)")

        let configuration = try LentStore.current.configuration
        let server = try await ServeProcess([
            "--database", configuration.uri, "--database-name", configuration.database,
        ])
        let path = "/api/user/u1/interests?n=1"
        #expect(try await server.get(path).status == 401)
        #expect(try await server.get(path, headers: ["X-API-Key": record.key]).status == 200)
        #expect(server.stop() == 0)
    }

    @Test(arguments: versions)
    func `an older store is marked with its format when it is opened`(
        _ version: String
    ) async throws {
        try await restore(version)
        #expect(try await EbbProcess.run(["stats"]).status == 0)
        let store = try LentStore.current.store
        #expect(try await StoreFormat.current.require(in: store) == StoreFormat.current.newest)
    }
}
