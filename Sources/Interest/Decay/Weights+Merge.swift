extension Weights {
    /// Adds another document of the same user, folded by the same law from other behaviors: the
    /// result is the document of both logs together, but for the last bit and the order of items.
    ///
    /// The activity counts add, which is the count of both logs; which behaviors came between
    /// which is lost. So a law with a half-life in activity is refused, as is one whose weights
    /// restart at each behavior: those need the logs put together and folded.
    public mutating func merge(_ other: Weights, by law: some DecayLaw) throws(LawError) {
        guard law.isMergeable else {
            throw LawError(
                "law", "one whose documents add up (no half-life in activity, no reset)",
                "\(LawText(law))")
        }
        guard !other.states.isEmpty else { return }
        guard !states.isEmpty else {
            self = other
            return
        }
        var other = other
        frame = joined(with: other.frame)
        other.frame = frame(keepingLandmarksOf: other.frame)
        law.rebase(&self)
        law.rebase(&other)
        add(other)
        settle()
    }

    private func joined(with other: Frame) -> Frame {
        Frame(
            activity: frame.activity + other.activity, oldest: min(frame.oldest, other.oldest),
            newest: max(frame.newest, other.newest), landmarks: frame.landmarks)
    }

    private func frame(keepingLandmarksOf other: Frame) -> Frame {
        Frame(
            activity: frame.activity, oldest: frame.oldest, newest: frame.newest,
            landmarks: other.landmarks)
    }

    private mutating func add(_ other: Weights) {
        var places = Dictionary(uniqueKeysWithValues: zip(items, items.indices))
        for (index, item) in other.items.enumerated() {
            if let place = places[item] {
                lasts[place] = max(lasts[place], other.lasts[index])
                for number in states.indices {
                    states[number][place] += other.states[number][index]
                }
            } else {
                places[item] = items.count
                items.append(item)
                lasts.append(other.lasts[index])
                for number in states.indices {
                    states[number].append(other.states[number][index])
                }
            }
        }
    }
}
