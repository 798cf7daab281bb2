import Testing

@testable import Mongo

@Suite struct BSONValidatorTests {
    @Test(arguments: [
        ("", "nothing"),
        ("05000000", "no end"),
        ("0500000001", "an end that is no NUL"),
        ("0600000000", "a length beyond the bytes"),
        ("0400000000", "a length too short"),
        ("FFFFFFFF00", "a negative length"),
        ("050000000000", "a byte behind the end"),
        ("0C00000010610001000000" + "01", "a document without its NUL"),
        ("0B0000001061000100" + "0000", "a number cut short"),
        ("0C0000000261000000000000", "a string of length 0"),
        ("0C000000026100FFFFFFFF00", "a string of negative length"),
        ("0E00000002610009000000620000", "a string past the end"),
        ("0E00000002610002000000E90000", "a string that is not UTF-8"),
        ("0E00000002610002000000626300", "a string without its NUL"),
        ("090000000862000200", "a truth value of 2"),
        ("0C00000010FF000100000000", "a key that is not UTF-8"),
        ("0800000070610000", "an unknown type"),
        ("0D000000036100040000000000", "a nested document too short"),
        ("0D000000056100FF0000000000", "binary past the end"),
        ("0D000000106162636465666700", "a key without its NUL"),
    ])
    func `bytes that are no document are refused`(hex: String, reason: String) {
        let error = #expect(throws: StoreError.self, "\(reason)") {
            try BSON(validating: bytes(hex))
        }
        #expect(error?.code == .malformed)
    }

    @Test func `a document cut at any place is refused`() {
        let whole = BSONReaderTests.whole.bytes
        #expect(throws: Never.self) { try BSON(validating: whole) }
        for length in whole.indices {
            #expect(throws: StoreError.self) { try BSON(validating: Array(whole[..<length])) }
        }
    }

    @Test func `flipped bits are refused or read, never a crash`() throws {
        var random = SplitMix(seed: 20_260_101)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = BSONReaderTests.whole.bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            guard let document = try? BSON(validating: bytes) else { continue }
            accepted += 1
            #expect(!document.json.isEmpty)
        }
        #expect(accepted > 0)
    }

    @Test func `unchecked bytes are read without a crash`() {
        var random = SplitMix(seed: 7)
        for _ in 0..<20_000 {
            var bytes = BSONReaderTests.whole.bytes
            let place = Int.random(in: bytes.indices, using: &random)
            bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            // As from a cursor, where only the outer length is checked.
            let document = BSON(trusted: bytes)
            _ = try? document.read { (reader) throws(StoreError) in
                _ = try reader.keys()
                _ = try reader.optionalString("string")
                try reader.forEachDocument(in: "items") { (item) throws(StoreError) in
                    _ = try item.optionalInt64("n")
                }
                _ = try reader.doubles("doubles")
                _ = try reader.optionalBinary("binary")
            }
        }
    }

    @Test func `a document nested too deep is refused`() throws {
        func nest(_ depth: Int) -> BSON {
            (0..<depth).reduce(BSON.empty) { inner, _ in BSON { $0.append("d", bson: inner) } }
        }
        #expect(throws: Never.self) { try BSON(validating: nest(180).bytes) }
        #expect(throws: StoreError.self) { try BSON(validating: nest(181).bytes) }
        #expect(throws: StoreError.self) { try BSON(validating: nest(20_000).bytes) }
    }
}

/// Random numbers with a fixed seed.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
