package import Interest

/// Writes JSON straight into the bytes of an answer, its fields in the order in which they are
/// written.
///
/// An encoder of the system's library takes longer over ten interests than the read that found
/// them, and keeps no order unless it sorts.
///
///     var json = JSONWriter()
///     json.object { json in
///         json.field("RowAffected", 1)
///     }
package struct JSONWriter {
    /// What is written so far. An array and not a `ByteBuffer`, each of whose writes checks
    /// again whether it is its memory's only owner.
    package private(set) var bytes: [UInt8] = []
    @usableFromInline var isFirst = true

    package init() {
        // Room for a usual answer, so that it need not move while it grows.
        bytes.reserveCapacity(2048)
    }

    /// Something that JSON has a form for.
    package protocol Value {
        func write(to json: inout JSONWriter)
    }

    /// `{…}`, filled by `fill`.
    @inlinable package mutating func object(_ fill: (inout JSONWriter) -> Void) {
        nest("{", "}", fill)
    }

    /// `[…]`, filled by `fill`.
    @inlinable package mutating func array(_ fill: (inout JSONWriter) -> Void) {
        nest("[", "]", fill)
    }

    /// `"name":value`. The name needs no escape.
    @inlinable package mutating func field(_ name: String, _ value: some Value) {
        key(name)
        value.write(to: &self)
        isFirst = false
    }

    /// `"name":value`, where the name may need escapes.
    @inlinable package mutating func field(named name: String, _ value: some Value) {
        separate()
        name.write(to: &self)
        write(":")
        isFirst = true
        value.write(to: &self)
        isFirst = false
    }

    /// `"name":[…]`.
    @inlinable package mutating func field(_ name: String, _ fill: (inout JSONWriter) -> Void) {
        key(name)
        isFirst = true
        array(fill)
    }

    /// `{…}` as the value of a field or an element that is being written.
    @inlinable package mutating func value(_ fill: (inout JSONWriter) -> Void) {
        isFirst = true
        nest("{", "}", fill)
    }

    /// A value in an array.
    @inlinable package mutating func element(_ value: some Value) {
        separate()
        isFirst = true
        value.write(to: &self)
        isFirst = false
    }

    /// Text that is JSON already.
    package mutating func write(raw text: String) { bytes.append(contentsOf: text.utf8) }

    /// Text in quotes, if it needs no escape; false where it does, and nothing is written.
    ///
    /// It is looked at where it has been written to: in an array that takes a third of the time.
    fileprivate mutating func writePlain(_ text: String) -> Bool {
        let start = bytes.count
        write("\"")
        write(raw: text)
        let isPlain = bytes[(start + 1)...].allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5c }
        guard isPlain else {
            bytes.removeSubrange(start...)
            return false
        }
        write("\"")
        return true
    }

    /// A moment in quotes.
    fileprivate mutating func write(_ time: Timestamp) {
        write("\"")
        time.write(to: &bytes)
        write("\"")
    }

    @usableFromInline mutating func write(_ sign: Unicode.Scalar) {
        bytes.append(UInt8(ascii: sign))
    }

    @usableFromInline mutating func key(_ name: String) {
        separate()
        write("\"")
        write(raw: name)
        write(raw: "\":")
        isFirst = true
    }

    @usableFromInline mutating func nest(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ fill: (inout JSONWriter) -> Void
    ) {
        separate()
        write(open)
        isFirst = true
        fill(&self)
        write(close)
        isFirst = false
    }

    @usableFromInline mutating func separate() {
        if !isFirst { write(",") }
    }
}

extension String: JSONWriter.Value {
    package func write(to json: inout JSONWriter) {
        if !json.writePlain(self) { json.write(raw: escaped) }
    }

    private var escaped: String {
        var text = ""
        JSON.write(self, to: &text)
        return text
    }
}

extension Timestamp: JSONWriter.Value {
    package func write(to json: inout JSONWriter) { json.write(self) }
}

extension Int: JSONWriter.Value {
    package func write(to json: inout JSONWriter) { json.write(raw: description) }
}

extension Bool: JSONWriter.Value {
    package func write(to json: inout JSONWriter) { json.write(raw: self ? "true" : "false") }
}

extension Double: JSONWriter.Value {
    /// The shortest digits that read back as the same number; null where JSON has none.
    package func write(to json: inout JSONWriter) {
        json.write(raw: isFinite ? description : "null")
    }
}

extension Optional: JSONWriter.Value where Wrapped: JSONWriter.Value {
    package func write(to json: inout JSONWriter) {
        if let self { self.write(to: &json) } else { json.write(raw: "null") }
    }
}

extension Array: JSONWriter.Value where Element: JSONWriter.Value {
    package func write(to json: inout JSONWriter) {
        json.array { json in
            for element in self { json.element(element) }
        }
    }
}
