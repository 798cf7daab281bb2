internal import Interest

extension Timestamp {
    /// Takes whole or broken seconds since 1970; nil where no calendar goes.
    init?(unixSeconds seconds: Double) {
        let milliseconds = (seconds * 1000).rounded()
        guard milliseconds.magnitude <= Double(Timestamp.latest.milliseconds) else { return nil }
        self.init(milliseconds: Int64(milliseconds))
    }

    /// Reads an ISO time, or digits as seconds since 1970.
    init?(lenient text: String) {
        if let time = Timestamp(text) {
            self = time
        } else if let seconds = Int64(text), let time = Timestamp(unixSeconds: Double(seconds)) {
            self = time
        } else {
            return nil
        }
    }
}
