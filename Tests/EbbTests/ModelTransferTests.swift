import Foundation
import Harness
import Interest
import Mongo
import Testing

@testable import Repositories

/// Models go from store to store by way of a file, bit for bit.
@Suite(.store)
struct ModelTransferTests {
    private func model(_ recommender: String, bytes count: Int, seed: UInt8) -> TrainedModel {
        TrainedModel(
            recommender: recommender,
            time: Timestamp(milliseconds: 1_700_000_000_123 + Int64(seed)),
            trainedUntil: Timestamp(seconds: 1_699_999_999), behaviors: 7,
            parameters: ["half-life": "20b", "odd = \"name\"": "ünï"],
            payload: (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ Int(seed)) })
    }

    private func withFile(_ body: (String) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "ebb-models-\(UUID().uuidString).jsonl.zst").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await body(file)
    }

    @Test func `every version comes back with its bytes, and once`() async throws {
        let models = MongoModelRepository(store: try LentStore.current.store)
        // None, less than a part, exactly two parts, and more than two.
        for (seed, count) in [0, 1000, 2 * 255 << 10, 700_001].enumerated() {
            let name = count == 1000 ? "linear" : "item-neighbors"
            _ = try await models.save(model(name, bytes: count, seed: UInt8(seed)))
        }
        let versions = try await models.versionsInOrder()
        #expect(versions.map(\.version) == [1, 2, 3, 1])
        let copy = try SecondDatabase()
        try await withFile { file in
            #expect(try await EbbProcess.run(["export", "models", "--file", file]).status == 0)
            let dry = try await EbbProcess.run(
                ["import", "--models", "--dry-run", file] + copy.place, onStore: false)
            #expect(dry.output.contains("linear 1, 1,000 bytes: would be imported"))
            #expect(try await copy.models.versionsInOrder().isEmpty)
            let first = try await EbbProcess.run(
                ["import", "--models", file] + copy.place, onStore: false)
            #expect(first.status == 0, "\(first.output)\(first.errors)")
            #expect(try await copy.models.versionsInOrder() == versions)
            for version in versions {
                let payload = try await models.payload(of: version)
                #expect(try await copy.models.payload(of: version) == payload)
            }
            let again = try await EbbProcess.run(
                ["import", "--models", file] + copy.place, onStore: false)
            #expect(again.output.contains("item-neighbors 3, 700,001 bytes: already in the store"))
            #expect(try await copy.models.versionsInOrder() == versions)
        }
        try await copy.drop()
    }

    @Test func `what is brought in last serves, whatever its version was`() async throws {
        let models = MongoModelRepository(store: try LentStore.current.store)
        _ = try await models.save(model("linear", bytes: 10, seed: 1))
        let copy = try SecondDatabase()
        for seed in 2...4 {
            _ = try await copy.models.save(model("linear", bytes: 10, seed: UInt8(seed)))
        }
        try await withFile { file in
            #expect(try await EbbProcess.run(["export", "models", "--file", file]).status == 0)
            let answer = try await EbbProcess.run(
                ["import", "--models", file] + copy.place, onStore: false)
            #expect(answer.output.contains("linear 1, 10 bytes: imported as version 4"))
        }
        let newest = try #require(try await copy.models.newest("linear"))
        #expect(
            try await copy.models.payload(of: newest) == model("linear", bytes: 10, seed: 1).payload
        )
        #expect(try await copy.models.versionsInOrder().map(\.version) == [2, 3, 4])
        try await copy.drop()
    }

    @Test(arguments: [("| head -n 2", "bytes: export it again"), ("| sed 2d", "part 0")])
    func `of a model that is not whole nothing stays`(
        damage: String, sentence: String
    ) async throws {
        let store = try LentStore.current.store
        let models = MongoModelRepository(store: store)
        _ = try await models.save(model("linear", bytes: 700_001, seed: 9))
        let copy = try SecondDatabase()
        let answer = try await EbbProcess.shell { ebb in
            "\(ebb) export models \(damage) | '\(EbbProcess.executable.path)' import --models - "
                + copy.place.map { "'\($0)'" }.joined(separator: " ")
        }
        #expect(answer.status == 1)
        #expect(answer.output.contains(sentence), "\(answer)")
        #expect(try await copy.models.versionsInOrder().isEmpty)
        let left = Find<BSON>(Schema.modelFileParts, filter: .empty)
        #expect(try await copy.store.perform(left).isEmpty)
        try await copy.drop()
    }
}

extension SecondDatabase {
    fileprivate var models: MongoModelRepository { MongoModelRepository(store: store) }
}
