import Testing

@testable import Daemon

struct SocketPathTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func `the socket is in the folder`() throws {
        let folder = try DataFolder(making: scratch.data)
        let socket = try SocketPath(of: folder)
        #expect(socket.path == "\(folder.path)/ebb.sock")
        let escaped = socket.path.replacing("/", with: "%2F").replacing("-", with: "%2D")
            .replacing(".", with: "%2E")
        #expect(socket.uri == "mongodb://\(escaped)/?directConnection=true")
    }

    @Test(arguments: [String(repeating: "long/", count: 40), "com,ma", "co:lon", "a b", "ü"])
    func `a path that cannot be one gets a short name`(_ name: String) throws {
        let folder = try DataFolder(making: "\(scratch.path)/\(name)")
        let socket = try SocketPath(of: folder)
        #expect(socket.path.hasPrefix("/tmp/ebb-"))
        #expect(socket.path.utf8.count <= SocketPath.bytesMax)
        #expect(try SocketPath(of: folder).path == socket.path)
        let other = try DataFolder(making: "\(scratch.path)/\(name)2")
        #expect(try SocketPath(of: other).path != socket.path)
    }

    @Test func `nobody listens where nothing is`() {
        let silence = Listener(at: "\(scratch.path)/nothing.sock")?.processID
        #expect(silence == nil)
        let tooLong = Listener(at: String(repeating: "x", count: 300))?.processID
        #expect(tooLong == nil)
    }
}
