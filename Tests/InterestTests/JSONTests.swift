import Testing

@testable import Interest

struct JSONTests {
    private func read(_ text: String) throws -> JSON { try JSON(reading: Array(text.utf8)[...]) }

    @Test(arguments: [
        "null", "true", "false", "0", "-1", "9223372036854775807", "0.5", "-2.5e-07", "[]", "{}",
        #"{"b":1,"a":[{"c":null},"x"],"":{"d":{"e":[0.25,1]}}}"#, #""a\"b\\c\nd\te\u0000""#,
        #""名前 🎬""#,
    ])
    func `what is written is what was read, in its order`(text: String) throws {
        #expect(try read(text).description == text)
    }

    @Test func `spellings of one value are one value`() throws {
        #expect(
            try read(" [ 1 ,\t2e0 ,\"\\u0041\\ud83c\\udfac\\/\" ] \n")
                == .array([.integer(1), .number(2), .text("A🎬/")]))
        #expect(try read("-0") == .number(-0.0))
        #expect(try read("18446744073709551616") == .number(18_446_744_073_709_551_616))
        #expect(try read(#"{"a":1,"b":2,"a":3}"#).description == #"{"a":3,"b":2}"#)
        #expect(try read(#"{"a":1}"#)["a"] == .integer(1))
        #expect(try read(#"{"a":1}"#)["b"] == nil)
        #expect(try read("[1]")["a"] == nil)
    }

    @Test(arguments: [
        ("", "the text ends where a value is missing at byte 0"),
        ("[1,]", "no value begins so at byte 3"),
        ("[1 2]", "a comma or a closing bracket is missing at byte 3"),
        ("{1:2}", "a name in quotes is missing at byte 1"),
        (#"{"a" 1}"#, "a colon is missing at byte 5"),
        ("01", "something follows the value at byte 1"), ("1.", "a digit is missing at byte 2"),
        ("-", "a digit is missing at byte 1"), ("1e999", "a number is too large at byte 0"),
        ("nul", "no value begins so at byte 3"), ("\"a", "a string has no end at byte 2"),
        ("\"a\nb\"", "a control character stands in a string at byte 2"),
        (#""\x""#, "a backslash escapes nothing at byte 2"),
        (#""\u12g4""#, "an escape needs four hexadecimal digits at byte 3"),
        (#""\ud83c""#, "an escape is half a surrogate pair at byte 7"),
        (#""\ud83c\u0041""#, "an escape is half a surrogate pair at byte 13"),
        ("NaN", "no value begins so at byte 0"),
    ])
    func `what is no JSON is refused, and where`(text: String, sentence: String) {
        let error = #expect(throws: JSONError.self) { try read(text) }
        #expect(error?.description == sentence)
    }

    @Test func `what is not UTF-8, or too deep, is refused`() {
        #expect(throws: JSONError.self) { try JSON(reading: [0x22, 0xFF, 0x22]) }
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(throws: JSONError.self) { try read(deep) }
        #expect(throws: Never.self) { try read(String(deep.dropFirst().dropLast())) }
    }
}

struct LabelsTests {
    private func labels(_ text: String) throws -> Labels {
        try Labels(JSON(reading: Array(text.utf8)[...]))
    }

    @Test(arguments: [
        ("null", [String]()), ("[]", []), (#""solo""#, ["solo"]), (#"["b","a",""]"#, ["b", "a"]),
        ("[1,2.5]", []),
        (
            #"{"color":"red","tags":["a","b"],"deep":{"x":"y"},"embedding":[0.5,1],"none":null}"#,
            ["color:red", "tags:a", "tags:b", "deep:x:y"]
        ),
    ])
    func `the words of labels are their texts, each behind its names`(
        text: String, words: [String]
    ) throws {
        #expect(try labels(text).words == words)
        #expect(try labels(text).json.description == text)
    }

    @Test func `a list of words is known as such`() throws {
        #expect(try labels(#"["b","a"]"#) == ["b", "a"])
        #expect(try labels(#"["b","a"]"#).plainWords == ["b", "a"])
        #expect(Labels.none.plainWords == [])
        #expect(try labels(#"{"a":"b"}"#).plainWords == nil)
        #expect(try labels("[1]").plainWords == nil)
    }

    @Test(arguments: [
        ("true", "unsupported type in labels: bool"),
        (#"{"a":{"b":false}}"#, "unsupported type in labels: bool"),
        (
            #"["a",1]"#,
            "unsupported labels: an array of labels holds nothing but texts, or nothing but numbers"
        ),
        (
            "[[1]]",
            "unsupported labels: an array of labels holds nothing but texts, or nothing but numbers"
        ),
        (
            "[null]",
            "unsupported labels: an array of labels holds nothing but texts, or nothing but numbers"
        ),
        (#"{"a\u0000":1}"#, "unsupported labels: a name has a NUL byte in it"),
        (
            "[\(Array(repeating: "1", count: 100_000).joined(separator: ","))]",
            "unsupported labels: at most 100000 values and 1048576 bytes of text are taken"
        ),
        (
            "\"\(String(repeating: "x", count: 1_048_577))\"",
            "unsupported labels: at most 100000 values and 1048576 bytes of text are taken"
        ),
    ])
    func `invalid labels are refused`(text: String, sentence: String) {
        let error = #expect(throws: Rejection.self) { try labels(text) }
        #expect(error?.description == sentence)
    }
}
