internal import Interest
internal import Mongo

// A document counts the behaviors that it has folded (its activity). If the log has fewer, the rest
// has been deleted: the document knows more than the log, and folding it again would lose that.

/// The number of behaviors that a document has folded.
struct Activity: BSONDecodable {
    let activity: Int64

    init(reading document: borrowing BSONReader) throws(StoreError) {
        activity = try document.int64("activity")
    }
}

/// Folds the log of a user up to a time, and counts the folded behaviors that were deleted.
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

/// Counts the folded behaviors of a user that were deleted from the log.
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
    /// Whether the document has folded more than the `count` behaviors that are left in the log.
    func knowsMore(than count: Int) -> Bool { weights.frame.activity > Int64(count) }
}

/// The consent to fold profiles by some settings from the remaining log.
///
/// This loses the deleted behaviors, so it must be allowed when the settings change. The consent is
/// stored next to the settings, with their fingerprint.
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

    /// Gives the consent.
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
    /// The error for a profile that cannot be folded again without a loss.
    static var trimmedLog: StoreError {
        StoreError(
            .trimmed,
            "the log no longer has all behaviors of a profile, so other settings would lose a "
                + "part of it: set the old law again, or use ebb law set … --from-what-is-left")
    }
}
