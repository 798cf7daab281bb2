import Harness
import Interest
import Testing

@testable import Repositories

/// A log folded while it comes, in stretches.
struct LogFoldTests {
    private func log(_ count: Int, folds: Int) -> [LoggedBehavior] {
        var random = SplitMix64(seed: 3)
        return (0..<count).map { index in
            let behavior = click(
                "ann", "item\(random.next() % 500)",
                at: 1000 * index + Int(random.next() % 5000))
            return LoggedBehavior(
                behavior, key: BehaviorKey(behavior), fold: 1 + index * folds / count)
        }
    }

    @Test(arguments: RefoldingTests.laws + ["exponential 30b, 1h"])
    func `is the fold of the whole, to the bit`(law: String) throws {
        let settings = try FoldingSettings(
            Settings(law: LawText(parsing: law).law, gains: .standard))
        let log = log(2 * LogFold.stretchMax + 1717, folds: 1).sorted()
        var whole = Weights()
        whole.fold(log.map(\.behavior), by: settings.settings)
        let streamed = log.folded(by: settings)
        #expect(streamed == whole)
        for (one, other) in zip(streamed.states, whole.states) {
            #expect(one.map(\.bitPattern) == other.map(\.bitPattern))
        }
    }

    @Test(arguments: RefoldingTests.laws)
    func `goes on from a fold as if it had not ended`(law: String) throws {
        let settings = try FoldingSettings(
            Settings(law: LawText(parsing: law).law, gains: .standard))
        let log = log(LogFold.stretchMax + 300, folds: 7).sorted()
        let (folded, pending) = (log.prefix(4000), log.dropFirst(4000).map(\.pending))
        var first = LogFold(by: settings)
        first.add(all: Array(folded))
        var second = LogFold(first.finish(), by: settings)
        second.add(all: pending)
        var both = LogFold(by: settings, pending: pending)
        both.add(all: Array(folded))
        #expect(both.count == 4000)
        #expect(second.finish() == both.finish())
    }
}

extension LoggedBehavior {
    fileprivate var pending: LoggedBehavior { LoggedBehavior(behavior, key: key) }
}
