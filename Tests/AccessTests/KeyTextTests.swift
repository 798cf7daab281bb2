import Access
import Interest
import Testing

struct KeyTextTests {
    private static let now = Timestamp(seconds: 1_700_000_000)

    @Test func `a key shows itself in no text, and its store shows nothing to come in with`() {
        let text = KeyText.random()
        let secret = text.secret(created: Self.now)
        var dumped = ""
        dump(text, to: &dumped)
        for shown in [dumped, "\(text)", String(reflecting: text), "\(secret)"] {
            #expect(!shown.contains(text.text.suffix(64)))
        }
        #expect(secret != text.secret(created: Self.now))
        #expect(KeyText.random().text != text.text)
    }

    @Test func `a key that is shown matches what is kept of it, and of no other key`() throws {
        let (text, other) = (KeyText.random(), KeyText.random())
        let shown = try #require(KeyText(shown: text.text))
        #expect(shown.id == text.id)
        #expect(shown.matches(KeptDigest(text.secret(created: Self.now))))
        #expect(!shown.matches(KeptDigest(other.secret(created: Self.now))))
    }

    @Test(arguments: ["", "ebb_", "ebb_0123", "key", String(repeating: "x", count: 85)])
    func `an invalid text is not a key`(_ text: String) {
        #expect(KeyText(shown: text) == nil)
    }
}
