import Foundation
import Harness
import Mongo
import Testing

/// `ebb import --replace`, killed (SIGKILL) at every write to the store.
///
/// A private server stops the command before its write number N and afterward refuses every write,
/// so what the store holds is exactly what a command that died at this moment leaves.
@Suite(.serialized)
struct BrokenReplacementTests {
    /// The rows of the file: three batches of an import, and three transactions of a removal.
    private static let count = 2500
    /// More writes than a replacement makes.
    private static let writesMax = 200
    private static let scale = ["--normalize", "5"]
    private static let database = "broken"

    /// A server that can refuse writes, and the file that is imported into it.
    private struct Place {
        let server: PrivateServer
        let store: Store
        let path: String

        var flags: [String] { ["--database", server.uri, "--database-name", database] }

        func ebb(_ words: [String]) async throws -> EbbProcess.Answer {
            try await EbbProcess.run(words + flags, onStore: false)
        }

        func log() async throws -> [String] {
            let answer = try await ebb(["export", "behaviors"])
            return answer.output.split(separator: "\n").map(String.init).sorted()
        }

        /// Whether every weight document is the fold of its part of the log, to the bit.
        func isConsistent() async throws -> Bool {
            struct Check: Decodable {
                let name: String
                let ok: Bool
            }
            let answer = try await ebb(["doctor", "--documents", "--format", "json"])
            return try JSONDecoder().decode([Check].self, from: Data(answer.output.utf8))
                .contains { $0.name == "documents" && $0.ok }
        }
    }

    private func withPlace(_ body: (Place) async throws -> Void) async throws {
        let server = try await PrivateServer([
            "--replSet", "rs0", "--setParameter", "enableTestCommands=1",
            // What a killed command leaves open is not waited for a minute.
            "--setParameter", "transactionLifetimeLimitSeconds=1",
        ])
        defer { server.stop() }
        let file = FileManager.default.temporaryDirectory
            .appending(path: "ebb-broken-\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        let rows = (0..<Self.count).map {
            "u\($0 % 7),i\($0),rating,\($0 % 5 + 1),\(1_400_000_000 + $0)\n"
        }
        try ("user,item,action,value,time\n" + rows.joined())
            .write(to: file, atomically: true, encoding: .utf8)
        // Under a name of its own, because only what calls itself "ebb" is to fail.
        var configuration = StoreConfiguration(uri: server.uri, database: Self.database)
        configuration.appName = "test"
        let store = try Store(configuration)
        try await body(Place(server: server, store: store, path: file.path))
        await store.close()
    }

    private func admin(_ place: Place, _ json: String) async throws -> BSON {
        try await place.store.perform(RunCommand(database: "admin", try BSON(json: json)))
    }

    /// Runs a command and kills it before its write number `writes`; false where it ended before
    /// that.
    private func kill(_ words: [String], before writes: Int, _ place: Place) async throws -> Bool {
        // The block is longer than the way to the kill below. Afterward the connection is closed
        // instead of the write done.
        let reply = try await admin(
            place,
            #"{"configureFailPoint": "failCommand", "mode": {"skip": \#(writes)}, "data": "#
                + #"{"failCommands": ["insert", "update", "delete", "bulkWrite", "findAndModify", "#
                + #""commitTransaction"], "blockConnection": true, "closeConnection": true, "#
                + #""blockTimeMS": 2000, "appName": "ebb"}}"#)
        let before = try reply.read { (reader) throws(StoreError) in try reader.int64("count") }
        let wait = #"{"waitForFailPoint": "failCommand", "maxTimeMS": 50, "timesEntered": "#
        var isReached = false
        try await EbbProcess.kill(words + place.flags) {
            isReached =
                (try? await admin(place, wait + #"{"$numberLong": "\#(before + 1)"}}"#)) != nil
            return isReached
        }
        _ = try await admin(place, #"{"configureFailPoint": "failCommand", "mode": "off"}"#)
        return isReached
    }

    /// Imports the file in both ways, and shows what is in the log in each.
    private func outcomes(_ place: Place) async throws -> (plain: [String], scaled: [String]) {
        #expect(try await place.ebb(["import", place.path]).status == 0)
        let plain = try await place.log()
        let forth = ["import", place.path, "--replace"] + Self.scale
        #expect(try await place.ebb(forth).status == 0)
        let scaled = try await place.log()
        #expect(plain.count == Self.count && scaled.count == Self.count)
        #expect(Set(plain).isDisjoint(with: scaled))
        return (plain, scaled)
    }

    @Test func `a replacement killed at any write leaves one version, and goes on or back`()
        async throws
    {
        try await withPlace { place in
            let (plain, scaled) = try await outcomes(place)
            let back = ["import", place.path, "--replace"]
            let forth = back + Self.scale
            var isForth = true
            var writes = 0
            while writes < Self.writesMax {
                // The removal must also take the behaviors out of weight documents.
                #expect(try await place.ebb(["fold"]).status == 0)
                let (words, from, to) =
                    isForth ? (back, scaled, plain) : (forth, plain, scaled)
                guard try await kill(words, before: writes, place) else { break }
                let left = Set(try await place.log())
                #expect(left.isSubset(of: from) || left.isSubset(of: to), "write \(writes)")
                #expect(try await place.isConsistent(), "write \(writes)")
                // Every third goes back to what was there before; the others go on.
                let goesBack = writes % 3 == 2
                let ended = try await place.ebb(goesBack == isForth ? forth : back)
                #expect(ended.status == 0, "write \(writes): \(ended.output) \(ended.errors)")
                if !goesBack { isForth.toggle() }
                let expected = isForth ? scaled : plain
                #expect(try await place.log() == expected, "write \(writes)")
                writes += 1
            }
            #expect(writes > 10 && writes < Self.writesMax)
        }
    }
}
