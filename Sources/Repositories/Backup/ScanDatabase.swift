package import Mongo

/// Reads every document of some collections, each in order of `_id`.
package struct ScanDatabase: Operation {
    /// What the scan passes on.
    package enum Piece: Sendable {
        /// The start of a collection.
        case collection(String)
        /// The next document of the collection.
        case document(BSON)
    }

    /// The time limit on the server for one collection.
    private static let collectionTimeout = Duration.seconds(6 * 3600)

    private let collections: [String]
    private let take: @Sendable (Piece) -> Bool

    /// - Parameter take: is called on the lane and may block; false stops the scan.
    package init(_ collections: [String], _ take: @escaping @Sendable (Piece) -> Bool) {
        self.collections = collections
        self.take = take
    }

    /// Throws ``StoreError/Code/cancelled`` when it was stopped.
    package func execute(on client: inout Client) throws(StoreError) {
        let keys = Schema.ascending("_id")
        let options = FindOptions(sort: keys, hint: keys, timeout: Self.collectionTimeout)
        for collection in collections {
            try give(.collection(collection))
            try Find<BSON>(collection, filter: .empty, options: options)
                .forEach(on: &client) { document throws(StoreError) in
                    try give(.document(document))
                }
        }
    }

    private func give(_ piece: Piece) throws(StoreError) {
        guard take(piece) else { throw StoreError(.cancelled, "the scan was stopped") }
    }
}
