internal import Interest
package import Recommending

/// Recommendations without what the catalogue hides.
///
/// A model does not know what was hidden since it was trained. So the hidden ones among those
/// found are left out and others asked for in their place, from the first place on, so that one
/// page begins where the other ends.
package struct VisibleRecommendations: Sendable {
    private let source: any RecommendationSource
    private let shelf: ItemShelf

    /// How often others are asked for; a page may be short where more than that is hidden.
    private static let roundsMax = 4

    package init(source: any RecommendationSource, shelf: ItemShelf) {
        self.source = source
        self.shelf = shelf
    }

    package func recommend(_ request: RecommendationRequest) async throws -> [Recommendation] {
        guard request.count > 0 else { return [] }
        var whole = request
        whole.offset = 0
        whole.count = request.offset + request.count
        whole.explains = false
        var found: [Recommendation] = []
        for _ in 0..<Self.roundsMax {
            found = try await source.recommend(whole)
            let hidden = try await hidden(among: found)
            if hidden.isEmpty { break }
            whole.excluded.formUnion(hidden)
            found.removeAll { hidden.contains($0.item) }
        }
        guard request.explains else {
            return Array(found.dropFirst(request.offset).prefix(request.count))
        }
        // What is explained is this page and not those before it.
        whole.offset = request.offset
        whole.count = request.count
        whole.explains = true
        found = try await source.recommend(whole)
        // Other models may serve by now, which find others.
        let hidden = try await hidden(among: found)
        return found.filter { !hidden.contains($0.item) }
    }

    private func hidden(among found: [Recommendation]) async throws -> Set<ItemID> {
        let items = try await shelf.items(found.map(\.item))
        return Set(items.values.lazy.filter(\.hidden).map(\.id))
    }
}
