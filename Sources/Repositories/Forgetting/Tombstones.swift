internal import Hashing
internal import Interest
internal import Mongo
internal import Synchronization

// Appends are many and erasures are few, so appends must not pay for them: who is forgotten is read
// once a second and kept. But an append that looked a moment before an erasure, and whose documents
// reach the server after it, would bring the user back. So there is a fence, a number that each
// erasure raises:
//
//     append                            erase
//     knows the tombstones up to 6      writes a tombstone, and 7
//     stamps its documents fence: 6     has the server refuse what is stamped below 7
//     … is refused by the server        deletes
//     reads the tombstones up to 7, leaves the user out, sends the rest again
//
// It is the server that compares, in the validator of the collection, at the very moment of the
// insert: no pause anywhere lets anything through. A store that never forgot anybody has neither
// validator nor stamps. Documents from before have no stamp, and may be changed nevertheless: the
// validator looks (`moderate`) only at what is new or has been well.
//
// {_id: "fence", number: 7, salt: BinData, lease?: ISODate, holder?: "…"}
// {_id: BinData (SHA-256 of salt and user id), time: ISODate, user?: "ann" while under way}

/// Who is forgotten, as of a reading of the fence.
struct Tombstones: Sendable {
    /// None, of a store that never forgot anybody.
    static let none = Tombstones(fence: 0, salt: [], digests: [])

    /// The number up to which these are all.
    let fence: Int64
    let salt: [UInt8]
    let digests: Set<[UInt8]>

    /// Whether a user is among them.
    func contain(_ user: UserID) -> Bool {
        !digests.isEmpty && digests.contains(Self.digest(of: user, salt: salt))
    }

    /// Those users of many who are among them: one digest a user.
    func forgotten(among users: some Sequence<UserID>) -> Set<UserID> {
        digests.isEmpty ? [] : Set(users).filter(contain)
    }

    static func digest(of user: UserID, salt: [UInt8]) -> [UInt8] {
        SHA256.hash(salt + user.text.utf8).bytes
    }
}

/// The tombstones as they were lately.
final class RecentTombstones: Sendable {
    /// How old they may be. The fence holds whatever this is: older ones cost a refused insert.
    static let ageMax = Duration.seconds(1)

    private let ageMax: Duration
    private let kept = Mutex<(tombstones: Tombstones, asked: ContinuousClock.Instant)?>(nil)

    init(ageMax: Duration = RecentTombstones.ageMax) { self.ageMax = ageMax }

    /// - Parameter fresh: asks whatever is known.
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

/// Reads the fence, and the tombstones where it has moved.
struct ReadTombstones: Operation {
    let known: Tombstones

    func execute(on client: inout Client) throws(StoreError) -> Tombstones {
        guard let fence = try Fence.read(on: &client) else { return .none }
        if fence.number == known.fence { return known }
        let find = Find<Tombstone>(Schema.forgotten, filter: Tombstone.any)
        // Whoever was added since the fence was read is among these, too: more does no harm.
        let digests = try find.execute(on: &client).map(\.digest)
        return Tombstones(fence: fence.number, salt: fence.salt, digests: Set(digests))
    }
}

/// The number that erasures raise, and the salt of their digests.
struct Fence: BSONDecodable {
    static let id = "fence"

    let number: Int64
    let salt: [UInt8]
    /// Who is having the server compare with it now.
    let holder: String?

    init(reading document: borrowing BSONReader) throws(StoreError) {
        number = try document.int64("number")
        salt = try document.binary("salt")
        holder = try document.optionalString("holder")
    }

    static var filter: BSON { BSON { $0.append("_id", id) } }

    static func read(on client: inout Client) throws(StoreError) -> Fence? {
        try FindOne(Schema.forgotten, filter: filter).execute(on: &client)
    }
}

/// Keeps one user out.
struct Tombstone: BSONDecodable {
    let digest: [UInt8]
    /// Whom it is about, while the erasure is under way; then only the digest is left.
    let user: UserID?

    init(reading document: borrowing BSONReader) throws(StoreError) {
        digest = try document.binary("_id")
        user = try document.optionalString("user").map(UserID.init(unchecked:))
    }

    /// All of them, and not the fence.
    static var any: BSON {
        BSON { filter in filter.document("_id") { $0.append("$type", "binData") } }
    }

    static func filter(_ digest: [UInt8]) -> BSON { BSON { $0.append("_id", binary: digest) } }
}
