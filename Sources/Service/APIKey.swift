/// A secret that a request shows to be let in. It never shows in text made of it.
public struct APIKey: Sendable, CustomStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    /// Takes the secret; nil where it is empty. Throws where no header could carry it.
    public init?(_ text: String) throws(ServiceError) {
        guard !text.isEmpty else { return nil }
        guard text.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
            throw ServiceError(
                "the API key has a space or a letter beyond ASCII in it, which no header carries: "
                    + "choose another")
        }
        bytes = Array(text.utf8)
    }

    /// Whether `text` is the key. The time this takes depends on the length of `text` alone, so
    /// it tells nobody how much of a guess was right.
    func matches(_ text: String) -> Bool {
        var difference = text.utf8.count ^ bytes.count
        var place = 0
        for byte in text.utf8 {
            difference |= Int(byte ^ bytes[place])
            place = place + 1 == bytes.count ? 0 : place + 1
        }
        return difference == 0
    }

    /// Not the key.
    public var description: String { "(an API key)" }

    /// Not the key either: dumps go to logs too.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
