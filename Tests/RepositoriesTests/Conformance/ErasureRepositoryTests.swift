import Harness
import Hashing
import Interest
import Testing

@testable import Repositories

@Suite(.store)
struct ErasureRepositoryTests {
    private let log = [
        click("ann", "a", at: 1), click("bob", "b", at: 2), click("ann", "c", at: 3),
    ]

    @Test(arguments: Backing.allCases)
    func `an erased user is gone, and all others stay`(backing: Backing) async throws {
        let made = try await backing.make()
        _ = try await made.behaviors.append(log)
        try await made.profiles.put([Profile(id: "ann"), Profile(id: "bob")])
        _ = try await made.read("ann")
        _ = try await made.behaviors.append([click("ann", "d", at: 4)])
        let bob = try await made.read("bob")
        let before = try await made.erasures.remains(of: "ann")
        #expect(before == Remains(behaviors: 3, weights: 1, profiles: 1, isForgotten: false))

        let erased = try await made.erasures.forget("ann")
        #expect(erased == Remains(behaviors: 3, weights: 1, profiles: 1, isForgotten: true))
        let left = try await made.erasures.remains(of: "ann")
        #expect(left == Remains(behaviors: 0, weights: 0, profiles: 0, isForgotten: true))
        #expect(try await made.read("ann").items.isEmpty)
        #expect(try await made.read("bob") == bob)
        #expect(try await made.profiles.profile(of: "bob") != nil)
        #expect(try await made.erasures.unfinished().isEmpty)
    }

    @Test(arguments: Backing.allCases)
    func `what comes again of a forgotten user is left out and counted`(
        backing: Backing
    ) async throws {
        let made = try await backing.make()
        _ = try await made.erasures.forget("ann")
        let count = try await made.behaviors.append(log)
        #expect(count == AppendCount(inserted: 1, repeated: 0, forgotten: 2))
        #expect(try await made.profiles.put([Profile(id: "ann"), Profile(id: "bob")]) == 1)
        #expect(try await made.erasures.remains(of: "ann").count == 0)
        let again = try await made.erasures.forget("ann")
        #expect(again.count == 0)
    }

    @Test(arguments: Backing.allCases)
    func `who is readmitted may come again, and only who was forgotten is`(
        backing: Backing
    ) async throws {
        let made = try await backing.make()
        _ = try await made.behaviors.append(log)
        _ = try await made.erasures.forget("ann")
        #expect(try await made.erasures.readmit("bob") == false)
        #expect(try await made.erasures.readmit("ann"))
        #expect(try await made.erasures.readmit("ann") == false)
        #expect(try await made.erasures.remains(of: "ann").isForgotten == false)
        let count = try await made.behaviors.append(log)
        #expect(count == AppendCount(inserted: 2, repeated: 1))
        #expect(try await made.profiles.put([Profile(id: "ann")]) == 0)
    }

    @Test(arguments: Backing.allCases)
    func `models see who is erased by hashes with a salt that stays`(
        backing: Backing
    ) async throws {
        let made = try await backing.make()
        let before = try await made.erasures.erased()
        #expect(before.hashes.isEmpty && before.salt.bytes.count == 32)
        #expect(try await made.erasures.erased() == before)
        let hash = { (text: String) in SHA256.hash(before.salt.bytes + Array(text.utf8)).word }
        _ = try await made.erasures.forget("ann")
        _ = try await made.erasures.forget("bob")
        let erased = try await made.erasures.erased()
        #expect(erased == ErasedUsers(salt: before.salt, hashes: [hash("ann"), hash("bob")]))
        _ = try await made.erasures.readmit("ann")
        #expect(try await made.erasures.erased().hashes == [hash("bob")])
    }
}
