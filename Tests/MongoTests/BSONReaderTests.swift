import Testing

@testable import Mongo

@Suite struct BSONReaderTests {
    static let whole = BSON { writer in
        writer.append("string", "grüße\u{0}☆")
        writer.append("int32", Int32(-7))
        writer.append("int64", Int64.max)
        writer.append("double", 2.5)
        writer.append("whole", 3.0)
        writer.append("yes", true)
        writer.append("date", date: -1)
        writer.append("binary", binary: [0, 1, 255])
        writer.appendNull("null")
        writer.array("doubles") { $0.append(doubles: [0.1, -0.0]) }
        writer.array("strings") { array in
            array.append("a")
            array.append("")
        }
        writer.array("items") { array in
            for number in 0..<3 { array.document { $0.append("n", Int64(number)) } }
        }
        writer.document("inner") { $0.append("key", "value") }
    }

    @Test func `every type comes back as it was written`() throws {
        try Self.whole.read { (reader) throws(StoreError) in
            #expect(try reader.string("string") == "grüße\u{0}☆")
            #expect(try reader.int64("int32") == -7)
            #expect(try reader.int64("int64") == .max)
            #expect(try reader.int64("whole") == 3)
            #expect(try reader.double("double") == 2.5)
            #expect(try reader.double("int32") == -7)
            #expect(try reader.bool("yes"))
            #expect(try reader.date("date") == -1)
            #expect(try reader.binary("binary") == [0, 1, 255])
            #expect(
                try reader.doubles("doubles").map(\.bitPattern) == [0.1, -0.0].map(\.bitPattern))
            #expect(try reader.strings("strings") == ["a", ""])
            #expect(
                try reader.document("inner") { (inner) throws(StoreError) in
                    try inner.string("key")
                } == "value")
            var numbers: [Int64] = []
            try reader.forEachDocument(in: "items") { (item) throws(StoreError) in
                numbers.append(try item.int64("n"))
            }
            #expect(numbers == [0, 1, 2])
        }
    }

    @Test func `what is absent or null is nil in the optional forms`() throws {
        try Self.whole.read { (reader) throws(StoreError) in
            for key in ["null", "absent"] {
                #expect(try reader.optionalString(key) == nil)
                #expect(try reader.optionalInt64(key) == nil)
                #expect(try reader.optionalDouble(key) == nil)
                #expect(try reader.optionalBool(key) == nil)
                #expect(try reader.optionalDate(key) == nil)
                #expect(try reader.optionalBinary(key) == nil)
                #expect(try reader.optionalFileID(key) == nil)
            }
            #expect(try reader.has("null"))
            #expect(try !reader.has("absent"))
        }
    }

    @Test(arguments: [
        "$set", "a.b", "", "ключ", "🙂", "a b\n\"", String(repeating: "k", count: 300),
    ])
    func `a key may be anything without a NUL`(key: String) throws {
        let document = BSON { writer in
            writer.append(key + "x", Int64(1))
            writer.append(key, Int64(2))
        }
        #expect(try document.read { (reader) throws(StoreError) in try reader.int64(key) } == 2)
        #expect(
            try document.read { (reader) throws(StoreError) in try reader.keys() }
                == [key + "x", key])
        #expect(
            try BSON(json: document.json)
                == BSON { writer in
                    writer.append(key + "x", Int32(1))
                    writer.append(key, Int32(2))
                })
    }

    @Test func `a missing field is named`() throws {
        let error = #expect(throws: StoreError.self) {
            try Self.whole.read { (reader) throws(StoreError) in try reader.string("absent") }
        }
        #expect(error?.code == .malformed)
        #expect(error?.message == "the field absent is missing: it should be a string")
    }

    @Test func `a field of another type is named with the way to it`() throws {
        let document = BSON { writer in
            writer.document("outer") { outer in
                outer.array("list") { list in
                    list.document { $0.append("n", Int64(1)) }
                    list.document { $0.append("n", "one") }
                }
            }
        }
        let error = #expect(throws: StoreError.self) {
            try document.read { (reader) throws(StoreError) in
                try reader.document("outer") { (outer) throws(StoreError) in
                    try outer.forEachDocument(in: "list") { (item) throws(StoreError) in
                        _ = try item.int64("n")
                    }
                }
            }
        }
        #expect(
            error?.message == "the field outer.list.1.n should be a whole number, not string")
    }

    @Test func `an array's element of another type is named by its index`() throws {
        let document = BSON { writer in
            writer.array("v") { array in
                array.append(1.5)
                array.append("two")
            }
        }
        let error = #expect(throws: StoreError.self) {
            try document.read { (reader) throws(StoreError) in try reader.doubles("v") }
        }
        #expect(error?.message == "the field v.1 should be a number, not string")
    }

    @Test func `a double with a fraction is no whole number`() {
        #expect(throws: StoreError.self) {
            try Self.whole.read { (reader) throws(StoreError) in try reader.int64("double") }
        }
    }

    @Test func `extended JSON of every type is read`() throws {
        let document = try BSON(
            json: #"""
                {"oid": {"$oid": "0123456789abcdef01234567"}, "re": {"$regularExpression":
                {"pattern": "a", "options": "i"}}, "ts": {"$timestamp": {"t": 1, "i": 2}},
                "code": {"$code": "f()"}, "scoped": {"$code": "f()", "$scope": {"x": 1}},
                "sym": {"$symbol": "s"}, "dec": {"$numberDecimal": "1.5"}, "min": {"$minKey": 1},
                "max": {"$maxKey": 1}, "un": {"$undefined": true}, "last": "here"}
                """#)
        try document.read { (reader) throws(StoreError) in
            #expect(try reader.string("last") == "here")
            #expect(try reader.fileID("oid").description == "0123456789abcdef01234567")
            #expect(try reader.keys().count == 11)
        }
        #expect(try BSON(validating: document.bytes) == document)
        #expect(try BSON(json: document.json) == document)
    }

    @Test func `text that is no JSON is refused with the reason`() {
        let error = #expect(throws: StoreError.self) { try BSON(json: "{ \"a\" : ") }
        #expect(error?.code == .malformed)
        #expect(error?.message.hasPrefix("invalid extended JSON: ") == true)
    }
}
