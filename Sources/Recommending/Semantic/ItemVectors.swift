public import Interest

/// Vectors of items, all of one length.
public struct ItemVectors: Sendable {
    /// The vectors by item.
    public private(set) var vectors: [ItemID: [Float]] = [:]
    /// The length of each; 0 without vectors.
    public private(set) var dimensions = 0

    /// No vectors.
    public static let none = ItemVectors()

    /// How many there are.
    public var count: Int { vectors.count }

    /// The vector of an item.
    public subscript(item: ItemID) -> [Float]? { vectors[item] }

    /// Takes one more; throws when its length differs.
    public mutating func add(_ vector: [Float], of item: ItemID) throws(ModelError) {
        if dimensions == 0 { dimensions = vector.count }
        guard vector.count == dimensions else {
            throw ModelError(
                .parameter,
                "the item \(item) has a vector of \(vector.count) numbers, and others have "
                    + "\(dimensions): vectors of different lengths cannot be compared")
        }
        vectors[item] = vector
    }

    /// The vectors under other names; items without one are left out.
    func renamed(_ names: [ItemID: ItemID]) -> ItemVectors {
        var renamed = ItemVectors()
        renamed.dimensions = dimensions
        for (item, vector) in vectors {
            if let name = names[item] { renamed.vectors[name] = vector }
        }
        return renamed
    }
}

extension ItemVectors {
    /// The vectors that items bring themselves.
    public init(ownOf items: [Item]) throws(ModelError) {
        for item in items { if let own = item.ownVector { try add(own, of: item.id) } }
    }

    /// The vectors of a catalog: those that items bring themselves, else those of their texts in
    /// the space that was embedded last.
    public init(
        of items: [Item], from repository: some EmbeddingRepository
    ) async throws {
        let space = try await repository.space()
        var texts: [(item: ItemID, text: String)] = []
        for item in items {
            if let own = item.ownVector {
                try add(own, of: item.id)
            } else if let text = ItemText.of(item) {
                texts.append((item.id, text))
            }
        }
        guard let space else { return }
        for start in stride(from: 0, to: texts.count, by: EmbeddingBatch.max) {
            try Task.checkCancellation()
            let batch = texts[start..<min(start + EmbeddingBatch.max, texts.count)]
            let found = try await repository.vectors(of: batch.map(\.text), in: space)
            for (item, text) in batch {
                if let vector = found[text] { try add(vector, of: item) }
            }
        }
    }
}
