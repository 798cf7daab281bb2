import Foundation
import Interest
import Repositories
import Testing
import Work

@testable import Ingest

/// The journal says what is imported, what goes on, and who may.
struct JournalTests {
    private let repository = MemoryImportRepository()

    private func journal(
        _ run: String, isAlive: Bool? = nil, at seconds: Int64 = 0
    ) -> ImportJournal {
        ImportJournal(
            repository, owner: ProcessOwner(host: "here", process: 7, run: run),
            isAlive: { _ in isAlive }, now: { Timestamp(seconds: seconds) })
    }

    private func begin(
        _ journal: ImportJournal, again: Bool = false, rejects: String? = nil
    ) async throws -> ImportJournal.Course {
        try await journal.begin(
            "id", source: "log.csv", kind: "behaviors", rejectsPath: rejects, again: again)
    }

    private func entry(_ course: ImportJournal.Course) throws -> ImportEntry {
        guard case .go(let entry) = course else {
            throw ImportError(.busy, "the import does not go")
        }
        return entry
    }

    private var mark: ImportCheckpoint {
        var mark = ImportCheckpoint()
        mark.position = 500
        mark.lines = 20
        mark.rejectsLength = 30
        return mark
    }

    @Test func `an import that is done begins again only on request`() async throws {
        let first = journal("1")
        try await first.keep(entry(begin(first)), mark, .done)
        guard case .done(let done) = try await begin(journal("2")) else {
            Issue.record("it is imported again")
            return
        }
        #expect(done.mark == mark)
        let again = try entry(await begin(journal("3"), again: true))
        #expect(again.mark == ImportCheckpoint())
    }

    @Test func `another reading of the same content is refused, a longer map is not`() async throws
    {
        let first = journal("1")
        let course = try await first.begin(
            "a", source: "log.csv", kind: "behaviors", rejectsPath: nil, again: false,
            content: "c", reading: ["--action-map view=browse"])
        var mark = self.mark
        mark.inserted = 5
        try await first.keep(entry(course), mark, .done)
        let second = journal("2")
        func refuse(_ id: String, _ content: String, _ reading: [String]) async throws {
            try await second.refuseOtherReading(
                id, source: "log.csv", content: content, reading: reading)
        }
        try await refuse("b", "c", ["--action-map order=purchase,view=browse"])
        try await refuse("b", "d", ["--normalize 5.0"])
        try await refuse("a", "c", ["--normalize 5.0"])
        let error = await #expect(throws: ImportError.self) {
            try await refuse("b", "c", ["--normalize 5.0"])
        }
        #expect(error?.code == .readBefore)
        #expect(error?.message.contains("to be read with --normalize 5.0") == true)
    }

    @Test(arguments: [
        (ImportEntry.State.running, false, true), (.failed, true, true), (.failed, false, false),
        (.done, true, true), (.done, false, false), (.replaced, true, false),
    ])
    func `a reading that may have stored more than its mark says is compared`(
        state: ImportEntry.State, hasSent: Bool, isCompared: Bool
    ) async throws {
        let first = journal("1")
        let course = try await first.begin(
            "a", source: "log.csv", kind: "behaviors", rejectsPath: nil, again: false,
            content: "c", reading: [])
        var begun = try entry(course)
        begun.hasSent = hasSent
        try await first.keep(begun, ImportCheckpoint(), state)
        let others = try await journal("2").otherReadings(
            "b", content: "c", reading: ["--normalize 5.0"])
        #expect(others.map(\.id) == (isCompared ? ["a"] : []))
        // What was begun once, and is begun again, may hold what the first run sent.
        let again = try await journal("3", isAlive: false).begin(
            "a", source: "log.csv", kind: "behaviors", rejectsPath: nil, again: true)
        #expect(try entry(again).hasSent == isCompared)
    }

    @Test func `a broken-off one goes on at its mark`() async throws {
        let first = journal("1")
        try await first.keep(entry(begin(first, rejects: "/bad")), mark, .failed)
        let second = journal("2")
        let resumed = try entry(await begin(second, rejects: "/bad"))
        #expect(resumed.mark == mark)
        try await second.keep(resumed, mark, .failed)
        let third = try entry(await begin(journal("3"), rejects: "/other"))
        #expect(third.mark.position == 500)
        #expect(third.mark.rejectsLength == 0)
    }

    @Test func `what a process that lives broke off itself goes on`() async throws {
        let journal = journal("1", isAlive: true)
        try await journal.keep(entry(begin(journal)), mark, .running)
        #expect(try entry(await begin(journal)).mark == mark)
    }

    @Test func `one that runs is left alone while it lives, and taken over when dead`()
        async throws
    {
        let first = journal("1")
        let running = try entry(await begin(first))
        let error = await #expect(throws: ImportError.self) {
            try await begin(journal("2", isAlive: true, at: 1000))
        }
        #expect(error?.code == .busy)
        #expect(error?.message.contains("process 7 on here") == true)
        // Where its process cannot be seen, its silence tells.
        await #expect(throws: ImportError.self) { try await begin(journal("2", at: 59)) }
        _ = try await begin(journal("2", at: 61))
        _ = try await begin(journal("3", isAlive: false, at: 61))
        let taken = await #expect(throws: RepositoryError.self) {
            try await first.keep(running, mark, .running)
        }
        #expect(taken?.code == .conflict)
    }

    @Test func `the same content read in the same way is the same import`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-identity-\(UInt64.random(in: .min ... .max))").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in [("a", "same"), ("b", "same"), ("c", "Same")] {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        func digest(_ name: String, _ kind: String = "items", _ set: (inout ImportOptions) -> Void)
            throws -> String?
        {
            try ImportIdentity.digest(
                of: .file("\(folder)/\(name)"), kind: kind, ImportOptions(set))
        }
        let first = try digest("a") { _ in }
        #expect(first?.count == 64)
        #expect(try digest("b") { _ in } == first)
        #expect(try digest("a") { $0.limits.batchRecords = 7 } == first)
        #expect(try digest("c") { _ in } != first)
        #expect(try digest("a", "behaviors") { _ in } != first)
        #expect(try digest("a") { $0.names = ["user": "who"] } != first)
        #expect(try digest("a") { $0.defaultValue = 1 } != first)
        let pipe = try ImportIdentity.digest(
            of: .standardInput, kind: "items", ImportOptions())
        #expect(pipe == nil)
    }
}
