import Foundation
import Harness
import Testing

/// Imports that change what an earlier one brought.
@Suite(.store)
struct ReplacementTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-replacement-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func file(_ name: String, _ text: String) throws -> String {
        let path = folder.appending(path: name).path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func values() async throws -> [String] {
        try await EbbProcess.run(["export", "behaviors"]).output.split(separator: "\n")
            .map(String.init)
    }

    @Test func `another scale takes the place of the first, and back again`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let rows = (0..<2500).map { "u\($0 % 7),i\($0),rating,\($0 % 5 + 1),\(1_400_000_000 + $0)" }
        let path = try file(
            "log.csv", "user,item,action,value,time\n" + rows.joined(separator: "\n"))
        let kept = try file("other.csv", "user,item,action,value,time\nu1,x,rating,4,1400000000\n")
        #expect(try await EbbProcess.run(["import", path, kept]).status == 0)
        let before = try await values()
        let refused = try await EbbProcess.run(["import", path, "--normalize", "5"])
        #expect(refused.status == 1)
        #expect(refused.output.contains("--replace"), "\(refused.output)")
        let replaced = try await EbbProcess.run([
            "import", path, "--normalize", "5", "--replace",
        ])
        #expect(replaced.status == 0, "\(replaced.output) \(replaced.errors)")
        #expect(replaced.output.contains("2,500 new"), "\(replaced.output)")
        #expect(replaced.output.contains("2,500 behaviors that the file had brought"))
        let after = try await values()
        #expect(after.count == 2501)
        #expect(after.contains { $0.contains(#""item":"x""#) })
        #expect(after != before)
        #expect(try await EbbProcess.run(["import", path]).status == 1)
        #expect(try await EbbProcess.run(["import", path, "--replace"]).status == 0)
        #expect(try await values().sorted() == before.sorted())
    }

    @Test func `items twice are an update, with a count of what changed`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try file("items.csv", "id,title,hidden\na,Lamp,0\nb,Chair,0\n")
        let first = try await EbbProcess.run(["import", "--items", path])
        #expect(first.output.contains("2 new, 0 changed, 0 as they were"), "\(first.output)")
        let prices = try file("prices.csv", "id,price\na,9.5\nc,3\n")
        let second = try await EbbProcess.run(["import", "--items", prices, "--label", "price"])
        #expect(second.output.contains("1 new, 1 changed, 0 as they were"), "\(second.output)")
        let again = try await EbbProcess.run(["import", "--items", path])
        #expect(again.output.contains("0 new, 0 changed, 2 as they were"), "\(again.output)")
        let gone = try file("gone.csv", "id\nb\nz\n")
        let removed = try await EbbProcess.run(["import", "--items", gone, "--delete"])
        #expect(removed.output.contains("1 removed"), "\(removed.output)")
        let table = try await EbbProcess.run(["import", "--list"]).output
        #expect(table.contains("NEW/CHANGED") && table.contains("UNCHANGED"), "\(table)")
        let items = try await EbbProcess.run(["export", "items"]).output
        let lamp = #"{"id":"a","title":"Lamp","categories":[],"labels":{"price":9.5}}"#
        #expect(items.contains(lamp), "\(items)")
        #expect(!items.contains("Chair"))
    }
}
