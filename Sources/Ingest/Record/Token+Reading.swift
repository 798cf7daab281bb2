internal import Interest

extension Token {
    /// The bytes it says, its escapes and doubled quotes undone.
    func bytes(_ line: Span<UInt8>) throws(Fault) -> [UInt8] {
        switch form {
        case .escaped: return try JSONText.unescaped(line, self)
        case .doubled:
            var bytes: [UInt8] = []
            var index = start
            while index < end {
                bytes.append(line[index])
                index += line[index] == UInt8(ascii: "\"") ? 2 : 1
            }
            return bytes
        default: return Array(line, start..<end)
        }
    }

    /// The text it says.
    func text(_ line: Span<UInt8>, _ noun: String) throws(Fault) -> String {
        switch form {
        case .text, .number: return try Self.text(line.extracting(start..<end), noun, at: start)
        case .escaped, .doubled:
            let bytes = try self.bytes(line)
            return try Self.text(bytes.span, noun, at: start)
        case .absent, .null: throw Fault(.missingField, "there is no \(noun)", at: start)
        default: throw Fault(.wrongType, "the \(noun) is \(self.noun): it must be text", at: start)
        }
    }

    /// The identifier it says. A whole JSON number is taken as it is written, digit by digit,
    /// because many sources number their users, some beyond what a double can hold.
    func identifier<ID: Identifier>(_ line: Span<UInt8>, as type: ID.Type) throws(Fault) -> ID {
        var token = self
        if form == .number {
            token.cutZeros(line)
            for index in start..<token.end where line[index] &- 0x30 >= 10 && line[index] != 0x2D {
                throw Fault(
                    .wrongType, "the \(ID.noun) is a fraction: it must be text or a whole number",
                    at: start)
            }
        }
        let text = try token.text(line, ID.noun)
        do {
            return try ID(text)
        } catch {
            throw Fault(error, at: start)
        }
    }

    /// The finite number it says; nil where it says nothing.
    ///
    /// - Parameter hasCommas: whether `4,5` is four and a half.
    func value(_ line: Span<UInt8>, hasCommas: Bool = false) throws(Fault) -> Double? {
        switch form {
        case .absent, .null: return nil
        case .number, .text: break
        default:
            throw Fault(.wrongType, "the value is \(noun): it must be a number", at: start)
        }
        let number = DecimalNumber(line, start..<end)?.double(line, start..<end)
        guard let number else {
            if hasCommas, let number = commaNumber(line) { return number }
            guard !saysNotFinite(line) else { throw Fault(.valueNotFinite, at: start) }
            throw Fault(.badValue, "the value \"\(shown(line))\" is not a number", at: start)
        }
        guard number.isFinite else { throw Fault(.valueNotFinite, at: start) }
        return number
    }

    /// The beginning of it for a message.
    func shown(_ line: Span<UInt8>) -> String {
        excerpt(of: Array(line, start..<min(end, start + 60))[...], atMost: 60)
    }

    private func commaNumber(_ line: Span<UInt8>) -> Double? {
        let bytes = Array(line, start..<end)
        guard bytes.count(where: { $0 == UInt8(ascii: ",") }) == 1 else { return nil }
        let pointed = bytes.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }
        let number = DecimalNumber(pointed.span, pointed.indices)
        return number?.double(pointed.span, pointed.indices)
    }

    private func saysNotFinite(_ line: Span<UInt8>) -> Bool {
        let word = shown(line).lowercased().drop { $0 == "-" || $0 == "+" }
        return ["nan", "inf", "infinity"].contains(String(word))
    }

    private static func text(
        _ bytes: Span<UInt8>, _ noun: String, at start: Int
    ) throws(Fault) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes))
        } catch {
            throw Fault(
                .notUTF8, "the \(noun) is not UTF-8", at: start + error.byteOffsets.lowerBound)
        }
    }
}

extension Fault {
    /// What admission says, with the place of the field it is about.
    init(_ rejection: Rejection, at offset: Int) {
        let kind: Reject.Kind =
            switch rejection {
            case .emptyIdentifier, .longIdentifier, .nulInIdentifier: .badIdentifier
            case .unknownAction: .unknownAction
            case .missingValue: .missingField
            case .valueNotFinite: .badValue
            case .valueOffScale: .valueOffScale
            case .tooEarly, .tooLate, .tooOld: .timeOutOfRange
            case .unsupportedLabels: .wrongType
            }
        self.init(kind, rejection.description, at: offset)
    }
}
