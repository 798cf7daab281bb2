internal import Interest
internal import Mongo

// A document counts the behaviours that it has folded (its activity). Where the log has fewer, the
// rest has been deleted: the document knows more than the log, and folding it anew would lose that.

/// How much a document has folded.
struct Activity: BSONDecodable {
    let activity: Int64

    init(reading document: borrowing BSONReader) throws(StoreError) {
        activity = try document.int64("activity")
    }
}

/// What the log of a user up to a time gives, and how many behaviours are folded in and gone.
struct ReadPast: Operation {
    let user: UserID
    let until: Timestamp
    let settings: FoldingSettings

    func execute(
        on client: inout Client
    ) throws(StoreError) -> (weights: Weights, missing: Int) {
        let weights = try FoldLog(user: user, until: until, part: .all, by: settings)
            .execute(on: &client)
        return (weights, try MissingCount(user: user).execute(on: &client))
    }
}

/// How many behaviours of a user are folded in and gone from the log.
struct MissingCount: Operation {
    let user: UserID

    func execute(on client: inout Client) throws(StoreError) -> Int {
        let own = BSON { $0.append("_id", user.text) }
        let options = FindOptions(projection: BSON { $0.append("activity", Int32(1)) })
        let find = FindOne<Activity>(Schema.weights, filter: own, options: options)
        guard let folded = try find.execute(on: &client) else { return 0 }
        let filter = BSON { document in
            document.append("user", user.text)
            document.document("fold") { $0.append("$exists", true) }
        }
        let count = try Count(Schema.behaviors, filter: filter).execute(on: &client)
        return max(0, Int(folded.activity) - count)
    }
}

extension WeightDocument {
    /// Whether it has folded more than the `count` behaviours that are left in the log.
    func knowsMore(than count: Int) -> Bool { weights.frame.activity > Int64(count) }
}

/// Whether profiles may be folded by some settings from what is left of the log.
///
/// That loses what is gone, so whoever changes the settings has to say so beforehand; it is kept
/// beside them, by their fingerprint.
struct TrimmedConsent: Operation {
    private static let id = "trimmed"
    let fingerprint: String

    func execute(on client: inout Client) throws(StoreError) -> Bool {
        let filter = BSON { document in
            document.append("_id", Self.id)
            document.append("law", fingerprint)
        }
        return try FindOne<BSON>(Schema.settings, filter: filter).execute(on: &client) != nil
    }

    /// Gives it.
    struct Give: Operation {
        let fingerprint: String

        func execute(on client: inout Client) throws(StoreError) {
            let filter = BSON { $0.append("_id", TrimmedConsent.id) }
            let consent = BSON { document in
                document.append("_id", TrimmedConsent.id)
                document.append("law", fingerprint)
            }
            _ = try ReplaceOne(
                Schema.settings, filter: filter, replacement: consent, upsert: true
            ).execute(on: &client)
        }
    }
}

extension StoreError {
    /// A profile cannot be folded anew without losing something.
    static var trimmedLog: StoreError {
        StoreError(
            .trimmed,
            "the log no longer has all that a profile was folded from, so other settings would "
                + "lose a part of it: set the old law again, or ebb law set … --from-what-is-left")
    }
}
