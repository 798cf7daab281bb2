import Access
import Interest
import Testing

struct AccessKeyTests {
    private let now = Timestamp(seconds: 1000)

    private func key(_ secrets: [Timestamp?]) -> AccessKey {
        AccessKey(
            name: "shop", access: [.read], created: Timestamp(seconds: 1),
            secrets: secrets.map { expires in
                KeySecret(
                    id: "i", salt: "s", digest: "d", created: Timestamp(seconds: 1),
                    expires: expires)
            })
    }

    @Test(arguments: ["a", "shop-2.test_B", String(repeating: "x", count: 64)])
    func `a name is letters, digits, and a few signs`(name: String) {
        #expect(AccessKey.isName(name))
    }

    @Test(arguments: ["", "a b", "é", "a/b", "$a", "a\n", String(repeating: "x", count: 65)])
    func `what else people type is no name`(name: String) {
        #expect(!AccessKey.isName(name))
    }

    @Test func `a key lives until it is revoked, or it expires, or all its secrets have`() {
        #expect(key([nil]).isLive(at: now))
        #expect(key([now, nil]).isLive(at: now))
        #expect(!key([now]).isLive(at: now))
        #expect(!key([]).isLive(at: now))
        var expiring = key([nil])
        expiring.expires = now
        #expect(!expiring.isLive(at: now))
        #expect(expiring.isLive(at: now - .seconds(1)))
        var revoked = key([nil])
        revoked.revoked = now
        #expect(!revoked.isLive(at: now))
    }
}
