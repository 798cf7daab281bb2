import Access
import Harness
import Interest
import Testing

@testable import Repositories

/// Conformance of a key repository.
@Suite(.store)
struct KeyRepositoryTests {
    private func key(_ name: String, secrets: Int = 1) -> AccessKey {
        AccessKey(
            name: name, access: [.read, .admin], rate: RateLimit("100/1min"),
            created: Timestamp(seconds: 1), expires: Timestamp(seconds: 9),
            secrets: (0..<secrets).map { number in
                KeySecret(
                    id: "\(name)\(number)", salt: "salt", digest: "digest",
                    created: Timestamp(seconds: 2),
                    expires: number == 0 ? Timestamp(seconds: 3) : nil)
            })
    }

    @Test(arguments: Backing.allCases)
    func `a key comes back as it went in`(backing: Backing) async throws {
        let keys = try await backing.make().keys
        #expect(try await keys.keys().isEmpty)
        #expect(try await keys.key("shop") == nil)
        let plain = AccessKey(name: "a", access: [], created: Timestamp(seconds: 5), secrets: [])
        #expect(try await keys.insert(key("shop", secrets: 2)))
        #expect(try await keys.insert(plain))
        #expect(try await keys.key("shop") == key("shop", secrets: 2))
        #expect(try await keys.keys() == [plain, key("shop", secrets: 2)])
    }

    @Test(arguments: Backing.allCases)
    func `a name is given once`(backing: Backing) async throws {
        let keys = try await backing.make().keys
        #expect(try await keys.insert(key("shop")))
        #expect(try await !keys.insert(key("shop", secrets: 2)))
        #expect(try await keys.keys() == [key("shop")])
    }

    @Test(arguments: Backing.allCases)
    func `a change is written over the version it was made from`(backing: Backing) async throws {
        let keys = try await backing.make().keys
        var changed = key("shop")
        changed.revoked = Timestamp(seconds: 4)
        #expect(try await !keys.replace(changed))
        #expect(try await keys.insert(key("shop")))
        #expect(try await keys.replace(changed))
        #expect(try await !keys.replace(changed))
        let found = try #require(try await keys.key("shop"))
        #expect(found.revoked == Timestamp(seconds: 4))
        #expect(found.version == 1)
    }

    @Test(arguments: Backing.allCases)
    func `changes made at once are all kept`(backing: Backing) async throws {
        let keys = try await backing.make().keys
        #expect(try await keys.insert(key("shop", secrets: 0)))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<4 {
                group.addTask {
                    // Of four concurrent changes, one succeeds in every round.
                    try await keys.change("shop", triesMax: 4) { key in
                        key.secrets.append(
                            KeySecret(
                                id: "\(number)", salt: "", digest: "",
                                created: Timestamp(seconds: 1)))
                    }
                }
            }
            try await group.waitForAll()
        }
        let found = try #require(try await keys.key("shop"))
        #expect(Set(found.secrets.map(\.id)) == ["0", "1", "2", "3"])
        #expect(try await keys.change("none") { _ in } == nil)
    }
}
