import Foundation
import Program
import Testing

struct CompanionTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "companion-\(UUID().uuidString)").path

    @Test func `a companion that is not installed is one sentence that says how to get it`() {
        let companion = Companion("ebb-nothing", folder: folder)
        let error = #expect(throws: Companion.Missing.self) { try companion.takeOver([]) }
        #expect(error?.description.hasPrefix("ebb-nothing is not installed in \(folder): ") == true)
        #expect(error?.description.contains("build it with scripts/build") == true)
    }

    @Test func `a companion that the system cannot run is one sentence with the reason`() throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/ebb-broken"
        try #require(
            FileManager.default.createFile(
                atPath: file, contents: Data("\u{7F}ELF".utf8),
                attributes: [.posixPermissions: 0o755]))
        let error = #expect(throws: Companion.Missing.self) {
            try Companion("ebb-broken", folder: folder).takeOver([])
        }
        #expect(
            error?.description == "cannot run ebb-broken in \(folder): Exec format error")
    }
}
