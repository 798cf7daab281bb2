import Damage
import Foundation
import Interest
import Testing

@testable import Ingest

/// What an import changes or skips when it is asked to.
struct CleaningTests {
    private func clicks(_ times: [Int], of user: String = "u") -> String {
        times.map { #"{"user":"\#(user)","item":"i","action":"click","time":\#($0)}"# + "\n" }
            .joined()
    }

    @Test func `values go to the scale of their action by the largest in the file`() throws {
        let text = "userId,movieId,rating,timestamp\n1,1,0.5,1\n1,2,3.5,2\n1,3,5,3\n"
        for normalization in [Normalization.max, .by(5)] {
            let options = ImportOptions { $0.cleaning.normalization = normalization }
            #expect(try readBehaviors(text, options).records.map(\.value) == [1, 7, 10])
        }
        // The stars of MovieLens are known to end at 5; of others nothing is known.
        #expect(try readBehaviors(text).records.map(\.value) == [1, 7, 10])
        let other = #"{"user":"u","item":"i","action":"rating","value":3.5,"time":1}"#
        #expect(try readBehaviors(other).records.map(\.value) == [3.5])
    }

    @Test func `each action has its own largest value, and one off the scale comes down`() throws {
        let text = """
            {"user":"u","item":"a","action":"rating","value":50,"time":1}
            {"user":"u","item":"b","action":"rating","value":100,"time":1}
            {"user":"u","item":"c","action":"click","value":4,"time":1}
            {"user":"u","item":"d","action":"click","value":1,"time":1}
            {"user":"u","item":"e","action":"click","time":1}
            {"user":"u","item":"f","action":"other","value":1e300,"time":1}
            """
        #expect(try readBehaviors(text).counts.rejects == [.valueOffScale: 2, .unknownAction: 1])
        let options = ImportOptions { $0.cleaning.normalization = .max }
        let reading = try readBehaviors(text, options)
        #expect(reading.records.map(\.value) == [5, 10, 1, 0.25, nil])
        #expect(reading.counts.rejects == [.unknownAction: 1])
    }

    @Test func `values without one above zero stay as they are`() throws {
        let text = #"{"user":"u","item":"a","action":"click","value":-2,"time":1}"#
        let options = ImportOptions { $0.cleaning.normalization = .max }
        #expect(try readBehaviors(text, options).records.map(\.value) == [-2])
    }

    @Test func `a pipe is not read twice`() throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "ebb-\(UUID().uuidString).fifo").path
        try #require(unsafe mkfifo(path, 0o600) == 0)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let keeper = FileHandle(forUpdatingAtPath: path)
        let options = ImportOptions { $0.cleaning.normalization = .max }
        let error = #expect(throws: ImportError.self) {
            try read(.file(path), options, BehaviorShape(options, admission))
        }
        #expect(error?.message.contains("a pipe is read only once") == true)
        try keeper?.close()
    }

    @Test func `the same again within the window is skipped, whichever comes first`() throws {
        let options = ImportOptions { $0.cleaning.repeatWindow = .seconds(5) }
        let text = clicks([100, 104, 105, 108, 99, 94, 90]) + clicks([100], of: "v")
        let reading = try readBehaviors(text, options)
        #expect(
            reading.records.map { $0.time.milliseconds / 1000 } == [100, 105, 99, 94, 100])
        #expect(reading.counts.passed == [.repeated: 3])
        #expect(reading.isAccounted)
    }

    @Test func `a limited number of behaviors is taken in each window`() throws {
        let options = ImportOptions { $0.cleaning.burst = .init(count: 2, per: .seconds(60)) }
        let text = clicks([0, 1, 2, 59, 60, 119, 120, 61]) + clicks([1, 2], of: "v")
        let reading = try readBehaviors(text, options)
        #expect(
            reading.records.map { $0.time.milliseconds / 1000 } == [0, 1, 60, 119, 120, 1, 2])
        #expect(reading.counts.passed == [.burst: 3])
    }

    @Test func `what was met last is remembered, however many users there are`() {
        var rules = Cleaning()
        rules.repeatWindow = .seconds(5)
        var cleaner = Cleaner(rules)
        func passes(_ user: Int) -> Bool {
            cleaner.passing(behavior("u\(user)", "i", .click, at: 1)) != nil
        }
        let half = Cleaner.keysMax / 2
        #expect(!passes(0))
        for user in 1..<half { _ = passes(user) }
        #expect(passes(0))
        for user in half..<Cleaner.keysMax { _ = passes(user) }
        #expect(passes(half))
    }
}
