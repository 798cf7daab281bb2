import Synchronization

/// How many handles to C objects there are, so that a test can see that none leaks.
package enum HandleCount {
    private static let created = Atomic<Int>(0)
    private static let destroyed = Atomic<Int>(0)

    /// Handles made so far.
    package static var constructions: Int { created.load(ordering: .acquiring) }
    /// Handles given up so far.
    package static var destructions: Int { destroyed.load(ordering: .acquiring) }

    static func create() { created.wrappingAdd(1, ordering: .relaxed) }
    static func destroy() { destroyed.wrappingAdd(1, ordering: .releasing) }
}
