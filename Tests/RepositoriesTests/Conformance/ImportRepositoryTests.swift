import Harness
import Interest
import Testing
import Work

@testable import Repositories

/// Conformance of an import repository.
@Suite(.store)
struct ImportRepositoryTests {
    private func entry(_ id: String, run: String, started: Int64 = 1) -> ImportEntry {
        ImportEntry(
            id: id, source: "log.jsonl", kind: "behaviors", state: .running,
            owner: ProcessOwner(host: "here", process: 7, run: run),
            started: Timestamp(seconds: started), updated: Timestamp(seconds: 2))
    }

    @Test(arguments: Backing.allCases)
    func `an entry comes back as it went in`(backing: Backing) async throws {
        let imports = try await backing.make().imports
        #expect(try await imports.entry("a") == nil)
        var written = entry("a", run: "1")
        written.rejectsPath = "bad.jsonl"
        written.content = "c"
        written.reading = ["--normalize max"]
        written.hasSent = true
        written.mark.position = 1 << 40
        written.mark.lines = 9
        written.mark.records = 3
        written.mark.blank = 2
        written.mark.header = 1
        written.mark.continued = 1
        written.mark.rejects = ["bad id": 1, "malformed": 1]
        written.mark.rejectsLength = 77
        written.mark.inserted = 2
        written.mark.repeated = 1
        #expect(try await imports.put(written, over: nil))
        #expect(try await imports.entry("a") == written)
    }

    @Test(arguments: Backing.allCases)
    func `only the run that wrote last writes over an entry`(backing: Backing) async throws {
        let imports = try await backing.make().imports
        #expect(try await imports.put(entry("a", run: "1"), over: nil))
        #expect(try await !imports.put(entry("a", run: "2"), over: nil))
        #expect(try await imports.put(entry("a", run: "2"), over: "1"))
        #expect(try await !imports.put(entry("a", run: "1"), over: "1"))
        #expect(try await imports.entry("a")?.owner.run == "2")
        #expect(try await !imports.put(entry("b", run: "1"), over: "1"))
        #expect(try await imports.entry("b") == nil)
    }

    @Test(arguments: Backing.allCases)
    func `of many at once one begins`(backing: Backing) async throws {
        let imports = try await backing.make().imports
        let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
            for run in 0..<8 {
                group.addTask { try await imports.put(entry("a", run: "\(run)"), over: nil) }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }

    @Test(arguments: Backing.allCases)
    func `the newest come first`(backing: Backing) async throws {
        let imports = try await backing.make().imports
        for number in 1...5 {
            _ = try await imports.put(
                entry("\(number)", run: "r", started: Int64(number)), over: nil)
        }
        #expect(try await imports.newest(3).map(\.id) == ["5", "4", "3"])
        #expect(try await imports.newest(0).isEmpty)
    }

    @Test(arguments: Backing.allCases)
    func `the imports of one content are found among all`(backing: Backing) async throws {
        let imports = try await backing.make().imports
        for number in 1...6 {
            var entry = entry("\(number)", run: "r", started: Int64(number))
            entry.content = number == 6 ? nil : number % 2 == 0 ? "even" : "odd"
            _ = try await imports.put(entry, over: nil)
        }
        #expect(try await imports.entries(ofContent: "odd", limit: 9).map(\.id) == ["5", "3", "1"])
        #expect(try await imports.entries(ofContent: "odd", limit: 2).map(\.id) == ["5", "3"])
        #expect(try await imports.entries(ofContent: "c", limit: 9).isEmpty)
    }
}
