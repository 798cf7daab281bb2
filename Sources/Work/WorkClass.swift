/// How urgent a piece of work is: each class has lanes to the database that the others cannot take.
///
/// What a request or a job does has the class of its task:
///
///     try await WorkClass.$current.withValue(.background) { try await export() }
///
/// A question may ask for a less urgent class than its task has, because it knows how much it
/// reads; it never gets a more urgent one.
public enum WorkClass: Int, Comparable, CaseIterable, Sendable {
    /// Somebody waits, and the work is short.
    case interactive
    /// A lot of work, page by page: exports, jobs, the past.
    case background
    /// Looking after the store: counts, checks, repairs.
    case maintenance

    /// The class of the task that runs.
    @TaskLocal public static var current = WorkClass.interactive

    /// Whether `first` is more urgent.
    public static func < (first: WorkClass, second: WorkClass) -> Bool {
        first.rawValue < second.rawValue
    }
}
