public import CoreMetrics
internal import Foundation
public import Interest
internal import Recommending
internal import Synchronization
internal import Wire

// Drift shows in what people do: while models fit, the next thing that a user likes often stands
// high in what was last recommended to them. So each behavior is a test before it is anything else
// (prequential evaluation, Gama, Sebastião and Rodrigues, "On evaluating stream learning
// algorithms", 2013), and costs a lookup:
//
//     gain = 1 / log2(rank + 1)       rank of the item in the user's last list, from 1; else 0
//     quality = Σ gain · 2^(-age/h) / Σ 2^(-age/h)         over behaviors, h a half-life
//
// which is the NDCG of lists with one item sought, with fading. An hour's half-life against a
// week's shows drift. A list belongs to the recommender that heads it. Each server measures what
// it served itself; with several behind one address, each sees a sample of the same.

/// How high what users do next stands in what was last recommended to them.
public final class LiveQuality: Sendable {
    /// The most users whose last list is remembered.
    public static let usersMax = 20_000
    /// The most items of a list that are remembered.
    public static let depthMax = 50
    /// The age at which a list no longer says what the user saw.
    static let listAgeMax = Interval.hours(24)
    /// The half-lives of the figures, shortest first.
    static let halfLives = [Interval.hours(1), .days(7)]
    /// The time between two points of the curve, and how many are kept.
    static let curveStep = Interval.seconds(600)
    static let curveMax = 432

    /// A figure of one recommender.
    struct Figure: Hashable, Sendable {
        let recommender: String
        let halfLife: Interval
        let quality: Double
        /// How many behaviors it rests on, faded like it.
        let behaviors: Double
    }

    /// A point of the curve: the short figure of a recommender.
    struct Point: Hashable, Sendable {
        let time: Timestamp
        let quality: Double
    }

    fileprivate struct List {
        let items: [ItemID]
        let recommender: String
        let time: Timestamp
    }

    fileprivate struct State {
        /// Two generations: when the young one is full it becomes the old one, so that the memory
        /// is bounded and a list that was served lately stays.
        var young: [UserID: List] = [:]
        var old: [UserID: List] = [:]
        var means: [String: [FadingMean]] = [:]
        var curves: [String: [Point]] = [:]
    }

    private let metrics: any MetricsFactory
    private let now: @Sendable () -> Timestamp
    private let state = Mutex(State())

    /// Shows the figures in `metrics`.
    public init(
        metrics: any MetricsFactory,
        now: @escaping @Sendable () -> Timestamp = ServiceDependencies.systemClock
    ) {
        self.metrics = metrics
        self.now = now
    }

    /// Remembers the list that a user was served last.
    func served(_ list: [Recommendation], to user: UserID) {
        guard let head = list.first else { return }
        let seen = List(
            items: list.prefix(Self.depthMax).map(\.item), recommender: head.recommender,
            time: now())
        state.withLock { state in
            if state.young.count >= Self.usersMax / 2 {
                (state.old, state.young) = (state.young, [:])
            }
            state.young[user] = seen
        }
    }

    /// Tests the lists by behaviors that have just come in; those that the log had already, and
    /// dislikes, say nothing.
    func saw(_ behaviors: [Behavior], _ count: AppendCount, gains: Gains) {
        let repeated = Set(count.repeatedIndices)
        let now = now()
        let changed = state.withLock { state in
            var changed: Set<String> = []
            for (index, behavior) in behaviors.enumerated()
            where !repeated.contains(index) && gains.gain(of: behavior, since: nil) > 0 {
                guard let list = state.young[behavior.user] ?? state.old[behavior.user],
                    behavior.time >= list.time, now < list.time + Self.listAgeMax
                else { continue }
                let rank = list.items.firstIndex(of: behavior.item).map { $0 + 1 }
                let gain = rank.map { 1 / log2(Double($0) + 1) } ?? 0
                state.test(list.recommender, gain, at: now)
                changed.insert(list.recommender)
            }
            return changed
        }
        if !changed.isEmpty { show() }
    }

    /// All figures now.
    var figures: [Figure] {
        let now = now()
        return state.withLock { state in
            state.means.sorted { $0.key < $1.key }.flatMap { name, means in
                means.map { mean in
                    Figure(
                        recommender: name, halfLife: mean.halfLife, quality: mean.value,
                        behaviors: mean.weight(at: now))
                }
            }
        }
    }

    /// The curve of each recommender, oldest point first.
    var curves: [(recommender: String, points: [Point])] {
        state.withLock { $0.curves.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    }

    private func show() {
        for figure in figures {
            let labels = [
                ("recommender", figure.recommender), ("half_life", "\(figure.halfLife)"),
            ]
            Gauge(label: "ebb_live_quality", dimensions: labels, factory: metrics)
                .record(figure.quality)
            Gauge(label: "ebb_live_quality_behaviors", dimensions: labels, factory: metrics)
                .record(figure.behaviors)
        }
    }
}

extension LiveQuality.State {
    fileprivate mutating func test(_ recommender: String, _ gain: Double, at now: Timestamp) {
        var means =
            means[recommender] ?? LiveQuality.halfLives.map { FadingMean(halfLife: $0, at: now) }
        for index in means.indices { means[index].add(gain, at: now) }
        self.means[recommender] = means
        let last = curves[recommender]?.last?.time
        guard last.map({ now >= $0 + LiveQuality.curveStep }) ?? true else { return }
        curves[recommender, default: []].append(.init(time: now, quality: means[0].value))
        if curves[recommender]?.count ?? 0 > LiveQuality.curveMax {
            curves[recommender]?.removeFirst()
        }
    }
}

/// A mean in which each value counts the less the older it is.
struct FadingMean: Hashable, Sendable {
    let halfLife: Interval
    private var sum = 0.0
    private var weight = 0.0
    private var time: Timestamp

    init(halfLife: Interval, at time: Timestamp) {
        self.halfLife = halfLife
        self.time = time
    }

    /// The mean; 0 without values.
    var value: Double { weight > 0 ? sum / weight : 0 }

    /// How many values it rests on, each faded.
    func weight(at now: Timestamp) -> Double { weight * left(at: now) }

    mutating func add(_ value: Double, at now: Timestamp) {
        let left = left(at: now)
        sum = sum * left + value
        weight = weight * left + 1
        time = max(time, now)
    }

    private func left(at now: Timestamp) -> Double {
        let age = Double(max(0, now.milliseconds - time.milliseconds))
        return exp2(-age / Double(halfLife.milliseconds))
    }
}

extension JSONWriter {
    /// The figures and the curves.
    mutating func write(_ quality: LiveQuality) {
        field("Quality") { json in
            for figure in quality.figures {
                json.object { json in
                    json.field("Recommender", figure.recommender)
                    json.field("HalfLife", figure.halfLife.description)
                    json.field("Quality", figure.quality)
                    json.field("Behaviors", figure.behaviors)
                }
            }
        }
        field("QualityCurves") { json in
            for curve in quality.curves {
                json.object { json in
                    json.field("Recommender", curve.recommender)
                    json.field("Points") { json in
                        for point in curve.points {
                            json.object { json in
                                json.field("At", point.time.description)
                                json.field("Quality", point.quality)
                            }
                        }
                    }
                }
            }
        }
    }
}
