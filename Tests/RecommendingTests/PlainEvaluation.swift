import Glibc
import Interest

@testable import Recommending

/// The evaluation protocol as plain loops over dictionaries, to check the fast one against.
struct PlainEvaluation {
    struct Query {
        let item: ItemID
        /// What the user did before, oldest first.
        let history: [ItemID]
    }

    private(set) var items: [ItemID] = []
    private(set) var queries: [Query] = []
    private var counts: [ItemID: Double] = [:]
    private var users: [ItemID: Set<UserID>] = [:]
    private let rules: EvaluationRules

    init(_ behaviors: [Behavior], _ rules: EvaluationRules) {
        self.rules = rules
        var core = behaviors
        for _ in 0..<rules.corePasses {
            let ofItem = Dictionary(grouping: core, by: \.item).mapValues(\.count)
            let ofUser = Dictionary(grouping: core, by: \.user).mapValues(\.count)
            core = core.filter {
                ofItem[$0.item] ?? 0 >= rules.itemBehaviorsMin
                    && ofUser[$0.user] ?? 0 >= rules.userBehaviorsMin
            }
        }
        core = core.enumerated().sorted { ($0.1.time, $0.0) < ($1.1.time, $1.0) }.map(\.1)
        items = Set(core.map(\.item)).sorted()
        let cut = Int(rules.trainingShare * Double(core.count))
        for behavior in core[..<cut] {
            counts[behavior.item, default: 0] += 1
            users[behavior.item, default: []].insert(behavior.user)
        }
        var histories: [UserID: [ItemID]] = [:]
        for (index, behavior) in core.enumerated() {
            let history = histories[behavior.user] ?? []
            if index >= cut, counts[behavior.item] != nil, !history.isEmpty,
                rules.countsRepeats || !history.contains(behavior.item)
            {
                queries.append(Query(item: behavior.item, history: history))
            }
            histories[behavior.user, default: []].append(behavior.item)
        }
    }

    func popularity(_ item: ItemID, _ history: [ItemID]) -> Double { counts[item] ?? 0 }

    func cosine(_ halfLife: Double?) -> (ItemID, [ItemID]) -> Double {
        { item, history in
            // Summed in the order of items, as the protocol's own program does: the last bit
            // decides whether two scores are equal.
            var weights: [ItemID: Double] = [:]
            for (age, past) in history.reversed().enumerated() {
                weights[past, default: 0] += halfLife.map { pow(0.5, Double(age) / $0) } ?? 1
            }
            return weights.sorted { $0.key < $1.key }.reduce(0) { sum, past in
                past.key == item ? sum : sum + past.value * similarity(past.key, item)
            }
        }
    }

    private func similarity(_ one: ItemID, _ other: ItemID) -> Double {
        let (first, second) = (users[one] ?? [], users[other] ?? [])
        let both = Double(first.intersection(second).count)
        return both
            / ((Double(first.count).squareRoot() + 1e-9)
                * (Double(second.count).squareRoot() + 1e-9))
    }

    func ndcg(_ score: (ItemID, [ItemID]) -> Double) -> Double {
        var gain = 0.0
        for query in queries {
            let ranked = items.filter { rules.countsRepeats || !query.history.contains($0) }
            let scores = ranked.map { score($0, query.history) }
            let own = score(query.item, query.history)
            let above = scores.count { $0 > own }
            let rank = Double(above) + Double(scores.count { $0 == own } - 1) / 2
            if rank < Double(rules.depths[0]) { gain += 1 / log2(rank + 2) }
        }
        return gain / Double(queries.count)
    }
}
