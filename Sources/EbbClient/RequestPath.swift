internal import Interest

/// A path and a query, whose parts are percent-encoded where they are added.
struct RequestPath {
    private(set) var text: String
    private var hasQuery = false

    /// `/api/user/` and an id that is encoded.
    init(_ start: String, _ id: String? = nil, _ end: String = "") {
        text = start + (id.map { Self.encode($0) } ?? "") + end
    }

    /// Adds a pair to the query; nothing where the value is nil.
    func with(_ name: String, _ value: String?) -> RequestPath {
        guard let value else { return self }
        var path = self
        path.text += (hasQuery ? "&" : "?") + name + "=" + Self.encode(value)
        path.hasQuery = true
        return path
    }

    func with(_ name: String, _ number: Int?) -> RequestPath { with(name, number.map { "\($0)" }) }

    func with(_ name: String, _ time: Timestamp?) -> RequestPath {
        with(name, time.map { "\($0)" })
    }

    private static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }
}
