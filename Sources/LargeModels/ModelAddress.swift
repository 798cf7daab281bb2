public import HTTPCalls
public import Interest

/// Where a large model answers: any server with OpenAI's routes.
public struct ModelAddress: Sendable, CustomStringConvertible {
    /// The base of the routes: `https://api.example.com/v1`, without a slash at the end.
    public let base: String
    /// The model's name, as the server knows it.
    public let model: String
    /// The key; nil for servers without one.
    public let key: Secret?

    /// Takes an address; throws one sentence for anything but http and https.
    public init(
        _ address: String, model: String, key: Secret? = nil
    ) throws(LargeModelError) {
        let base = address.hasSuffix("/") ? String(address.dropLast()) : address
        let host = base.split(separator: "/", maxSplits: 2).dropFirst().first ?? ""
        guard base.hasPrefix("http://") || base.hasPrefix("https://"), !host.isEmpty,
            !base.utf8.contains(where: { $0 <= 32 || $0 == 127 })
        else {
            throw LargeModelError(
                .refused,
                "invalid address of a model \"\(address.prefix(80))\": expected http:// or "
                    + "https://, e.g. http://127.0.0.1:8080/v1")
        }
        guard !host.contains("@") else {
            throw LargeModelError(
                .refused, "the address of a model must hold no password: give the key by itself")
        }
        if let key, key.text.utf8.contains(where: { $0 < 33 || $0 > 126 }) {
            throw LargeModelError(
                .refused, "invalid key of a model: expected printable characters without spaces")
        }
        guard !model.isEmpty else {
            throw LargeModelError(.refused, "a model needs a name: give the one its server uses")
        }
        self.base = base
        self.model = model
        self.key = key
    }

    /// Model and address, without the key.
    public var description: String { "\(model) at \(base)" }
}
