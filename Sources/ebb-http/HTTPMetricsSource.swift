import Command
import Foundation
import Metering
import NIOCore
import NIOHTTP1
import NIOPosix

/// A server's `/metrics`, and what is hot there, asked over HTTP.
struct HTTPMetricsSource: MetricsSource {
    /// How long an answer may take.
    static let timeout = Duration.seconds(5)
    /// The most bytes of an answer.
    static let bytesMax = 10_000_000

    let host: String
    let port: Int
    let key: String?

    /// - Throws: a sentence for what is no address of a server.
    init(_ address: String, key: String?) throws {
        let text = address.contains("://") ? address : "http://" + address
        guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty,
            url.path.isEmpty || url.path == "/"
        else { throw Failure("\(address) is no address of a server, such as 127.0.0.1:8088") }
        guard url.scheme == "http" else {
            throw Failure("\(address): only http is spoken here; ask the server on its own machine")
        }
        self.host = host
        port = url.port ?? 8088
        self.key = key
    }

    /// What it tells now. Throws a sentence where it does not.
    func scrape() async throws -> Scrape {
        Scrape(String(buffer: try await ask("/metrics")))
    }

    /// What is behaved towards most now, hottest first: what `trending` ranks. Empty where that is
    /// not trained, or the key is not one for reading.
    func hottest(_ count: Int) async -> [HotItem] {
        guard let answer = try? await ask("/api/non-personalized/trending?n=\(count)") else {
            return []
        }
        return (try? JSONDecoder().decode([HotItem].self, from: Data(answer.readableBytesView)))
            ?? []
    }

    private func ask(_ path: String) async throws -> ByteBuffer {
        do {
            return try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
                group.addTask { try await exchange(path) }
                group.addTask {
                    try await Task.sleep(for: Self.timeout)
                    return nil
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() ?? nil else {
                    throw Failure("\(name) does not answer within \(Self.timeout)")
                }
                return answer
            }
        } catch let failure as Failure {
            throw failure
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw Failure("\(name) does not answer: is ebb serve running there?")
        }
    }

    var name: String { "\(host):\(port)" }

    private typealias Channel = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private func exchange(_ path: String) async throws -> ByteBuffer {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try Channel(wrappingChannelSynchronously: channel)
                }
            }
        var headers = HTTPHeaders([("Host", name), ("Connection", "close")])
        if let key { headers.add(name: "X-API-Key", value: key) }
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: path, headers: headers)
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(.head(head))
            try await outbound.write(.end(nil))
            var body = ByteBuffer()
            for try await part in inbound {
                switch part {
                case .head(let answer): try check(answer.status)
                case .body(var bytes):
                    body.writeBuffer(&bytes)
                    guard body.readableBytes <= Self.bytesMax else {
                        throw Failure("\(name) tells more than \(Self.bytesMax.grouped) bytes")
                    }
                case .end: return body
                }
            }
            throw Failure("\(name) broke off in the middle of its answer")
        }
    }

    private func check(_ status: HTTPResponseStatus) throws {
        switch status {
        case .ok: return
        case .unauthorized, .forbidden:
            throw Failure("\(name) wants a key: set EBB_API_KEY")
        default: throw Failure("\(name) answers \(status.code): is that an Ebb server?")
        }
    }
}
