/// Counts lines and keeps the first rejects.
struct RejectTally {
    let limits: ImportLimits
    /// The word for a line in messages: "element" in an array.
    let noun: String
    var counts = LineCounts()

    mutating func reject(_ line: LineSplitter.Line, _ fault: Fault, _ bytes: ArraySlice<UInt8>) {
        let (place, noun) = (line.offset + fault.offset, noun)
        count(fault.kind)
        keep(
            line, fault.kind, at: place,
            "\(noun) \(line.number), byte \(place.grouped): \(fault.words)", bytes)
    }

    /// Rejects a line over the limit, of which `bytes` is the beginning.
    mutating func reject(_ line: LineSplitter.Line, length: Int, _ bytes: ArraySlice<UInt8>) {
        let (limit, noun) = (limits.lineLength.grouped, noun)
        count(.lineTooLong)
        keep(
            line, .lineTooLong, at: line.offset,
            "\(noun) \(line.number) has \(length.grouped) bytes: "
                + "at most \(limit) are allowed", bytes)
    }

    mutating func pass(_ passing: Passing) { counts.passed[passing, default: 0] += 1 }

    private mutating func count(_ kind: Reject.Kind) {
        counts.rejects[kind, default: 0] += 1
    }

    private mutating func keep(
        _ line: LineSplitter.Line, _ kind: Reject.Kind, at place: Int,
        _ sentence: @autoclosure () -> String, _ bytes: ArraySlice<UInt8>
    ) {
        guard counts.firstRejects.count < limits.rejectsKept else { return }
        counts.firstRejects.append(
            Reject(
                line: line.number, byteOffset: place, reason: kind, sentence: sentence(),
                text: excerpt(of: bytes, atMost: limits.excerptLength)
                    + (kind == .lineTooLong ? "…" : "")))
    }
}
