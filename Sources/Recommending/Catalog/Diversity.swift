internal import Interest

// Maximal marginal relevance (Carbonell, Goldstein: The Use of MMR, Diversity-Based Reranking,
// SIGIR 1998): one after the other comes the item of the highest
//
//     (1 - d) · score / highest score  -  d · the most that it is like one chosen before
//
// Two items are alike by the categories and words they share, of all that either has (Jaccard),
// from 0 to 1; what the catalog knows nothing of is like nothing.
//
// Compared pair by pair, a hundred of a thousand would be a hundred thousand comparisons of sets.
// So every term has the list of its items in the pool, made once: when an item is chosen, the lists
// of its terms say with whom it shares how many, and nobody else is touched.
//
// A ranking is cut into windows of the same places whatever page is asked for, and each window is
// ordered by itself: pages never overlap, and a page far down costs no more than the first.

/// Orders a window of a ranking so that what comes next to each other differs.
package struct Diversity {
    /// How many places of the ranking are ordered together.
    package static let window = 1000

    private let weight: Double
    /// How many terms each item of the window has.
    private let sizes: [Double]
    /// The terms of each item, numbered from 0 within the window.
    private let terms: [[Int]]
    /// The items that have a term: those of term t stand at `starts[t]..<starts[t + 1]`.
    private let starts: [Int]
    private let holders: [Int]

    /// - Parameter terms: the categories and words of each item of the window, each once.
    package init(_ weight: Double, _ terms: [[Int32]]) {
        self.weight = weight
        sizes = terms.map { Double($0.count) }
        var numbers: [Int32: Int] = [:]
        self.terms = terms.map { own in
            own.map { term in
                if let number = numbers[term] { return number }
                numbers[term] = numbers.count
                return numbers.count - 1
            }
        }
        var starts = [Int](repeating: 0, count: numbers.count + 1)
        for term in self.terms.joined() { starts[term + 1] += 1 }
        for term in 0..<numbers.count { starts[term + 1] += starts[term] }
        var next = starts
        var holders = [Int](repeating: 0, count: starts.last ?? 0)
        for (place, own) in self.terms.enumerated() {
            for term in own {
                holders[next[term]] = place
                next[term] += 1
            }
        }
        self.starts = starts
        self.holders = holders
    }

    /// The places of the first `count`, in their new order.
    package func order(_ scores: [Double], count: Int) -> [Int] {
        guard let highest = scores.first, highest > 0 else { return Array(scores.indices) }
        let relevance = scores.map { (1 - weight) * $0 / highest }
        var likeness = [Double](repeating: 0, count: scores.count)
        var shared = [Double](repeating: 0, count: scores.count)
        var isChosen = [Bool](repeating: false, count: scores.count)
        var chosen: [Int] = []
        while chosen.count < min(count, scores.count) {
            // The first of equals: the order of the ranking decides.
            var (best, highest) = (-1, -Double.infinity)
            for place in scores.indices where !isChosen[place] {
                let value = relevance[place] - weight * likeness[place]
                if value > highest || best < 0 { (best, highest) = (place, value) }
            }
            isChosen[best] = true
            chosen.append(best)
            note(best, &shared, &likeness)
        }
        return chosen
    }

    /// Raises the likeness of everything that shares a term with the chosen.
    private func note(_ chosen: Int, _ shared: inout [Double], _ likeness: inout [Double]) {
        for term in terms[chosen] {
            for index in starts[term]..<starts[term + 1] { shared[holders[index]] += 1 }
        }
        for term in terms[chosen] {
            for index in starts[term]..<starts[term + 1] {
                let place = holders[index]
                guard shared[place] > 0 else { continue }
                let all = sizes[chosen] + sizes[place] - shared[place]
                likeness[place] = max(likeness[place], shared[place] / all)
                shared[place] = 0
            }
        }
    }
}
