internal import Interest

/// What of a candidate is turned at a time.
enum TuningKnob: String {
    case law = "the law"
    case refinedLaw = "the law, finer"
    case gains = "gains"
    case trends = "half-lives of trending"
    case shrinkage = "shrinkage"
    case neighbors = "half-lives of item-neighbors"
    case windows = "windows of linear"
    case ridge = "ridge"
    case text = "text"
    case augmentation = "augmentation"

    /// In which order they are turned.
    static let order: [TuningKnob] = [
        .law, .refinedLaw, .gains, .trends, .shrinkage, .neighbors, .ridge, .windows,
        .text, .augmentation, .gains, .refinedLaw,
    ]

    private static let activities: [Int64] = [1, 2, 5, 10, 20, 50, 200]
    private static let times: [Interval] = [
        .hours(6), .days(1), .days(3), .days(7), .days(30), .days(90), .days(365),
    ]

    /// The candidates that differ from `candidate` in this alone.
    func variants(of candidate: TuningCandidate, actions: [Action]) -> [TuningCandidate] {
        switch self {
        case .law: Self.laws.map { candidate.with(law: $0) }
        case .refinedLaw:
            (candidate.law.law as? ExponentialLaw).map(Self.around)?
                .map { candidate.with(law: $0) } ?? []
        case .gains: Self.gains(candidate.gains, actions).map { candidate.with(gains: $0) }
        case .trends:
            [
                [.hours(1), .hours(6), .days(1)], [.hours(6), .days(2), .days(14)],
                [.days(7), .days(30), .days(120)],
            ].map { value in candidate.with { $0.blend.trendingHalfLives = value } }
        case .shrinkage:
            [0, 3, 10, 30, 100].map { value in
                candidate.with { $0.itemNeighbors.shrinkage = value }
            }
        case .neighbors:
            [[2, 10], [2, 20], [5, 50], [10, 100], [20, 1000]].map { value in
                candidate.with { $0.blend.neighborHalfLives = value }
            }
        case .windows:
            [[2, nil], [10, nil], [20, nil], [5, 50]].map { value in
                candidate.with { $0.blend.linearHalfLives = value }
            }
        case .ridge:
            [50, 100, 400, 800].map { value in candidate.with { $0.linear.ridge = value } }
        case .text:
            [0, 30, 100, 300, 1000].map { value in
                candidate.with { $0.linear.textWeight = value }
            } + [true, false].map { value in candidate.with { $0.blend.readsMeaning = value } }
        case .augmentation:
            [
                Augmentation(dropped: 0.2), Augmentation(cropped: 0.5),
                Augmentation(jitter: .days(1)), nil,
            ].map { value in candidate.with { $0.augmentation = value } }
        }
    }

    /// None, and a grid on each clock.
    private static var laws: [any DecayLaw] {
        let grid =
            activities.map { ExponentialLaw.Component(halfLife: nil, activityHalfLife: $0) }
            + times.map { ExponentialLaw.Component(halfLife: $0) }
        return [NoDecayLaw()] + grid.compactMap { try? ExponentialLaw([$0]) }
    }

    /// The clocks a little faster and slower, the other clock beside the one, and half of it a
    /// slower one.
    private static func around(_ law: ExponentialLaw) -> [any DecayLaw] {
        var found: [[ExponentialLaw.Component]] = [0.5, 0.7, 1.4, 2].map { factor in
            law.components.map { $0.scaled(by: factor) }
        }
        if let only = law.components.first, law.components.count == 1 {
            if only.activityHalfLife == nil {
                found += activities.map {
                    [.init(halfLife: only.halfLife, activityHalfLife: $0)]
                }
            }
            if only.halfLife == nil {
                found += times.map {
                    [.init(halfLife: $0, activityHalfLife: only.activityHalfLife)]
                }
            }
            found += [4, 16].map { factor in
                [only.with(coefficient: 0.5), only.scaled(by: factor).with(coefficient: 0.5)]
            }
        }
        return found.compactMap { try? ExponentialLaw($0) }
    }

    /// Each action's gain up and down, and the same for each behavior where it looked at a value.
    /// With one action alone only whether it looks at the value matters.
    private static func gains(_ gains: Gains, _ actions: [Action]) -> [Gains] {
        actions.flatMap { action -> [Gains] in
            variants(of: gains.rules[action], isAlone: actions.count == 1).map { rule in
                var changed = gains
                changed.rules[action] = rule
                return changed
            }
        }
    }

    private static func variants(of rule: GainRule?, isAlone: Bool) -> [GainRule] {
        let factors = isAlone ? [] : [0.5, 2]
        switch rule {
        case .fixed(let gain)?:
            return (factors + (isAlone ? [] : [0])).map { .fixed(gain * $0) }
        case .perValue(let gain)?:
            return [.fixed(1)] + factors.map { .perValue(gain * $0) }
        case .rating(let lowest, let highest)?:
            // Kinder: what was a middling rating speaks for the item. The scale only grows, so
            // that every rating that was let in stays on it.
            let scale = highest - lowest
            return [.fixed(1)]
                + [0.5, 1].map { .rating(lowest: lowest - $0 * scale, highest: highest) }
        case .growth?: return [.fixed(1)]
        case nil: return []
        }
    }
}

extension TuningCandidate {
    fileprivate func with(law: some DecayLaw) -> TuningCandidate {
        var other = self
        other.law = LawText(law)
        return other
    }

    fileprivate func with(gains: Gains) -> TuningCandidate {
        var other = self
        other.gains = gains
        return other
    }

    fileprivate func with(_ change: (inout TrainingParameters) -> Void) -> TuningCandidate {
        var other = self
        change(&other.parameters)
        return other
    }
}

extension ExponentialLaw.Component {
    fileprivate func scaled(by factor: Double) -> Self {
        Self(
            halfLife: halfLife.map {
                // To whole minutes, which read well.
                let minutes = (Double($0.milliseconds) * factor / 60_000).rounded()
                return Interval(milliseconds: max(1, Int64(minutes)) * 60_000)
            },
            activityHalfLife: activityHalfLife.map {
                max(1, Int64((Double($0) * factor).rounded()))
            }, coefficient: coefficient)
    }

    fileprivate func with(coefficient: Double) -> Self {
        Self(halfLife: halfLife, activityHalfLife: activityHalfLife, coefficient: coefficient)
    }
}
