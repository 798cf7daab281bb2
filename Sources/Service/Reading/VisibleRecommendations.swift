internal import Interest

/// Recommendations without what the catalogue hides.
///
/// A model does not know what was hidden since it was trained. So the hidden ones among those
/// found are left out and others asked for in their place, from the first place on, so that one
/// page begins where the other ends.
struct VisibleRecommendations: Sendable {
    let source: any RecommendationSource
    let shelf: ItemShelf

    /// How often others are asked for; a page may be short where more than that is hidden.
    private static let roundsMax = 4

    func recommend(_ request: RecommendationRequest) async throws -> [Recommendation] {
        guard request.count > 0 else { return [] }
        var whole = request
        whole.offset = 0
        whole.count = request.offset + request.count
        var found: [Recommendation] = []
        for _ in 0..<Self.roundsMax {
            found = try await source.recommend(whole)
            let items = try await shelf.items(found.map(\.item))
            let hidden = found.map(\.item).filter { items[$0]?.hidden == true }
            if hidden.isEmpty { break }
            whole.excluded.formUnion(hidden)
            found.removeAll { whole.excluded.contains($0.item) }
        }
        return Array(found.dropFirst(request.offset).prefix(request.count))
    }
}
