import Damage
import Foundation
import Interest
import Testing

@testable import Ingest

/// Files that are packed in something else than gzip and zstd.
struct ContainerTests {
    /// A file with the bytes, which the body may read under its path.
    private func read(
        _ name: String, _ base64: String, member: String = ""
    ) throws -> Reading<Behavior> {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-containers-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: name)
        try #require(Data(base64Encoded: base64)).write(to: file)
        let options = ImportOptions()
        return try IngestTests.read(
            .file(file.path + member), options, BehaviorShape(options, admission))
    }

    private func refusal(_ name: String, _ base64: String, member: String = "") -> String {
        do {
            _ = try read(name, base64, member: member)
            return ""
        } catch {
            return (error as? ImportError)?.message ?? "\(error)"
        }
    }

    private let expected = [behavior("u", "i", .click, at: 1_709_251_200)]

    private static let stored =
        "UEsDBBQAAAAAABQyfF2ZjXxMKwAAACsAAAAFAAAAYS5jc3Z1c2VyLGl0ZW0sYWN0aW9uLHRpbWUKdSxpLGNsaWNr"
        + "LDIwMjQtMDMtMDEKUEsBAhQDFAAAAAAAFDJ8XZmNfEwrAAAAKwAAAAUAAAAAAAAAAAAAAIABAAAAAGEuY3N2UE"
        + "sFBgAAAAABAAEAMwAAAE4AAAAAAA=="
    private static let two =
        "UEsDBBQAAAAIAOJofF19Qc+0CQAAAAcAAAAMAAAAYS9SRUFETUUudHh0C0pNTFHITQUAUEsDBBQAAAAIAOJofF2Z"
        + "jXxMLQAAACsAAAAHAAAAYS9hLmNzdistTi3SySxJzdVJTC7JzM/TKcnMTeUq1cnUSc7JTM7WMTIwMtE1MNY1MO"
        + "QCAFBLAwQUAAAACADiaHxdeg9iNy0AAAArAAAABwAAAGEvYi5jc3YrLU4t0sksSc3VSUwuyczP0ynJzE3lKtPJ"
        + "1EnOyUzO1jEyMDLRNTDWNTDkAgBQSwECFAMUAAAACADiaHxdfUHPtAkAAAAHAAAADAAAAAAAAAAAAAAAgAEAAA"
        + "AAYS9SRUFETUUudHh0UEsBAhQDFAAAAAgA4mh8XZmNfEwtAAAAKwAAAAcAAAAAAAAAAAAAAIABMwAAAGEvYS5j"
        + "c3ZQSwECFAMUAAAACADiaHxdeg9iNy0AAAArAAAABwAAAAAAAAAAAAAAgAGFAAAAYS9iLmNzdlBLBQYAAAAAAw"
        + "ADAKQAAADXAAAAAAA="
    private static let leaving =
        "UEsDBBQAAAAIAOJofF2ZjXxMLQAAACsAAAAIAAAALi4vYS5jc3YrLU4t0sksSc3VSUwuyczP0ynJzE3lKtXJ1EnO"
        + "yUzO1jEyMDLRNTDWNTDkAgBQSwECFAMUAAAACADiaHxdmY18TC0AAAArAAAACAAAAAAAAAAAAAAAgAEAAAAALi"
        + "4vYS5jc3ZQSwUGAAAAAAEAAQA2AAAAUwAAAAAA"
    private static let bzip2 =
        "QlpoOTFBWSZTWe2v104AABVZgAAQAAZ8ACovngAgACIp5GpoxtQPUKBpoZGTEq9xB3qBcKAqSb9cWJnySNxN/FW0"
        + "zuU6LuSKcKEh21+unA=="
    private static let xz =
        "/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAqdXNlcixpdGVtLGFjdGlvbix0aW1lCnUsaSxjbGljaywyMDI0LTAz"
        + "LTAxCgAAm5Dd9RL2I8oAAUMrrVBuVx+2830BAAAAAARZWg=="

    @Test func `the one log of a zip archive is read`() throws {
        let reading = try read("a.zip", Self.stored)
        #expect(reading.records == expected)
        #expect(reading.detection?.container == .zip)
        #expect(try read("two.zip", Self.two, member: "/a/a.csv").records == expected)
    }

    @Test func `a zip archive that cannot be trusted is refused in a sentence`() throws {
        #expect(refusal("two.zip", Self.two).contains("has 2 files in it (a/a.csv, a/b.csv)"))
        #expect(refusal("two.zip", Self.two, member: "/c").contains("has no file c in it"))
        #expect(refusal("out.zip", Self.leaving).contains("a path that leads out of it"))
        let data = try #require(Data(base64Encoded: Self.two))
        #expect(
            refusal("cut.zip", data.prefix(300).base64EncodedString()).contains("is damaged"))
        var bad = data
        bad[100] ^= 0xFF
        let sentence = refusal("bad.zip", bad.base64EncodedString(), member: "/a/a.csv")
        #expect(sentence.contains("damaged") || sentence.contains("zip"), "\(sentence)")
    }

    @Test func `an archive that would grow as no log does is refused`() throws {
        // The directory says 1 TiB, by zip64; the rest is the stored archive.
        var bytes = [UInt8](try #require(Data(base64Encoded: Self.stored)))
        let directory = 78
        for place in 24..<28 { bytes[directory + place] = place == 27 ? 0x7F : 0xFF }
        let sentence = refusal("bomb.zip", Data(bytes).base64EncodedString())
        #expect(sentence.contains("as no log does"), "\(sentence)")
    }

    @Test(arguments: [("a.csv.bz2", bzip2, Container.bzip2), ("a.csv.xz", xz, .xz)])
    func `bzip2 and xz are read by their programs`(
        name: String, base64: String, container: Container
    ) throws {
        // Machines without the program have a sentence that says so.
        guard !refusal(name, base64).contains("is not installed") else { return }
        let reading = try read(name, base64)
        #expect(reading.records == expected)
        #expect(reading.detection?.container == container)
        let cut = try #require(Data(base64Encoded: base64)).dropLast(12).base64EncodedString()
        #expect(refusal(name, cut).contains("is damaged"))
    }

    @Test func `Parquet is read by Python, or the sentence says how to convert it`() throws {
        let sentence = refusal("a.parquet", Data("PAR1\0PAR1".utf8).base64EncodedString())
        #expect(sentence.contains("Parquet"), "\(sentence)")
        let base64 = Data(Damage.parquet).base64EncodedString()
        guard !refusal("b.parquet", base64).contains("pip install pyarrow") else { return }
        let reading = try read("b.parquet", base64)
        #expect(reading.records.map(\.user.text) == ["u", "v", "w"])
        #expect(reading.records.map(\.value) == [nil, 7.25, nil])
        #expect(reading.records.first?.time == Timestamp(seconds: 1_365_029_107))
        #expect(reading.detection?.container == .parquet)
    }

    @Test func `a folder leaves out what is no log by its name`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-folder-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["README.txt", "LICENSE", "ratings.csv", "notes.md"] {
            try Data("x".utf8).write(to: folder.appending(path: name))
        }
        var passed: [String] = []
        let found = try ImportSource.found([folder.path]) { passed.append($0) }
        #expect(found.map(\.source.name) == [folder.path + "/ratings.csv"])
        #expect(passed.count == 3)
    }
}
