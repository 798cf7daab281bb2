// Which behaviors train (t), which are predicted (?), and which only belong to histories (·), of
// six behaviors of users a and b, of which the first half trains:
//
//                         a  b  a  a  b  b
//     prequential         t  t  t  ?  ?  ?
//     leave-last-out      t  t  t  ?  t  ?
//     window 1 of 3       t  t  t  ?                what lies behind the window is not there
//     window 3 of 3       t  t  t  t  t  ?
//     users, group a      ·  t  ·  ?  ·  ·          b alone trains, a alone is predicted
//
// What is predicted never trains.

/// Who trains and who is predicted, behavior by behavior, in order of time.
struct EvaluationSplit {
    private(set) var trains: [Bool]
    private(set) var isAsked: [Bool]

    /// By the rules, without cross-validation.
    init(_ events: some Collection<EvaluationEvent>, by rules: EvaluationRules, share: Double) {
        if rules.mode == .leaveLastOut {
            self.init(lastOf: events)
        } else {
            self.init(count: events.count, from: Int(share * Double(events.count)))
        }
    }

    /// All from `start` on is predicted.
    init(count: Int, from start: Int) {
        trains = (0..<count).map { $0 < start }
        isAsked = trains.map { !$0 }
    }

    /// The last behavior of everybody who has another one.
    private init(lastOf events: some Collection<EvaluationEvent>) {
        isAsked = [Bool](repeating: false, count: events.count)
        var lasts: [Int32: (index: Int, count: Int)] = [:]
        for (index, event) in events.enumerated() {
            lasts[event.user] = (index, (lasts[event.user]?.count ?? 0) + 1)
        }
        for last in lasts.values where last.count > 1 { isAsked[last.index] = true }
        trains = isAsked.map { !$0 }
    }

    /// Lets one group of users be predicted and all others train.
    mutating func predict(
        group: Int, of groups: Int, in events: some Collection<EvaluationEvent>
    ) {
        for (index, event) in events.enumerated() {
            if Int(event.user) % groups == group {
                trains[index] = false
            } else {
                isAsked[index] = false
            }
        }
    }
}
