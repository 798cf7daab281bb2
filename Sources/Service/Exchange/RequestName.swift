internal import HTTPTypes
internal import Synchronization

/// The name by which a request is found again in logs, here and at its sender.
struct RequestName {
    let text: String

    /// The most bytes of a name that is taken over from a request.
    static let lengthMax = 128

    /// Takes over the request's own name where it is harmless, else makes a new one.
    init(_ headers: HTTPFields) {
        if let given = headers[.xRequestID], Self.isHarmless(given) {
            text = given
        } else {
            text = Self.random()
        }
    }

    private static func isHarmless(_ text: String) -> Bool {
        1...lengthMax ~= text.utf8.count
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-_.:=+/@".utf8.contains(byte)
                }
            }
    }

    /// A random UUID (version 4), in lower case as Gorse writes it.
    ///
    /// It is nobody's secret. So its first half is this process' own, and its second half comes
    /// from a count, mixed up: asking the system for chance each time takes longer than the rest.
    private static func random() -> String {
        let high = process & ~0xf000 | 0x4000
        let low = mixed(count.add(1, ordering: .relaxed).newValue) & ~(0b11 << 62) | (0b10 << 62)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for digit in 0..<32 {
            if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                text.append(UInt8(ascii: "-"))
            }
            let half = digit < 16 ? high : low
            text.append(hexDigits[Int(half >> UInt64(60 - 4 * (digit & 15)) & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let process = UInt64.random(in: .min ... .max)
    private static let count = Atomic(UInt64.random(in: .min ... .max))

    /// Steele, Lea and Flood's SplitMix64: different numbers stay different.
    private static func mixed(_ number: UInt64) -> UInt64 {
        var bits = number &* 0x9e37_79b9_7f4a_7c15
        bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
        return bits ^ bits >> 31
    }
}

private let hexDigits = Array("0123456789abcdef".utf8)

// The names are well formed, so what stands behind `??` is never taken.
extension HTTPField.Name {
    static let xRequestID = Self("X-Request-ID") ?? .trailer
    static let xAPIKey = Self("X-API-Key") ?? .trailer
    static let xAPIVersion = Self("X-API-Version") ?? .trailer
    static let xEbbInserted = Self("X-Ebb-Inserted") ?? .trailer
}
