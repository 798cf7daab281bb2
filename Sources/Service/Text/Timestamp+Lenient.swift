internal import Interest

extension Timestamp {
    /// Takes whole or broken seconds since 1970; nil where no calendar goes.
    init?(unixSeconds seconds: Double) {
        let milliseconds = (seconds * 1000).rounded()
        guard milliseconds.magnitude <= Double(Timestamp.latest.milliseconds) else { return nil }
        self.init(milliseconds: Int64(milliseconds))
    }

    /// Up to the year 2200: more digits than that takes are no count of time.
    private static let countable: Range<Int64> = 0..<7_258_118_400_000

    /// Reads an ISO time, digits, or another spelling that has one meaning.
    ///
    /// Digits are a day (`20191001`), a day with a time of day (`20191001123000`), or else seconds
    /// since 1970; with 13, 16 or 19 digits they are milliseconds, microseconds or nanoseconds.
    /// `03/04/2013` is refused, because it is a day in March or one in April.
    init?(lenient text: String) {
        if let time = Timestamp(text) {
            self = time
        } else if let number = Int64(text) {
            let digits = SpelledTime(digits: number.magnitude, count: text.utf8.count)
            if let day = digits?.time(nil) {
                self = day.timestamp
            } else if let finer: Int64 = [13: 1, 16: 1000, 19: 1_000_000][text.utf8.count],
                Self.countable ~= number / finer
            {
                self.init(milliseconds: number / finer)
            } else if let time = Timestamp(unixSeconds: Double(number)) {
                self = time
            } else {
                return nil
            }
        } else if let time = SpelledTime(utf8: Array(text.utf8)[...])?.time(nil) {
            self = time.timestamp
        } else {
            return nil
        }
    }
}
