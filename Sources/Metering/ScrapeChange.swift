/// The changes on one server between two scrapes.
package struct ScrapeChange {
    private let first: Scrape
    private let last: Scrape
    private let seconds: Double

    package init(from first: Scrape, to last: Scrape, seconds: Double) {
        self.first = first
        self.last = last
        self.seconds = seconds
    }

    /// The increase of a counter per second. A smaller value means that the server restarted.
    package func rate(
        _ name: String, where takes: (Scrape.Labels) -> Bool = { _ in true }
    ) -> Double {
        growth(name, where: takes) / max(seconds, 0.001)
    }

    /// A quantile of what a histogram observed between the scrapes, interpolated linearly within a
    /// bucket; nil without observations.
    package func quantile(
        _ part: Double, of name: String, where takes: (Scrape.Labels) -> Bool = { _ in true }
    ) -> Double? {
        let bucket = "\(name)_bucket"
        let bounds = Set(last.samples(bucket).compactMap { Self.bound($0.labels) }).sorted()
        let counts = bounds.map { bound in
            growth(bucket) { takes($0) && Self.bound($0) == bound }
        }
        guard let all = counts.last, all > 0 else { return nil }
        let wanted = part * all
        let index = counts.firstIndex { $0 >= wanted } ?? bounds.count - 1
        let (low, below) = index > 0 ? (bounds[index - 1], counts[index - 1]) : (0, 0)
        guard bounds[index].isFinite, counts[index] > below else { return low }
        return low + (bounds[index] - low) * (wanted - below) / (counts[index] - below)
    }

    private func growth(_ name: String, where takes: (Scrape.Labels) -> Bool) -> Double {
        let (before, after) = (first.sum(name, where: takes), last.sum(name, where: takes))
        return after < before ? after : after - before
    }

    private static func bound(_ labels: Scrape.Labels) -> Double? {
        labels["le"].flatMap { $0 == "+Inf" ? .infinity : Double($0) }
    }
}
