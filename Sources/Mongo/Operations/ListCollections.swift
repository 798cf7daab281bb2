internal import CMongo

/// Lists the names of the collections in the database, sorted.
public struct ListCollections: Operation {
    /// Creates the listing.
    public init() {}

    /// Includes views.
    public func execute(on client: inout Client) throws(StoreError) -> [String] {
        let database = unsafe mongoc_client_get_database(client.pointer, client.settings.database)
        defer { unsafe mongoc_database_destroy(database) }
        let options = client.options { $0.append("nameOnly", true) }
        let cursor = options.withPointer {
            unsafe mongoc_database_find_collections_with_opts(database, $0)
        }
        let found = try unsafe Cursor(owning: cursor, of: "the list of collections").collect(
            Named.self)
        return found.map(\.name).sorted()
    }

    private struct Named: BSONDecodable {
        let name: String
        init(reading reader: borrowing BSONReader) throws(StoreError) {
            name = try reader.string("name")
        }
    }
}
