import Testing

@testable import Mongo

/// Compares the writer with the byte strings of the BSON specification's corpus.
@Suite struct BSONWriterTests {
    @Test func `an empty document is five bytes`() {
        #expect(BSON.empty.bytes == [5, 0, 0, 0, 0])
    }

    @Test(arguments: [
        ("0C0000001061000000008000", Int32.min),
        ("0C000000106100FFFFFF7F00", Int32.max),
        ("0C000000106100FFFFFFFF00", Int32(-1)),
        ("0C0000001061000000000000", Int32(0)),
    ])
    func `a 32-bit number has the corpus's bytes`(hex: String, value: Int32) {
        #expect(BSON { $0.append("a", value) }.bytes == bytes(hex))
    }

    @Test(arguments: [
        ("10000000126100000000000000008000", Int64.min),
        ("10000000126100FFFFFFFFFFFFFF7F00", Int64.max),
        ("10000000126100FFFFFFFFFFFFFFFF00", Int64(-1)),
        ("10000000126100010000000000000000", Int64(1)),
    ])
    func `a 64-bit number has the corpus's bytes`(hex: String, value: Int64) {
        #expect(BSON { $0.append("a", value) }.bytes == bytes(hex))
    }

    @Test(arguments: [
        ("10000000016400000000000000F03F00", 1.0),
        ("10000000016400000000000000F0BF00", -1.0),
        ("10000000016400000000008000F03F00", 1.0001220703125),
        ("10000000016400000000000000008000", -0.0),
        ("10000000016400000000000000F07F00", Double.infinity),
    ])
    func `a double has the corpus's bytes`(hex: String, value: Double) {
        #expect(BSON { $0.append("d", value) }.bytes == bytes(hex))
    }

    @Test(arguments: [
        ("0D000000026100010000000000", ""),
        ("0E00000002610002000000620000", "b"),
        ("190000000261000D0000006162616261626162616261620000", "abababababab"),
        ("190000000261000D000000C3A9C3A9C3A9C3A9C3A9C3A90000", "éééééé"),
        ("190000000261000D000000E29886E29886E29886E298860000", "☆☆☆☆"),
        ("190000000261000D0000006162006261620062616261620000", "ab\u{0}bab\u{0}babab"),
    ])
    func `a string has the corpus's bytes`(hex: String, value: String) {
        #expect(BSON { $0.append("a", value) }.bytes == bytes(hex))
    }

    @Test func `the other scalars have the corpus's bytes`() {
        #expect(BSON { $0.append("b", true) }.bytes == bytes("090000000862000100"))
        #expect(BSON { $0.append("b", false) }.bytes == bytes("090000000862000000"))
        #expect(BSON { $0.appendNull("a") }.bytes == bytes("080000000A610000"))
        #expect(
            BSON { $0.append("a", date: 1_356_351_330_501) }.bytes
                == bytes("10000000096100C5D8D6CC3B01000000"))
        #expect(
            BSON { $0.append("x", binary: [0xFF, 0xFF]) }.bytes
                == bytes("0F0000000578000200000000FFFF00"))
    }

    @Test func `documents and arrays have the corpus's bytes`() {
        let document = BSON { writer in
            writer.document("x") { $0.append("a", "b") }
        }
        #expect(document.bytes == bytes("160000000378000E00000002610002000000620000" + "00"))
        let array = BSON { writer in writer.array("a") { $0.append(Int32(10)) } }
        #expect(array.bytes == bytes("140000000461000C0000001030000A0000000000"))
        #expect(BSON { $0.array("a") { _ in } }.bytes == bytes("0D000000046100050000000000"))
    }

    @Test func `many doubles are written as one by one`() {
        let values = (0..<1234).map { Double($0) / 7 }
        let fast = BSON { $0.array("v") { $0.append(doubles: values) } }
        let slow = BSON { $0.array("v") { array in for value in values { array.append(value) } } }
        #expect(fast == slow)
    }

    @Test func `what is written behind a nested document stands behind it`() throws {
        let document = BSON { writer in
            writer.append("before", Int64(1))
            writer.document("in") { inner in
                inner.array("list") { list in
                    list.append("x")
                    list.document { $0.append("deep", true) }
                    list.array { $0.appendNull() }
                }
                inner.append("after", Int64(2))
            }
            writer.append("end", 0.5)
        }
        #expect(
            document.json
                == #"{ "before" : 1, "in" : { "list" : [ "x", { "deep" : true }, [ null ] ], "#
                + #""after" : 2 }, "end" : 0.5 }"#)
    }
}

/// Bytes from hexadecimal digits.
func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.utf8.map { UInt8($0 < 58 ? $0 - 48 : $0 - 55) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
