import Testing

@testable import Daemon

/// The size of the server's cache.
struct CacheSizeTests {
    @Test(arguments: [(512 << 20, 0.25), (2 << 30, 0.5), (10 << 30, 2.5), (64 << 30, 4)])
    func `a quarter of the memory, within reason`(bytes: Int, size: Double) {
        #expect(LocalServer.Configuration.cacheSizeGB(memory: bytes) == size)
    }

    @Test func `every machine has memory`() {
        #expect(MachineMemory.bytes > 64 << 20)
    }
}
