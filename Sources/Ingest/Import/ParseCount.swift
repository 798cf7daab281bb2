public import Interest

/// Counts lines without storing them: the parsing speed of an import.
///
/// The checksum covers every behavior, so that two formats of one log can be compared, and omitted
/// work is noticed.
public struct ParseCount: Hashable, Sendable {
    /// Lines that became behaviors.
    public var records = 0
    /// Lines that were rejected.
    public var rejected = 0
    /// A sum over time, value and length of the ids of the behaviors, in order.
    public var checksum: UInt64 = 0

    /// Splits, parses and admits all behaviors of `source`, and counts them.
    public init(
        parsing source: ImportSource, _ options: ImportOptions, admission: Admission
    ) throws(ImportError) {
        var reader = try RecordReader(source, options, BehaviorShape(options, admission))
        while let batch = try reader.next() {
            for behavior in batch.records { add(behavior) }
        }
        records = reader.counts.records
        rejected = reader.counts.rejected
    }

    private mutating func add(_ behavior: Behavior) {
        let value = (behavior.value ?? 0).bitPattern
        let lengths = behavior.user.text.utf8.count &* 31 &+ behavior.item.text.utf8.count
        checksum =
            checksum &* 1_099_511_628_211
            &+ UInt64(bitPattern: behavior.time.milliseconds) &+ value &+ UInt64(lengths)
    }
}
