internal import Interest
internal import Wire

// Protocol Buffers on the wire, as far as Gorse's dumps use them: each field is a number times 8
// plus how it is written, then its value.
//
//     0   a varint: seven bits a byte, the lowest first, the top bit says that more come
//     1   eight bytes, the lowest first
//     2   a length as a varint, then that many bytes: text, bytes, or a message
//
// A field that is empty, false or zero is not written. A time is a message: seconds since 1970 (1)
// and nanoseconds (2).

/// Writes one message.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ field: UInt64, _ text: String) { append(field, Array(text.utf8)) }

    mutating func append(_ field: UInt64, _ value: [UInt8]) {
        guard !value.isEmpty else { return }
        append(repeated: field, value)
    }

    /// One of several under the same field, which may be empty.
    mutating func append(repeated field: UInt64, _ value: [UInt8]) {
        varint(field << 3 | 2)
        varint(UInt64(value.count))
        bytes += value
    }

    mutating func append(_ field: UInt64, _ flag: Bool) { append(field, flag ? 1 : 0 as Int64) }

    mutating func append(_ field: UInt64, _ number: Int64) {
        guard number != 0 else { return }
        varint(field << 3)
        varint(UInt64(bitPattern: number))
    }

    mutating func append(_ field: UInt64, _ number: Double) {
        guard number != 0 else { return }
        varint(field << 3 | 1)
        bytes += number.bitPattern.littleEndianBytes
    }

    mutating func append(_ field: UInt64, _ time: Timestamp) {
        var inner = ProtobufWriter()
        let milliseconds = time.milliseconds
        let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
        inner.append(1, seconds)
        inner.append(2, (milliseconds - seconds * 1000) * 1_000_000)
        append(repeated: field, inner.bytes)
    }

    private mutating func varint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// The fields of one message, in their order.
struct ProtobufMessage {
    enum Value {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    private var fields: [(number: UInt64, value: Value)] = []

    /// Reads a message; nil if the bytes are no message.
    init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            guard let tag = Self.varint(&rest) else { return nil }
            switch tag & 7 {
            case 0:
                guard let number = Self.varint(&rest) else { return nil }
                fields.append((tag >> 3, .number(number)))
            case 1:
                guard let number = UInt64(littleEndianBytes: rest.prefix(8)) else { return nil }
                rest = rest.dropFirst(8)
                fields.append((tag >> 3, .number(number)))
            case 2:
                guard let length = Self.varint(&rest), length <= UInt64(rest.count) else {
                    return nil
                }
                fields.append((tag >> 3, .bytes(rest.prefix(Int(length)))))
                rest = rest.dropFirst(Int(length))
            case 5:
                guard rest.count >= 4 else { return nil }
                rest = rest.dropFirst(4)
            default: return nil
            }
        }
    }

    /// The last number under a field; 0 where there is none.
    func number(_ field: UInt64) -> UInt64 {
        for (number, value) in fields.reversed() where number == field {
            if case .number(let found) = value { return found }
        }
        return 0
    }

    /// Everything under a field.
    func bytes(_ field: UInt64) -> [ArraySlice<UInt8>] {
        fields.compactMap { number, value in
            if number == field, case .bytes(let bytes) = value { bytes } else { nil }
        }
    }

    /// The text under a field; empty where there is none, nil where it is no text.
    func text(_ field: UInt64) -> String? {
        String(validating: bytes(field).last ?? [], as: UTF8.self)
    }

    /// The time under a field, to the millisecond; nil where there is none, or no calendar has it.
    func time(_ field: UInt64) -> Timestamp? {
        guard let message = bytes(field).last.flatMap(ProtobufMessage.init) else { return nil }
        let seconds = Int64(bitPattern: message.number(1))
        let nanoseconds = Int64(bitPattern: message.number(2))
        guard abs(seconds) < 1 << 40, 0..<1_000_000_000 ~= nanoseconds else { return nil }
        return Timestamp(milliseconds: seconds * 1000 + nanoseconds / 1_000_000)
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: 0 as UInt64, to: 64, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        return nil
    }
}

extension UInt64 {
    /// The lowest byte first.
    var littleEndianBytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: self >> UInt64(8 * $0)) }
    }

    /// Reads eight bytes; nil where there are fewer.
    init?(littleEndianBytes bytes: ArraySlice<UInt8>) {
        guard bytes.count == 8 else { return nil }
        self = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
