internal import Interest
internal import Mongo

/// A user's weights with all that is pending and due, however much. Writes nothing.
///
/// Not in a transaction, which a server ends when it takes long: the log comes in batches, and each
/// fold raises the document's version. So if that is afterwards what it was before, nothing was
/// folded in between, and everything that was pending has been seen once.
struct PeekUser: Operation {
    /// How often it begins because somebody else has folded meanwhile.
    static let attemptsMax = 5

    let user: UserID
    let settings: FoldingSettings
    /// What is dated later is not folded yet.
    let now: Timestamp

    func execute(on client: inout Client) throws(StoreError) -> CurrentWeights {
        for _ in 0..<Self.attemptsMax {
            let kept = try document(on: &client)
            let weights = try fold(behind: kept, on: &client)
            let ahead = try ReadWeights.ahead(of: user, now, on: &client)
            guard try version(on: &client) == kept?.version else { continue }
            return CurrentWeights(weights: weights, ahead: ahead)
        }
        throw StoreError(
            .writeConflict, "others fold this profile again and again while it is read: try again")
    }

    private func fold(
        behind kept: WeightDocument?, on client: inout Client
    ) throws(StoreError) -> Weights {
        guard let kept, kept.fingerprint == settings.fingerprint,
            settings.settings.law.acceptsLateBehaviors
        else {
            if kept != nil, try MissingCount(user: user).execute(on: &client) > 0 {
                let consent = TrimmedConsent(fingerprint: settings.fingerprint)
                guard try consent.execute(on: &client) else { throw .trimmedLog }
            }
            return try FoldLog(user: user, until: .latest, part: .current(now), by: settings)
                .execute(on: &client)
        }
        var fold = LogFold(kept.weights, by: settings)
        try ReadLog(user: user, until: now, by: settings)
            .feed(.pending, to: &fold, on: &client)
        return fold.finish()
    }

    private var own: BSON { BSON { $0.append("_id", user.text) } }

    private func document(on client: inout Client) throws(StoreError) -> WeightDocument? {
        try FindOne<WeightDocument>(Schema.weights, filter: own).execute(on: &client)
    }

    private func version(on client: inout Client) throws(StoreError) -> Int? {
        let options = FindOptions(projection: BSON { $0.append("version", Int32(1)) })
        return try FindOne<Version>(Schema.weights, filter: own, options: options)
            .execute(on: &client)?.number
    }

    /// How many folds made a document.
    private struct Version: BSONDecodable {
        let number: Int

        init(reading document: borrowing BSONReader) throws(StoreError) {
            number = Int(try document.int64("version"))
        }
    }
}
