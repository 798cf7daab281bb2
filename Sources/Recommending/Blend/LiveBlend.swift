internal import Interest
internal import Synchronization

// The trends and the co-occurrences of a blend number new items each in its own way. What a request
// reads is made of both once for every batch that was learned, and shared by all requests until the
// next.

/// What of a blend goes on counting while it serves.
final class LiveBlend: Sendable {
    /// One way in which co-occurrences speak.
    struct Part: Hashable, Sendable {
        let factor: Double
        let direction: NeighborCounts.Direction
        /// Which of the counts.
        let source: Int
    }

    /// What a request reads.
    struct View: Sendable {
        let items: ItemIndex
        let trend: Standing
        /// Each way with its counts.
        let pairs: [(part: Part, counts: ServedNeighbors)]
    }

    let trends: LiveTrends
    let parts: [Part]
    let neighbors: [LiveNeighbors]
    private let items: ItemIndex
    private let view = Mutex<View?>(nil)

    init(items: ItemIndex, trends: LiveTrends, parts: [Part], neighbors: [LiveNeighbors]) {
        self.items = items
        self.trends = trends
        self.parts = parts
        self.neighbors = neighbors
    }

    /// What is counted at this moment.
    var present: View {
        view.withLock { view in
            if let view { return view }
            let made = made
            view = made
            return made
        }
    }

    /// Goes on counting.
    func learn(_ behaviors: [LiveBehavior]) {
        trends.learn(behaviors, in: items)
        for one in neighbors { one.learn(behaviors, in: items) }
        view.withLock { $0 = nil }
    }

    private var made: View {
        let (standing, trending) = trends.present
        let present = neighbors.map(\.present)
        guard let first = present.first else {
            return View(items: items.followed(by: trending), trend: standing, pairs: [])
        }
        var newcomers = first.newcomers
        for id in trending.ids where newcomers.place(of: id) == nil { newcomers.add(id) }
        var values = standing.values
        if !values.isEmpty {
            let counted = values[items.ids.count...]
            values.removeSubrange(items.ids.count...)
            for id in newcomers.ids {
                values.append(
                    trending.place(of: id).map { counted[items.ids.count + $0] } ?? 0)
            }
        }
        return View(
            items: items.followed(by: newcomers),
            trend: newcomers.count == 0 ? standing : Standing(values),
            pairs: parts.map { ($0, present[$0.source].pairs) })
    }
}
