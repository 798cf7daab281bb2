import Foundation
import NIOCore
import NIOPosix

/// Bytes on a connection of their own, whatever they are, and what came back.
struct RawExchange {
    /// The most bytes that are read.
    private static let bytesMax = 1 << 20

    /// All that came until the server closed, or until the first answer was whole.
    let text: String

    /// The statuses of the answers, in order; empty where the server closed without one.
    var statuses: [Int] {
        text.matches(of: /HTTP\/1\.[01] (\d{3})\s/).compactMap { Int($0.1) }
    }

    /// Sends `bytes` and half-closes, so that the server closes when it has answered everything.
    init(_ bytes: [UInt8], to port: Int) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.minutes(2))
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        var answer = ByteBuffer()
        do {
            try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(bytes: bytes))
                outbound.finish()
                for try await var part in inbound where answer.readableBytes < Self.bytesMax {
                    answer.writeBuffer(&part)
                }
            }
        } catch ChannelError.ioOnClosedChannel {
            // It refused before all was sent. What it said, if anything, has been read.
        } catch let error as IOError where [ECONNRESET, EPIPE].contains(error.errnoCode) {
        }
        text = String(buffer: answer)
    }
}
