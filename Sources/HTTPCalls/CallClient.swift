internal import Synchronization

// libcurl blocks, so each call runs on a queue of its own, of which there is a fixed number. A call
// that finds all of them taken fails at once: a request for a list would wait in vain, and
// work in batches keeps fewer in flight.

/// Calls other servers over HTTP, a bounded number at a time, with deadlines.
///
///     let client = CallClient(callsMax: 4)
///     let reply = try await client.perform(
///         Call("http://127.0.0.1:8080/v1/models", totalMax: .seconds(1)))
public final class CallClient: Sendable {
    /// The limits for calls in flight.
    public static let callsMaxRange = 1...64

    /// How many calls may be in flight.
    public let callsMax: Int
    private let idle: Mutex<[CallLane]>

    /// Creates the lanes; a connection is made at the first call.
    public init(callsMax: Int) {
        let count = min(max(callsMax, Self.callsMaxRange.lowerBound), Self.callsMaxRange.upperBound)
        self.callsMax = count
        idle = Mutex((0..<count).map { CallLane($0) })
    }

    /// Sends a call and waits for its reply, no longer than its deadline.
    ///
    /// A cancelled task stops the transfer within a second; its connection is not used again.
    public func perform(_ call: Call) async throws(CallError) -> Reply {
        guard let lane = idle.withLock({ $0.popLast() }) else {
            throw CallError(.busy, "\(callsMax) calls are in flight already")
        }
        defer { idle.withLock { $0.append(lane) } }
        let stop = StopFlag()
        let result: Result<Reply, CallError> = await withTaskCancellationHandler {
            do throws(CallError) {
                return .success(try await lane.perform(call, stop))
            } catch {
                return .failure(error)
            }
        } onCancel: {
            stop.stop()
        }
        return try result.get()
    }
}
