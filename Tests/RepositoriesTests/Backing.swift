import Access
import Harness
package import Interest
import Mongo
import Synchronization
import Testing
import Work

@testable import Repositories

/// The kinds of storage for repositories; every conformance test runs with each.
enum Backing: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory, mongo

    var testDescription: String { rawValue }

    /// Empty repositories of this kind.
    func make(
        reads: ReadLimits = .patient,
        now: @escaping @Sendable () -> Timestamp = SystemClock.now
    ) async throws -> AnyRepositories {
        switch self {
        case .memory:
            let log = MemoryBehaviorRepository()
            let settings = MemorySettingsRepository()
            let weights = MemoryWeightRepository(log: log, settings: settings, now: now)
            let profiles = MemoryProfileRepository(beside: log)
            return AnyRepositories(
                behaviors: log, editor: log, weights: weights, items: MemoryItemRepository(),
                profiles: profiles, models: MemoryModelRepository(), settings: settings,
                trainingDefaults: MemoryTrainingDefaultsRepository(),
                imports: MemoryImportRepository(), trainings: MemoryTrainingRepository(),
                erasures: MemoryErasureRepository(log: log, weights: weights, profiles: profiles),
                keys: MemoryKeyRepository())
        case .mongo:
            let made = MongoRepositories(
                store: try LentStore.current.store, reads: reads, now: now)
            try await made.prepare()
            return AnyRepositories(
                behaviors: made.behaviors, editor: made.behaviors, weights: made.weights,
                items: made.items, profiles: made.profiles, models: made.models,
                settings: made.settings, trainingDefaults: made.trainingDefaults,
                imports: made.imports, trainings: made.trainings, erasures: made.erasures,
                keys: made.keys)
        }
    }
}

/// All repositories, of any kind.
struct AnyRepositories: Sendable {
    let behaviors: any BehaviorRepository
    let editor: any BehaviorEditor
    let weights: any WeightRepository
    let items: any ItemCatalog
    let profiles: any ProfileDirectory
    let models: any ModelRepository
    let settings: any SettingsRepository
    let trainingDefaults: any TrainingDefaultsRepository
    let imports: any ImportRepository
    let trainings: any TrainingRepository
    let erasures: any ErasureRepository
    let keys: any KeyRepository
}

extension AnyRepositories {
    /// The user's weights as of now.
    func read(_ user: UserID) async throws -> Weights {
        try await weights.weights(of: user).weights
    }
}

/// A clock that a test moves.
final class MovingClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ time: Timestamp) { self.time = Mutex(time) }

    var now: Timestamp { time.withLock { $0 } }

    func move(to later: Timestamp) { time.withLock { $0 = later } }
}

/// Collects values from a `@Sendable` closure.
final class Collected<Element: Sendable>: Sendable {
    private let kept = Mutex<[Element]>([])

    var all: [Element] { kept.withLock { $0 } }

    func add(_ elements: [Element]) { kept.withLock { $0 += elements } }
}

func click(_ user: String, _ item: String, at seconds: Int) -> Behavior {
    Behavior(
        user: UserID(unchecked: user), item: ItemID(unchecked: item), action: .click,
        time: Timestamp(seconds: Int64(seconds)))
}

extension Behavior {
    /// The same operation by another process.
    func moved(to user: UserID) -> Behavior {
        var moved = self
        moved.user = user
        return moved
    }
}

extension UserID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(unchecked: text) }
}

extension ItemID: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(unchecked: text) }
}

extension Action: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(unchecked: text) }
}
