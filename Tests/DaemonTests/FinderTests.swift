import Foundation
import Testing

@testable import Daemon

struct FinderTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// A finder that searches only inside the scratch folder.
    private func finder(_ environment: [String: String] = [:]) -> Finder {
        Finder(
            environment: environment, executable: "\(scratch.path)/project/.build/debug/ebb",
            workingDirectory: "\(scratch.path)/desk/deep/down", dataFolder: "\(scratch.path)/data")
    }

    @Test func `the nearer place wins`() throws {
        let inData = try scratch.program("data/bin/mongod", "")
        #expect(try finder().mongod() == inData)
        let aboveDesk = try scratch.program("desk/.ebb/bin/mongod", "")
        #expect(try finder().mongod() == aboveDesk)
        let aboveExecutable = try scratch.program("project/.ebb/bin/mongod", "")
        #expect(try finder().mongod() == aboveExecutable)
        let onPath = try scratch.program("path/mongod", "")
        let path = ["PATH": "relative::/nowhere:\(scratch.path)/path"]
        #expect(try finder(path).mongod() == onPath)
        let named = try scratch.program("named", "")
        #expect(try finder(path.merging(["EBB_MONGOD": named]) { $1 }).mongod() == named)
        #expect(try finder(["EBB_MONGOD": named]).mongod(named: inData) == inData)
        #expect(try finder(["EBB_MONGOD": ""]).mongod() == aboveExecutable)
    }

    @Test func `a named server that is not there is not replaced by another`() throws {
        _ = try scratch.program("data/bin/mongod", "")
        let error = #expect(throws: DaemonError.self) {
            try finder(["EBB_MONGOD": "/nowhere/mongod"]).mongod()
        }
        #expect(error?.code == .noServer)
        #expect(
            error?.message == "EBB_MONGOD names /nowhere/mongod, which is not an executable "
                + "program: correct it, or remove it so that Ebb searches for mongod itself")
    }

    @Test func `without any server, the sentence says what to do`() {
        let error = #expect(throws: DaemonError.self) { try finder().mongod() }
        #expect(error?.code == .noServer)
        for way in ["scripts/bootstrap", "EBB_MONGOD", "--database", "data/bin/mongod"] {
            #expect(error?.message.contains(way) == true)
        }
    }

    @Test func `what others may change above us is not run`() throws {
        _ = try scratch.program("desk/.ebb/bin/mongod", "", mode: 0o777)
        #expect(throws: DaemonError.self) { try finder().mongod() }
    }

    @Test func `a folder and a file without the run bit are no programs`() throws {
        _ = try scratch.program("desk/.ebb/bin/mongod", "", mode: 0o644)
        try FileManager.default.createDirectory(
            atPath: "\(scratch.path)/data/bin/mongod", withIntermediateDirectories: true)
        #expect(throws: DaemonError.self) { try finder().mongod() }
    }
}
