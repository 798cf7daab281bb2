import Program
import Testing

struct ProcessSecretsTests {
    @Test(arguments: [
        ("mongodb://ada:secret@host/ebb?tls=true", "mongodb://ada:*@host/ebb?tls=true"),
        ("--database=mongodb+srv://ada:s@host", "--database=mongodb+srv://ada:*@host"),
        ("mongodb://ada:se@cr:et@host", "mongodb://ada:*@host"),
        ("mongodb://ada:@host", "mongodb://ada:*@host"),
    ])
    func `a password in a URL is hidden`(text: String, hidden: String) {
        let bytes = ProcessSecrets.withoutPassword(Array(text.utf8))
        #expect(bytes.map { String(decoding: $0, as: UTF8.self) } == hidden)
    }

    @Test(arguments: [
        "", "serve", "://", "mongodb://host:27017/ebb", "mongodb://ada@host", "a:b@c",
        "https://shop.example",
    ])
    func `what has no password stays as it is`(text: String) {
        #expect(ProcessSecrets.withoutPassword(Array(text.utf8)) == nil)
    }
}
