internal import Interest

/// Reads the time of a record by the options and by what the file shows about times.
///
/// Numbers and ISO 8601 come first, because nearly every time is one of them and they are read
/// without making a string.
struct TimeReader: Sendable {
    /// The unit of plain numbers.
    let unit: TimeUnit
    /// Whether the day or the month comes first in dates such as `03/04/2013`.
    var order: DateOrder?
    private let pattern: TimePattern?
    private let zone: LocalZone?
    private let year: Int64?
    private let orderBase: Timestamp?

    init(_ options: ImportOptions) {
        unit = options.timeUnit
        order = options.dateOrder
        pattern = options.timePattern
        zone = options.timeZone
        year = options.timeYear.map { Int64($0) }
        orderBase = options.orderBase
    }

    /// The time in a token.
    func time(_ token: Token, _ line: Span<UInt8>) throws(Fault) -> Timestamp {
        switch token.form {
        case .absent, .null: throw Fault(.missingField, "there is no time", at: token.start)
        case .number, .text, .escaped, .doubled: break
        default:
            throw Fault(
                .wrongType, "the time is \(token.noun): it must be a number or text",
                at: token.start)
        }
        let isPlain = token.form == .number || token.form == .text
        if let pattern {
            let bytes = try token.bytes(line)
            if let time = pattern.time(of: bytes[...], year: year) { return moment(time) }
            throw Fault(
                .badTime, "the time \"\(token.shown(line))\" does not fit \"\(pattern.text)\"",
                at: token.start)
        }
        if isPlain, let number = DecimalNumber(line, token.start..<token.end) {
            if let time = time(number, token, line) { return time }
            throw unreadable(token, line)
        }
        let bytes = try token.bytes(line)[...]
        if zone == nil, let time = Timestamp(utf8: bytes) { return time }
        guard let spelled = SpelledTime(utf8: bytes) else { throw unreadable(token, line) }
        if let time = spelled.time(order) { return moment(time) }
        guard order == nil else { throw unreadable(token, line) }
        throw Fault(
            .badTime,
            "the time \"\(token.shown(line))\" has two readings: say --date-order day-first or "
                + "month-first", at: token.start)
    }

    /// Which order a token's date must be in; nil where it is in either or is no such date.
    static func spelled(_ token: Token, _ line: Span<UInt8>) -> SpelledTime? {
        guard token.form == .text || token.form == .escaped,
            let bytes = try? token.bytes(line)
        else { return nil }
        return SpelledTime(utf8: bytes[...])
    }

    private func time(
        _ number: DecimalNumber, _ token: Token, _ line: Span<UInt8>
    ) -> Timestamp? {
        if let orderBase {
            guard let place = number.whole(times: 1000) else { return nil }
            let (time, isOver) = orderBase.milliseconds.addingReportingOverflow(place)
            return isOver ? nil : Timestamp(milliseconds: time)
        }
        let digits = token.end - token.start
        if unit == .guessed, number.digitCount == digits, digits <= 14 {
            if digits >= 8, let day = SpelledTime(digits: number.digits, count: digits) {
                return day.time(nil).map(moment)
            }
            if let year, digits == 3 || digits == 4 { return monthDay(number.digits, of: year) }
        }
        if let time = unit.timestamp(number) { return time }
        let double = number.double(line, token.start..<token.end)
        return double.flatMap(unit.timestamp(rounding:))
    }

    /// `829` and `1111`: the days of a year, as some logs have them.
    private func monthDay(_ digits: UInt64, of year: Int64) -> Timestamp? {
        WallTime(year: year, month: Int64(digits / 100), day: Int64(digits % 100)).map(moment)
    }

    private func moment(_ time: WallTime) -> Timestamp {
        guard time.offset == nil, let zone else { return time.timestamp }
        return Timestamp(milliseconds: zone.universal(time.milliseconds))
    }

    private func unreadable(_ token: Token, _ line: Span<UInt8>) -> Fault {
        Fault(
            .badTime,
            "the time \"\(token.shown(line))\" is neither seconds or milliseconds since 1970 nor "
                + "ISO 8601 (2013-04-03T20:05:07Z) nor another known spelling: --time-format "
                + "describes it", at: token.start)
    }
}
