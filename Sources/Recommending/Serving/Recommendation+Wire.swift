package import Interest
package import Wire

extension ExplainedItem {
    /// A recommendation with its parts.
    ///
    /// - Parameter items: what the catalog has of it, and of the items that it is recommended for.
    package init(_ found: Recommendation, in items: [ItemID: Item]) {
        self.init(
            id: found.item.text, title: items[found.item]?.title, score: found.score,
            from: found.recommender, parts: found.parts.map { ScorePart($0, in: items) })
    }
}

extension ScorePart {
    fileprivate init(_ part: Part, in items: [ItemID: Item]) {
        self.init(
            because: part.because?.text, category: part.category,
            title: part.because.flatMap { items[$0]?.title }, weight: part.weight,
            similarity: part.similarity, share: part.share)
    }
}

extension [Recommendation] {
    /// The items that an explanation names: those recommended, and those they are recommended for.
    package var named: [ItemID] { map(\.item) + flatMap(\.parts).compactMap(\.because) }
}
