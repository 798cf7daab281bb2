package import Mongo

/// The document in the collection `settings` that contains the format of the store.
package struct FormatMark: BSONDecodable {
    private static let id = "format"
    private static let filter = BSON { $0.append("_id", id) }

    /// Matches all documents except the mark.
    static let others = BSON { filter in
        filter.document("_id") { $0.append("$ne", id) }
    }

    let format: Int

    /// Throws when it does not contain a whole number.
    package init(reading document: borrowing BSONReader) throws(StoreError) {
        format = Int(try document.int64("format"))
    }

    private static func document(_ format: Int) -> BSON {
        BSON { document in
            document.append("_id", id)
            document.append("format", Int64(format))
        }
    }

    /// Reads the mark; nil in a store without one.
    struct Read: Operation {
        func execute(on client: inout Client) throws(StoreError) -> FormatMark? {
            try FindOne(Schema.settings, filter: filter).execute(on: &client)
        }
    }

    /// Inserts the mark unless the store has one. Of several processes, the first one wins.
    struct Insert: Operation {
        let format: Int

        func execute(on client: inout Client) throws(StoreError) {
            _ = try InsertMany(Schema.settings, documents: [document(format)])
                .execute(on: &client)
        }
    }

    /// Writes the next higher format, unless another process has done so.
    struct Raise: Operation {
        let from: Int

        func execute(on client: inout Client) throws(StoreError) {
            let filter = BSON { filter in
                filter.append("_id", id)
                filter.append("format", Int64(from))
            }
            _ = try ReplaceOne(Schema.settings, filter: filter, replacement: document(from + 1))
                .execute(on: &client)
        }
    }
}
