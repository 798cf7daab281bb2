package import Interest
package import Mongo

/// Refolds a user's document from the behaviors that it has folded.
package struct RefoldUser: Operation {
    package let user: UserID
    package let settings: FoldingSettings

    package func execute(on client: inout Client) throws(StoreError) -> Refolding {
        let filter = BSON { $0.append("_id", user.text) }
        let find = FindOne<WeightDocument>(Schema.weights, filter: filter)
        guard let kept = try find.execute(on: &client) else { return .absent }
        var fold = LogFold(by: settings)
        try ReadLog(user: user, until: .latest, by: settings)
            .feed(.folded, to: &fold, on: &client)
        if kept.knowsMore(than: fold.count) {
            guard kept.fingerprint != settings.fingerprint else { return .trimmed }
            let consent = TrimmedConsent(fingerprint: settings.fingerprint)
            guard try consent.execute(on: &client) else { return .trimmed }
        }
        let (document, refolding) = kept.refolded(to: fold.finish(), by: settings)
        guard refolding != .unchanged else { return refolding }
        _ = try ReplaceOne(Schema.weights, filter: filter, replacement: document.storable())
            .execute(on: &client)
        return refolding
    }
}
