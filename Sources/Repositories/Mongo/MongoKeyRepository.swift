public import Access
public import Interest
package import Mongo

/// The keys in MongoDB: the collection `keys`.
public struct MongoKeyRepository: KeyRepository {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// All keys by name, without malformed ones, which let nobody in. Where there are only such,
    /// it throws: a store with keys must not look like one without.
    public func keys() async throws(RepositoryError) -> [AccessKey] {
        let options = FindOptions(sort: Schema.ascending("_id"), limit: AccessKey.countMax)
        let found = try await store.ask(
            Sift<KeyDocument>(Schema.keys, filter: .empty, options: options))
        let keys = found.documents().map(\.key)
        if keys.isEmpty, let malformed = found.malformed().first {
            throw RepositoryError(StoreError(malformed))
        }
        return keys
    }

    /// The key with this name.
    public func key(_ name: String) async throws(RepositoryError) -> AccessKey? {
        let filter = BSON { $0.append("_id", name) }
        return try await store.ask(FindOne<KeyDocument>(Schema.keys, filter: filter))?.key
    }

    /// Adds a key, once: the name is the document's id.
    public func insert(_ key: AccessKey) async throws(RepositoryError) -> Bool {
        let document = KeyDocument(key: key).bson
        return try await store.ask(InsertMany(Schema.keys, documents: [document])).inserted == 1
    }

    /// Replaces a key, if its version has not changed.
    public func replace(_ key: AccessKey) async throws(RepositoryError) -> Bool {
        let filter = BSON { filter in
            filter.append("_id", key.name)
            filter.append("version", Int64(key.version))
        }
        var next = key
        next.version += 1
        let replace = ReplaceOne(
            Schema.keys, filter: filter, replacement: KeyDocument(key: next).bson)
        return try await store.ask(replace).matched == 1
    }
}

// {_id: name, access: ["read", …], rate?: "100/1s", created, expires?, revoked?, version,
//  secrets: [{id, salt, digest, created, expires?}]}

/// A key, as stored.
struct KeyDocument: BSONDecodable {
    let key: AccessKey

    init(key: AccessKey) { self.key = key }

    var bson: BSON {
        BSON { document in
            document.append("_id", key.name)
            document.array("access") { list in
                for access in Permission.allCases where key.access.contains(access) {
                    list.append(access.rawValue)
                }
            }
            if let rate = key.rate { document.append("rate", rate.description) }
            document.append("created", date: key.created.milliseconds)
            if let expires = key.expires { document.append("expires", date: expires.milliseconds) }
            if let revoked = key.revoked { document.append("revoked", date: revoked.milliseconds) }
            document.append("version", Int64(key.version))
            document.array("secrets") { list in
                for secret in key.secrets {
                    list.document { document in
                        document.append("id", secret.id)
                        document.append("salt", secret.salt)
                        document.append("digest", secret.digest)
                        document.append("created", date: secret.created.milliseconds)
                        guard let expires = secret.expires else { return }
                        document.append("expires", date: expires.milliseconds)
                    }
                }
            }
        }
    }

    init(reading document: borrowing BSONReader) throws(StoreError) {
        var secrets: [KeySecret] = []
        try document.forEachDocument(in: "secrets") { secret throws(StoreError) in
            secrets.append(
                KeySecret(
                    id: try secret.string("id"), salt: try secret.string("salt"),
                    digest: try secret.string("digest"),
                    created: Timestamp(milliseconds: try secret.date("created")),
                    expires: try secret.optionalDate("expires").map(Timestamp.init(milliseconds:))))
        }
        let rate = try document.optionalString("rate")
        let limit = rate.flatMap { RateLimit($0) }
        // A typing error in mongosh must not remove the limit.
        guard rate == nil || limit != nil else {
            throw StoreError(
                .malformed, "invalid rate limit of a key: expected REQUESTS/PERIOD, e.g. 100/1s")
        }
        key = AccessKey(
            name: try document.string("_id"),
            // Skip an unknown permission, from a later version.
            access: Set(try document.strings("access").compactMap(Permission.init(rawValue:))),
            rate: limit,
            created: Timestamp(milliseconds: try document.date("created")),
            expires: try document.optionalDate("expires").map(Timestamp.init(milliseconds:)),
            revoked: try document.optionalDate("revoked").map(Timestamp.init(milliseconds:)),
            secrets: secrets, version: Int(try document.int64("version")))
    }
}
