import Foundation
import Testing

@testable import Daemon

struct DataFolderTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func `a new folder is its owner's only`() throws {
        let folder = try DataFolder(making: "\(scratch.path)/a/b/c")
        for path in [folder.path, folder.data] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
        }
    }

    @Test func `making it again changes nothing`() throws {
        let folder = try DataFolder(making: scratch.data)
        #expect(try DataFolder(making: "\(scratch.data)/").path == folder.path)
    }

    @Test func `two ways to a folder are one folder`() throws {
        let folder = try DataFolder(making: scratch.data)
        let link = "\(scratch.path)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.path)
        #expect(try DataFolder(making: link).path == folder.path)
    }

    @Test(arguments: ["file", "file/inside"])
    func `a file in its place is said to be one`(_ name: String) throws {
        _ = try scratch.program("file", "")
        let error = #expect(throws: DaemonError.self) {
            try DataFolder(making: "\(scratch.path)/\(name)")
        }
        #expect(error?.code == .folder)
        #expect(
            error?.message == "\(scratch.path)/file is a file, not a folder: move it away, or "
                + "choose another folder with --data")
    }

    @Test func `a folder that cannot be made is refused`() {
        // Not even root can create folders here.
        let error = #expect(throws: DaemonError.self) { try DataFolder(making: "/proc/ebb") }
        #expect(error?.code == .folder)
        #expect(error?.message.hasPrefix("cannot create the folder /proc/ebb (") == true)
    }

    @Test func `too little disk is said before the server finds out`() throws {
        let folder = try DataFolder(making: scratch.data)
        try folder.requireFree(1)
        let error = #expect(throws: DaemonError.self) { try folder.requireFree(.max) }
        #expect(error?.code == .full)
        #expect(error?.message.contains(" MB free and MongoDB needs ") == true)
    }

    @Test(
        arguments: [
            ("/given", ["XDG_DATA_HOME": "/x", "HOME": "/h"], "/given"),
            ("", ["XDG_DATA_HOME": "/x", "HOME": "/h"], "/x/ebb"),
            (nil, ["XDG_DATA_HOME": "relative", "HOME": "/h"], "/h/.local/share/ebb"),
            (nil, ["HOME": "/h"], "/h/.local/share/ebb"),
        ] as [(String?, [String: String], String)])
    func `the folder is the given one or the user's`(
        _ given: String?, _ environment: [String: String], _ expected: String
    ) throws {
        let configuration = LocalServer.Configuration(dataFolder: given, environment: environment)
        #expect(try configuration.folderPath() == expected)
    }

    @Test func `without a home there is one sentence`() {
        let configuration = LocalServer.Configuration(dataFolder: nil, environment: [:])
        let error = #expect(throws: DaemonError.self) { try configuration.folderPath() }
        #expect(
            error?.message == "HOME is not set: choose a data folder with --data")
    }
}
