import Interest
import Synchronization
import Testing

@testable import Recommending

/// Questions to the catalog by ids.
struct CatalogLookupTests {
    @Test func `requests that come while the catalog is asked travel together`() async throws {
        let catalog = SlowCatalog()
        let columns = CatalogColumns(now: { Timestamp(seconds: 1) })
        let lookup = CatalogLookup(catalog, columns)
        async let first: Void = lookup.refresh([item("a")])
        await catalog.waitUntilAsked()
        let others = (0..<20).map { number in
            Task { try await lookup.refresh([item("b"), item("i\(number % 4)")]) }
        }
        while lookup.waiting < 20 { await Task.yield() }
        catalog.goOn()
        try await first
        for other in others { try await other.value }
        let view = columns.view(CatalogFilter())
        for id in ["a", "b", "i0", "i3"] { #expect(!view.allows(item(id))) }
        #expect(catalog.questions.map(\.count) == [1, 5])
    }
}

/// A catalog whose first answer waits; it says that everything was removed.
private final class SlowCatalog: ItemRepository {
    private struct State {
        var questions: [[ItemID]] = []
        var isHeld = true
        var answering: CheckedContinuation<Void, Never>?
        var asking: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    var questions: [[ItemID]] { state.withLock(\.questions) }

    func waitUntilAsked() async {
        await withCheckedContinuation { continuation in
            let isAsked = state.withLock { state in
                if state.answering == nil { state.asking = continuation }
                return state.answering != nil
            }
            if isAsked { continuation.resume() }
        }
    }

    func goOn() {
        let answering = state.withLock { state in
            state.isHeld = false
            return state.answering.take()
        }
        answering?.resume()
    }

    func entries(_ ids: [ItemID]) async throws(RepositoryError) -> CatalogEntries {
        let isHeld = state.withLock { state in
            state.questions.append(ids)
            return state.isHeld
        }
        if isHeld {
            await withCheckedContinuation { continuation in
                let asking = state.withLock { state in
                    state.answering = continuation
                    return state.asking.take()
                }
                asking?.resume()
            }
        }
        return CatalogEntries(removed: Set(ids))
    }

    func put(_ items: [Item]) async throws(RepositoryError) {}
    func items(_ ids: [ItemID]) async throws(RepositoryError) -> [ItemID: Item] { [:] }
    func scan(_ take: @Sendable ([Item]) async throws -> Bool) async throws {}
    func count() async throws(RepositoryError) -> Int { 0 }
}
