import Testing

@testable import Interest

struct ClockTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("2013-04-03T20:05:07Z", 1_365_019_507_000),
        ("2013-04-03 20:05:07.250", 1_365_019_507_250), ("2000-02-29", 951_782_400_000),
        ("2013-04-03T22:05:07+02:00", 1_365_019_507_000),
        ("2013-04-03T20:05:07.1239Z", 1_365_019_507_123), ("1969-12-31T23:59:59Z", -1000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("0001-01-01", -62_135_596_800_000),
        ("2013-04-03T20:05-0330", 1_365_032_100_000),
    ])
    func `times are read in all the usual spellings`(text: String, milliseconds: Int64) {
        let time = Timestamp(text)
        #expect(time?.milliseconds == milliseconds, "\(time.map(\.description) ?? "nil")")
        #expect(time.flatMap { Timestamp($0.description) } == time)
    }

    @Test(arguments: [
        "", "2013", "2013-02-29", "2013-13-01", "2013-04-31", "2013-04-03T24:00:00Z",
        "2013-04-03T20:60", "2013-04-03T20:05:07.", "0000-01-01", "2013-04-03T20:05:07Zx",
        "2013-04-03T20:05:07+", "10000-01-01", "2013-04-03T", "now",
    ])
    func `what no calendar has is no time`(text: String) { #expect(Timestamp(text) == nil) }

    @Test func `every day of four centuries reads back as itself`() {
        for day in stride(from: 0, to: 146_097 as Int64, by: 1) {
            let time = Timestamp(milliseconds: day * 86_400_000)
            #expect(Timestamp("\(time)") == time)
        }
    }

    @Test(arguments: [
        ("30d", 2_592_000_000, "30d"), ("1.5h", 5_400_000, "90min"), ("250ms", 250, "250ms"),
        ("2w", 1_209_600_000, "14d"), ("1y", 31_557_600_000, "8766h"), ("90s", 90_000, "90s"),
        ("5min", 300_000, "5min"), ("1e3s", 1_000_000, "1000s"),
    ])
    func `intervals are read and printed`(text: String, milliseconds: Int64, printed: String) {
        #expect(Interval(text)?.milliseconds == milliseconds)
        #expect(Interval(milliseconds: milliseconds).description == printed)
        #expect(Interval(printed)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "d", "3", "0d", "-1d", "nand", "infd", "1e300y", "20000y", "0.1ms", "3 d",
    ])
    func `no other lengths of time are taken`(text: String) { #expect(Interval(text) == nil) }

    @Test(
        arguments: [
            ("0.1/d", 0.1), ("2/h", 48), ("-1/w", -1 / 7.0), ("3/d", 3), ("86400/s", 7.46496e9),
        ] as [(String, Double)])
    func `rates are read`(text: String, perDay: Double) throws {
        let rate = try #require(Rate(text))
        #expect((rate.perDay - perDay).magnitude <= 1e-15 * perDay.magnitude)
        #expect(Rate("\(rate)") == rate)
    }

    @Test(arguments: ["", "0.1", "/d", "nan/d", "inf/d", "1/", "1/2d", "1/d/d", "1e999/d"])
    func `nothing else is a rate`(text: String) { #expect(Rate(text) == nil) }

    @Test(arguments: [(7, 2, 3, 1), (-7, 2, -4, 1), (-8, 2, -4, 0), (0, 5, 0, 0)])
    func `division rounds down`(
        number: Int64, divisor: Int64, quotient: Int64, rest: Int64
    ) {
        let result = number.flooredDivision(by: divisor)
        #expect(result.quotient == quotient && result.rest == rest)
    }

    @Test func `two spellings of a letter are two items, as in the store`() {
        let (one, two) = (ItemID(unchecked: "caf\u{e9}"), ItemID(unchecked: "cafe\u{301}"))
        #expect(one != two)
        #expect(Set([one, two]).count == 2)
    }
}
