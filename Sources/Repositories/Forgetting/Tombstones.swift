internal import Hashing
internal import Interest
internal import Mongo
internal import Synchronization

// Appends are frequent and erasures are rare, so appends must stay cheap: the erased users are read
// once a second and cached. But an append that read them just before an erasure, and whose
// documents reach the server after it, would bring the user back. So there is a fence, a number
// that each erasure raises:
//
//     append                            erase
//     knows the tombstones up to 6      writes a tombstone, and 7
//     stamps its documents fence: 6     makes the server reject stamps below 7
//     … is rejected by the server       deletes
//     reads the tombstones up to 7, skips the user, sends the rest again
//
// The server compares in the validator of the collection, at the time of the insert: no delay can
// let anything through. A store that never erased a user has neither validator nor stamps. Earlier
// documents have no stamp, and can still be updated: the validator (`moderate`) checks only new
// documents and those that were valid before.
//
// Models that learn while they serve know a user by the first eight bytes of the same digest, so a
// server sees by the tombstones whom its models have to forget. Therefore the salt is there before
// the first erasure, beside the number 0.
//
// {_id: "fence", number: 7, salt: BinData, lease?: ISODate, holder?: "…"}
// {_id: BinData (SHA-256 of salt and user id), time: ISODate, user?: "ann" during the erasure,
//  readmits?: true where the user may come again after it}

/// The erased users, as of one reading of the fence.
struct Tombstones: Sendable {
    /// The empty list, of a store that never erased a user.
    static let none = Tombstones(fence: 0, salt: [], digests: [], erasing: [])

    /// The number of the fence up to which the list is complete.
    let fence: Int64
    let salt: [UInt8]
    let digests: Set<[UInt8]>
    /// Users whose erasure was not finished then: reads answer as if nothing were left of them.
    let erasing: Set<UserID>
    /// The digests as models know the users: their first eight bytes.
    let hashes: Set<UInt64>

    init(fence: Int64, salt: [UInt8], digests: Set<[UInt8]>, erasing: Set<UserID>) {
        self.fence = fence
        self.salt = salt
        self.digests = digests
        self.erasing = erasing
        hashes = Set(digests.compactMap { Digest($0)?.word })
    }

    /// Whether a user was erased.
    func contain(_ user: UserID) -> Bool {
        !digests.isEmpty && digests.contains(Self.digest(of: user, salt: salt))
    }

    /// The erased ones of many users; computes one digest for each user.
    func forgotten(among users: some Sequence<UserID>) -> Set<UserID> {
        digests.isEmpty ? [] : Set(users).filter(contain)
    }

    static func digest(of user: UserID, salt: [UInt8]) -> [UInt8] {
        SHA256.hash(salt + user.text.utf8).bytes
    }
}

/// A cache of the tombstones.
final class RecentTombstones: Sendable {
    /// The maximum age. The fence works with any value: old entries cost a rejected insert.
    static let ageMax = Duration.seconds(1)

    private let ageMax: Duration
    private let kept = Mutex<(tombstones: Tombstones, asked: ContinuousClock.Instant)?>(nil)

    init(ageMax: Duration = RecentTombstones.ageMax) { self.ageMax = ageMax }

    /// - Parameter fresh: reads from the store even when the cache is recent.
    func tombstones(
        in store: Store, fresh: Bool = false
    ) async throws(RepositoryError) -> Tombstones {
        let asked = ContinuousClock.now
        let recent = kept.withLock { $0 }
        if !fresh, let recent, asked - recent.asked <= ageMax { return recent.tombstones }
        let found = try await store.ask(ReadTombstones(known: recent?.tombstones ?? .none))
        kept.withLock { $0 = (found, asked) }
        return found
    }
}

/// Reads the fence, and the tombstones if the fence has changed.
struct ReadTombstones: Operation {
    let known: Tombstones

    func execute(on client: inout Client) throws(StoreError) -> Tombstones {
        guard let fence = try Fence.read(on: &client) else { return .none }
        if fence.number == known.fence, fence.salt == known.salt { return known }
        let find = Find<Tombstone>(Schema.forgotten, filter: Tombstone.any)
        // This includes users who were added after the fence was read, which does no harm.
        let stones = try find.execute(on: &client)
        return Tombstones(
            fence: fence.number, salt: fence.salt, digests: Set(stones.map(\.digest)),
            erasing: Set(stones.compactMap(\.user)))
    }
}

/// The number that erasures raise, and the salt of their digests.
struct Fence: BSONDecodable {
    static let id = "fence"
    private static let saltLength = 32

    let number: Int64
    let salt: [UInt8]
    /// The process that is setting the validators now.
    let holder: String?

    init(reading document: borrowing BSONReader) throws(StoreError) {
        number = try document.int64("number")
        salt = try document.binary("salt")
        holder = try document.optionalString("holder")
    }

    static var filter: BSON { BSON { $0.append("_id", id) } }

    static func newSalt() -> [UInt8] { (0..<saltLength).map { _ in .random(in: .min ... .max) } }

    static func read(on client: inout Client) throws(StoreError) -> Fence? {
        try FindOne(Schema.forgotten, filter: filter).execute(on: &client)
    }
}

/// The mark of one erased user, whose new data is rejected.
struct Tombstone: BSONDecodable {
    let digest: [UInt8]
    /// The user during the erasure; afterward only the digest remains.
    let user: UserID?
    /// Whether the user may come again after the erasure.
    let readmits: Bool

    init(reading document: borrowing BSONReader) throws(StoreError) {
        digest = try document.binary("_id")
        user = try document.optionalString("user").map(UserID.init(unchecked:))
        readmits = try document.optionalBool("readmits") ?? false
    }

    /// Matches all tombstones, but not the fence.
    static var any: BSON {
        BSON { filter in filter.document("_id") { $0.append("$type", "binData") } }
    }

    static func filter(_ digest: [UInt8]) -> BSON { BSON { $0.append("_id", binary: digest) } }
}

/// Creates the fence of a store that never erased a user, for its salt.
struct PutSalt: Operation {
    func execute(on client: inout Client) throws(StoreError) {
        let update = BSON { update in
            update.document("$setOnInsert") { fields in
                fields.append("number", Int64(0))
                fields.append("salt", binary: Fence.newSalt())
            }
        }
        _ = try BulkUpdate(Schema.forgotten, [(Fence.filter, update)], upsert: true)
            .execute(on: &client)
    }
}
