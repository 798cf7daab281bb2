import Foundation
import Interest
import Testing

@testable import Ingest

/// The sample log that stands in the repository.
struct SampleTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Examples/movietweetings")

    @Test func `every rating of the sample is understood`() throws {
        let source = ImportSource(Self.folder.appending(path: "ratings.dat.gz").path)
        let reading = try read(source, .ratings, BehaviorShape(.ratings, admission))
        #expect(reading.detection?.format == .delimited(by: "::"))
        #expect(reading.counts.rejects == [:])
        #expect(reading.records.count == 100_000)
        #expect(Set(reading.records.map(\.user)).count == 16_554)
        #expect(Set(reading.records.map(\.item)).count == 10_506)
        #expect(reading.records.first == behavior("1", "1074638", .rating, 7, at: 1_365_029_107))
    }

    @Test func `every film of the sample is understood`() throws {
        let source = ImportSource(Self.folder.appending(path: "movies.dat.gz").path)
        let options = ImportOptions { $0.columns = ["id", "title", "categories"] }
        let reading = items(of: try read(source, options, ItemShape(options)))
        #expect(reading.counts.rejects == [:])
        #expect(reading.records.count == 10_506)
        #expect(
            reading.records.first
                == Item(
                    id: ItemID(unchecked: "0002844"),
                    title: "Fantômas - À l'ombre de la guillotine (1913)",
                    categories: ["Crime", "Drama"]))
    }

    @Test func `the raw speed is counted over the same records`() throws {
        let source = ImportSource(Self.folder.appending(path: "ratings.dat.gz").path)
        let first = try ParseCount(parsing: source, .ratings, admission: admission)
        let second = try ParseCount(parsing: source, .ratings, admission: admission)
        #expect(first == second)
        #expect(first.records == 100_000)
        #expect(first.checksum != 0)
    }

    @Test func `a file that is not there, a folder, and a pipe's end are one sentence`() {
        for (path, words) in [
            ("/nowhere/log.csv", "there is no such file"), ("/etc", "is a folder"),
        ] {
            let error = #expect(throws: ImportError.self) {
                try read(ImportSource(path), ImportOptions(), ItemShape(ImportOptions()))
            }
            #expect(error?.code == .unreadable)
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
            #expect(error?.message.contains(path) == true)
        }
        #expect(ImportSource("-") == .standardInput)
    }
}
