import Hashing
import Testing

/// Tests SHA-256 with the vectors of FIPS 180-4 and with its properties.
struct SHA256Tests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
    ])
    func `the standard's examples come out`(_ text: String, _ digits: String) {
        #expect(SHA256.hash(text.utf8).hexadecimal == digits)
        var hash = SHA256()
        hash.update(text.utf8)
        #expect(hash.finalize().description == digits)
    }

    @Test func `a million times "a" comes out`() {
        let digits = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(SHA256.hash(repeatElement(97, count: 1_000_000)).hexadecimal == digits)
        var hash = SHA256()
        for _ in 0..<1_000 { hash.update([UInt8](repeating: 97, count: 1_000)) }
        #expect(hash.finalize().hexadecimal == digits)
    }

    @Test func `bytes in two parts are the bytes in one, wherever they are split`() {
        // Past two blocks of 64 bytes, so that each way of filling them occurs.
        let bytes = (0..<150).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let whole = SHA256.hash(bytes)
        for split in 0...bytes.count {
            var hash = SHA256()
            hash.update(bytes[..<split])
            hash.update(bytes[split...])
            #expect(hash.finalize() == whole)
        }
    }

    @Test func `a copy goes on by itself`() {
        var one = SHA256()
        one.update("ab".utf8)
        var other = one
        other.update("d".utf8)
        one.update("c".utf8)
        #expect(one.finalize() == SHA256.hash("abc".utf8))
        #expect(other.finalize() == SHA256.hash("abd".utf8))
    }

    @Test func `more may follow a digest`() {
        var hash = SHA256()
        #expect(hash.finalize() == SHA256.hash([]))
        hash.update("ab".utf8)
        #expect(hash.finalize() == SHA256.hash("ab".utf8))
        #expect(hash.finalize() == SHA256.hash("ab".utf8))
        hash.update("c".utf8)
        #expect(hash.finalize() == SHA256.hash("abc".utf8))
    }

    @Test func `bytes that do not lie side by side are digested, too`() {
        let bytes = sequence(first: UInt8(97)) { $0 < 99 ? $0 + 1 : nil }
        #expect(SHA256.hash(bytes) == SHA256.hash("abc".utf8))
        var hash = SHA256()
        hash.update(bytes)
        #expect(hash.finalize() == SHA256.hash("abc".utf8))
    }

    @Test func `threads do not get into each other's way`() async {
        let digits = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<500).map { SHA256.hash(String($0).utf8).hexadecimal }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(digits.allSatisfy { $0 == digits[0] })
    }
}

/// The 32 bytes.
struct DigestTests {
    @Test func `kept bytes make the same digest again`() {
        let digest = SHA256.hash("abc".utf8)
        #expect(Digest(digest.bytes) == digest)
        #expect(digest.bytes.count == Digest.length)
    }

    @Test(arguments: [0, 31, 33]) func `too few or too many bytes make none`(_ count: Int) {
        #expect(Digest([UInt8](repeating: 1, count: count)) == nil)
    }

    @Test func `one bit anywhere makes another digest`() {
        let digest = SHA256.hash("abc".utf8)
        for index in 0..<Digest.length {
            var bytes = digest.bytes
            bytes[index] ^= 1
            #expect(Digest(bytes) != digest)
        }
    }
}
