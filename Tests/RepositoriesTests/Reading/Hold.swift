import Dispatch
import Mongo

/// Occupies a lane until it is released.
struct Hold: Operation {
    private let held = AsyncStream<Void>.makeStream()
    private let released = DispatchSemaphore(value: 0)

    func execute(on client: inout Client) throws(StoreError) {
        held.continuation.yield()
        released.wait()
    }

    func waitUntilHeld() async {
        for await _ in held.stream.prefix(1) {}
    }

    func release() { released.signal() }
}
