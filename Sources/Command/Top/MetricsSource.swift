package import Metering

/// Reads the metrics and the trending items of a running server.
package protocol MetricsSource: Sendable {
    /// The server's address, for messages.
    var name: String { get }
    /// The current metrics. Throws one sentence when the server does not answer.
    func scrape() async throws -> Scrape
    /// The top `count` trending items, highest score first; empty when `trending` is not trained,
    /// or the key has no read access.
    func hottest(_ count: Int) async -> [HotItem]
}

/// An item with its trending score, as the API returns it.
package struct HotItem: Codable, Sendable {
    let id: String
    let score: Double

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case score = "Score"
    }
}
