extension JSONLine {
    /// Checks an array or object and whatever is in it, and keeps only where it lies.
    mutating func nested(_ line: Span<UInt8>, _ form: Token.Form) throws(Fault) -> Token {
        let start = index
        var nest = Nest()
        repeat {
            skipSpace(line)
            if try enter(line, &nest) { continue }
            try leave(line, &nest)
        } while nest.depth > 0
        return Token(form: form, start: start, end: index)
    }

    /// Takes one value; true where it is an array or object with something inside, before whose
    /// first value the index then stands.
    private mutating func enter(_ line: Span<UInt8>, _ nest: inout Nest) throws(Fault) -> Bool {
        let byte = peek(line)
        guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") else {
            _ = try scalar(line)
            return false
        }
        guard nest.depth < Self.depthMax else {
            throw Fault(
                .tooDeep, "arrays and objects are nested more than \(Self.depthMax) deep",
                at: index)
        }
        index += 1
        nest.enter(isObject: byte == UInt8(ascii: "{"))
        skipSpace(line)
        if peek(line) == nest.close {
            index += 1
            nest.leave()
            return false
        }
        try key(line, nest)
        return true
    }

    /// After a value: closes what closes here, up to the next value or the end of it all.
    private mutating func leave(_ line: Span<UInt8>, _ nest: inout Nest) throws(Fault) {
        while nest.depth > 0 {
            if try hasMore(line, close: nest.close) { return try key(line, nest) }
            nest.leave()
        }
    }

    private mutating func key(_ line: Span<UInt8>, _ nest: Nest) throws(Fault) {
        guard nest.isObject else { return }
        skipSpace(line)
        _ = try string(line, "a key in quotes")
        skipSpace(line)
        try take(UInt8(ascii: ":"), "a colon", line)
    }
}

/// What is open, innermost in the lowest bit: 1 an object, 0 an array.
private struct Nest {
    private var kinds: UInt64 = 0
    private(set) var depth = 0

    var isObject: Bool { kinds & 1 == 1 }
    var close: UInt8 { isObject ? UInt8(ascii: "}") : UInt8(ascii: "]") }

    mutating func enter(isObject: Bool) {
        kinds = kinds << 1 | (isObject ? 1 : 0)
        depth += 1
    }

    mutating func leave() {
        kinds >>= 1
        depth -= 1
    }
}
