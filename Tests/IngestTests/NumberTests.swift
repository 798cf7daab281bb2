import Damage
import Interest
import Testing

@testable import Ingest

struct NumberTests {
    private func number(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        let span = bytes.span
        return DecimalNumber(span, 0..<bytes.count)?.double(span, 0..<bytes.count)
    }

    private func time(_ text: String, _ unit: TimeUnit) -> Int64? {
        let bytes = Array(text.utf8)
        let token = Token(form: .text, start: 0, end: bytes.count)
        let times = TimeReader(ImportOptions { $0.timeUnit = unit })
        return try? times.time(token, bytes.span).milliseconds
    }

    @Test func `a value is the double that the standard library reads`() {
        var random = SplitMix(state: 7)
        for _ in 0..<20_000 {
            let digits = String(random.next() >> (random.next() % 60))
            let cut = Int(random.next() % UInt64(digits.count + 1))
            let fraction = digits.dropFirst(cut)
            let whole = cut == 0 ? "0" : String(digits.prefix(cut))
            let exponent = random.next() % 4 == 0 ? "e\(Int(random.next() % 40) - 20)" : ""
            let text = whole + (fraction.isEmpty ? "" : "." + fraction) + exponent
            #expect(number(text) == Double(text), "\(text)")
            #expect(number("-" + text) == Double("-" + text))
        }
    }

    @Test(arguments: [
        "", "-", "+", ".", "1.", ".5", "1e", "1e+", "0x10", "1 ", " 1", "1,5", "nan", "--1",
    ])
    func `other text is not a number`(text: String) {
        #expect(number(text) == nil)
    }

    static let times: [(String, TimeUnit, Int64?)] = [
        ("0", TimeUnit.guessed, Int64(0)), ("1365029107", .guessed, 1_365_029_107_000),
        ("1365029107123", .guessed, 1_365_029_107_123),
        ("1365029107.5", .guessed, 1_365_029_107_500),
        ("1365029107.123456789", .guessed, 1_365_029_107_123),
        ("1365029107.12345678", .guessed, 1_365_029_107_123),
        ("99999999999", .guessed, 99_999_999_999_000), ("100000000000", .guessed, 100_000_000_000),
        ("5", .milliseconds, 5), ("5.9", .milliseconds, 5), ("5", .seconds, 5000),
        ("1365029107123", .seconds, 1_365_029_107_123_000), ("-1.5", .seconds, -1500),
        ("1.365029107e9", .guessed, 1_365_029_107_000),
        ("1.3650291075E12", .guessed, 1_365_029_107_500),
        ("9223372036854775807", .seconds, nil), ("1e30", .guessed, nil),
        ("2013-04-03", .seconds, 1_364_947_200_000),
        ("2013-04-03 20:05:07.25", .guessed, 1_365_019_507_250),
        ("2013-13-03", .guessed, nil), ("today", .guessed, nil), ("", .guessed, nil),
    ]

    @Test(arguments: times)
    func `a time is read by its unit or by the stated rule`(
        text: String, unit: TimeUnit, milliseconds: Int64?
    ) {
        #expect(time(text, unit) == milliseconds)
    }

    @Test func `large counts read well`() {
        #expect(
            [0, 999, 1000, 20_000_000, -1_234_567].map(\.grouped)
                == ["0", "999", "1,000", "20,000,000", "-1,234,567"])
    }
}
