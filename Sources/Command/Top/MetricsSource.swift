package import Metering

/// A running server's `/metrics`, and what is popular there right now.
package protocol MetricsSource: Sendable {
    /// The server's address, for messages.
    var name: String { get }
    /// The metrics as of now. Throws one sentence where the server does not answer.
    func scrape() async throws -> Scrape
    /// The `count` items that trend most, highest score first; empty where `trending` is not
    /// trained, or the key may not read.
    func hottest(_ count: Int) async -> [HotItem]
}

/// An item and how much it trends, as the API answers it.
package struct HotItem: Codable, Sendable {
    let id: String
    let score: Double

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case score = "Score"
    }
}
