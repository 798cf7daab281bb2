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
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
}

/// Sends a request of its own connection and reads until the server closes.
func exchange(
    _ port: Int, _ head: String, body: String = "", closing: Bool = true
) async throws -> String {
    try await connect(port).executeThenClose { inbound, outbound in
        let close = closing ? "Connection: close\r\n" : ""
        try await outbound.write(
            ByteBuffer(string: "\(head)\r\nHost: localhost\r\n\(close)\r\n\(body)"))
        if closing { outbound.finish() }
        var answer = ByteBuffer()
        for try await var part in inbound { answer.writeBuffer(&part) }
        return String(buffer: answer)
    }
}

/// Knocks until nobody opens: then the stop has begun.
func untilRefused(_ port: Int) async {
    while let channel = try? await connect(port) {
        try? await channel.executeThenClose { _, _ in }
    }
}

/// Sends what is no whole request, and waits until the server closes the connection. It may do
/// so before all of it is written, which is no failure here.
func untilDropped(_ port: Int, sending text: String) async throws {
    do {
        try await connect(port).executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            for try await _ in inbound {}
        }
    } catch ChannelError.ioOnClosedChannel {
    } catch let error as IOError where error.errnoCode == ECONNRESET {
    }
}
