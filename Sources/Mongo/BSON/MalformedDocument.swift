/// A document of the store that cannot be decoded: which one, and what is wrong with it.
package struct MalformedDocument: Error, Hashable, Sendable, CustomStringConvertible {
    /// The longest id that a message shows.
    private static let idLengthMax = 100

    /// The collection of the document.
    package var collection: String
    /// The id of the document, as JSON.
    package let id: String
    /// What is wrong with it, such as `the field title should be a string, not int32`.
    package let problem: String
    /// The fields by which a collection is read in order, unchanged, if the document has them.
    package let place: BSON

    /// The fields of ``place``.
    private static let placeKeys = ["_id", "user", "item", "time", "fold"]

    package init(
        _ document: borrowing BSONReader, in collection: String = "", _ error: StoreError
    ) {
        self.collection = collection
        id = Self.id(of: document)
        problem = error.message
        place = BSON { place in
            for key in Self.placeKeys {
                guard let field = try? document.only(key) else { continue }
                place.append(fieldsOf: field)
            }
        }
    }

    /// The id of any type, in the form that mongosh takes.
    private static func id(of document: borrowing BSONReader) -> String {
        let json = (try? document.only("_id"))?.json ?? ""
        guard let colon = json.firstIndex(of: ":") else { return "without an id" }
        let text = json[json.index(after: colon)...].dropLast()
            .trimmingPrefix(while: \.isWhitespace)
        let id = text.last == " " ? text.dropLast() : text
        return id.count > idLengthMax ? id.prefix(idLengthMax) + "…" : String(id)
    }

    /// One sentence: which document it is, and what is wrong with it.
    package var description: String {
        "the document \(id) of \(collection) is malformed: \(problem)"
    }
}

extension StoreError {
    /// The error for a document that cannot be decoded.
    package init(_ document: MalformedDocument) {
        self.init(.malformed, document.description, document: document)
    }
}

/// A document that was decoded, or what is wrong with it.
package enum Sound<Document: BSONDecodable>: BSONDecodable {
    case sound(Document)
    case malformed(MalformedDocument)

    /// Throws no error: a malformed document is a value.
    package init(reading reader: borrowing BSONReader) throws(StoreError) {
        do throws(StoreError) {
            self = .sound(try Document(reading: reader))
        } catch {
            guard error.code == .malformed else { throw error }
            self = .malformed(error.document ?? MalformedDocument(reader, error))
        }
    }

    /// The document; nil when it is malformed.
    package var document: Document? {
        if case .sound(let document) = self { document } else { nil }
    }

    /// What is wrong; nil when the document is sound.
    package var malformed: MalformedDocument? {
        if case .malformed(let document) = self { document } else { nil }
    }
}

extension Array {
    /// The documents that were decoded.
    package func documents<Document>() -> [Document] where Element == Sound<Document> {
        compactMap(\.document)
    }

    /// The documents that could not be decoded.
    package func malformed<Document>() -> [MalformedDocument] where Element == Sound<Document> {
        compactMap(\.malformed)
    }
}

/// Finds documents and decodes each, like ``Find``. A malformed document ends nothing: it is
/// counted, and comes in its place as ``Sound/malformed(_:)``.
///
///     let sift = Sift<ItemDocument>("items", filter: .empty)
///     let items = try await store.perform(sift).documents()
package struct Sift<Document: BSONDecodable>: Operation {
    private let collection: String
    private let find: Find<Sound<Document>>

    /// Creates a find in a collection; the filter ``BSON/empty`` matches everything.
    package init(_ collection: String, filter: BSON, options: FindOptions = FindOptions()) {
        self.collection = collection
        find = Find(collection, filter: filter, options: options)
    }

    /// All documents, sound or not, in their order.
    package func execute(on client: inout Client) throws(StoreError) -> [Sound<Document>] {
        var found = try find.execute(on: &client)
        for index in found.indices {
            guard case .malformed(var document) = found[index] else { continue }
            client.note(&document, in: collection)
            found[index] = .malformed(document)
        }
        return found
    }

    /// Passes each sound document to `body` as it arrives, and stores none.
    package func forEach(
        on client: inout Client, _ body: (Document) throws(StoreError) -> Void
    ) throws(StoreError) {
        let meters = client.settings.meters
        try find.forEach(on: &client) { found throws(StoreError) in
            switch found {
            case .sound(let document): try body(document)
            case .malformed: meters.malformed(in: collection)
            }
        }
    }
}

extension BSONArrayWriter {
    /// Appends the id of a malformed document, whatever its type.
    package mutating func append(idOf document: MalformedDocument) {
        append(idIn: document.place)
    }

    /// Appends the value of the field `_id` of a document, whatever its type.
    package mutating func append(idIn document: BSON) {
        try? document.read { (document) throws(StoreError) in
            guard let id = try document.field("_id") else { return }
            // The reader lends its memory for this call; the bytes are copied.
            append(encoded: unsafe Array(document.memory.buffer[id.value]), id.type)
        }
    }
}

extension Client {
    /// Counts a malformed document that is left out.
    package func note(_ document: inout MalformedDocument, in collection: String) {
        if document.collection.isEmpty { document.collection = collection }
        settings.meters.malformed(in: document.collection)
    }
}
