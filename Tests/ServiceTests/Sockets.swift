import Foundation
import Hummingbird
import NIOCore
import NIOPosix
import Service
import Testing
import UnixSignals

/// Signals the process, by a signal that reaches no service but ours: tests that run beside these
/// listen for the usual ones.
func stop() { kill(getpid(), SIGUSR1) }

/// The sentence with which `work` fails.
func failure(of work: () async throws -> Void) async -> ServiceError? {
    do {
        try await work()
        return nil
    } catch {
        return error as? ServiceError
    }
}

/// Serves a world while `use` runs, then stops it, unless `use` has, and waits for the end.
func served(
    _ world: World, stopping: Bool = true,
    pause: @escaping @Sendable (Duration) async throws -> Void = forever,
    _ use: @escaping @Sendable (Int) async throws -> Void
) async throws {
    let (ports, listening) = AsyncStream<Int>.makeStream()
    let application = try buildApplication(
        world.dependencies, configuration: world.configuration, logger: world.logger,
        listening: { listening.yield($0) })
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { listening.finish() }
            try await serve(
                application, configuration: world.configuration, logger: world.logger,
                stoppingOn: [.sigusr1], pause: pause)
        }
        for await port in ports.prefix(1) {
            try await use(port)
            if stopping { stop() }
        }
        try await group.waitForAll()
    }
}

/// A time that is never over.
func forever(_ duration: Duration) async throws {
    try await Task.sleep(for: .seconds(86_400))
}

func connect(_ port: Int) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connectTimeout(.minutes(2))
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
}

/// Sends a request on a connection of its own and reads until the server closes. The answer is what
/// came until then, which is empty where the server closed before all was sent.
func exchange(
    _ port: Int, _ head: String, body: String = "", closing: Bool = true
) async throws -> String {
    let close = closing ? "Connection: close\r\n" : ""
    return try await exchange(
        port, bytes: "\(head)\r\nHost: localhost\r\n\(close)\r\n\(body)", finishing: closing)
}

/// Sends bytes, whatever they are, and reads until the server closes.
func exchange(_ port: Int, bytes: String, finishing: Bool = false) async throws -> String {
    var answer = ByteBuffer()
    do {
        try await connect(port).executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: bytes))
            if finishing { outbound.finish() }
            for try await var part in inbound { answer.writeBuffer(&part) }
        }
    } catch ChannelError.ioOnClosedChannel {
    } catch let error as IOError where [ECONNRESET, EPIPE].contains(error.errnoCode) {
    }
    return String(buffer: answer)
}

/// Asks until an answer comes. Where a server closes connections after a short time without bytes,
/// a busy client may lose one before it has sent anything.
func anyExchange(_ port: Int, _ head: String) async throws -> String {
    while true {
        let answer = try await exchange(port, head)
        if !answer.isEmpty { return answer }
    }
}

/// Knocks until nobody opens: then the stop has begun.
func untilRefused(_ port: Int) async {
    while let channel = try? await connect(port) {
        try? await channel.executeThenClose { _, _ in }
    }
}
