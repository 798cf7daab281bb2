import Synchronization

/// Counts the open handles to C objects, so that tests can detect leaks.
package enum HandleCount {
    private static let created = Atomic<Int>(0)
    private static let destroyed = Atomic<Int>(0)

    /// The number of handles created so far.
    package static var constructions: Int { created.load(ordering: .acquiring) }
    /// The number of handles freed so far.
    package static var destructions: Int { destroyed.load(ordering: .acquiring) }

    static func create() { created.wrappingAdd(1, ordering: .relaxed) }
    static func destroy() { destroyed.wrappingAdd(1, ordering: .releasing) }
}
