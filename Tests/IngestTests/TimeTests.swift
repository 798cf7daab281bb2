import Interest
import Testing

@testable import Ingest

/// Times in the spellings that logs have, each taken or refused by the stated rule: ISO 8601, a
/// number that counts since 1970, a day in digits, or another spelling with one meaning.
struct TimeTests {
    private func time(_ spelling: String, _ unit: TimeUnit = .guessed) throws -> Int64? {
        let options = ImportOptions {
            $0.timeUnit = unit
            $0.hasHeader = true
        }
        let text = "user;item;action;time\nu;i;click;\(spelling)\n"
        return try readBehaviors(text, options).records.first?.time.milliseconds
    }

    @Test(arguments: [
        ("2013-04-03", 1_364_947_200_000), ("2013-04-03T22:45:07Z", 1_365_029_107_000),
        ("2013-04-03t22:45:07z", 1_365_029_107_000), ("2013-04-03 22:45:07", 1_365_029_107_000),
        ("2013-04-03T22:45", 1_365_029_100_000), ("2013-04-03T22:45:07.5Z", 1_365_029_107_500),
        ("2013-04-03T22:45:07,123456789Z", 1_365_029_107_123),
        ("2013-04-04T00:45:07+02:00", 1_365_029_107_000),
        ("2013-04-04T00:45:07+0200", 1_365_029_107_000),
        ("2013-04-03T20:45:07-02", 1_365_029_107_000), ("1365029107", 1_365_029_107_000),
        ("1365029107.25", 1_365_029_107_250), ("1365029107123", 1_365_029_107_123),
        ("1.365029107e9", 1_365_029_107_000), ("0", 0), ("2012-02-29", 1_330_473_600_000),
        ("\"2013-04-03T22:45:07Z\"", 1_365_029_107_000),
        ("20130403", 1_364_947_200_000), ("20130403224507", 1_365_029_107_000),
        ("20130403T224507Z", 1_365_029_107_000), ("2013/04/03", 1_364_947_200_000),
        ("2013-4-3", 1_364_947_200_000), ("3.4.2013", 1_364_947_200_000),
        ("13/04/2013", 1_365_811_200_000), ("04/13/2013", 1_365_811_200_000),
        ("2013-04-03 22:45:07 UTC", 1_365_029_107_000),
        ("2013-04-03 22:45:07 +0000", 1_365_029_107_000),
        ("2013-04-03 22:45:07 +0000 UTC", 1_365_029_107_000),
        ("2013-04-03 22:45:07 GMT", 1_365_029_107_000),
        ("2013-04-04T00:45:07 CEST", 1_365_029_107_000),
        ("2013-04-03 10:45:07 PM", 1_365_029_107_000),
        ("Wed, 03 Apr 2013 22:45:07 GMT", 1_365_029_107_000),
        ("Wed Apr 03 22:45:07 +0000 2013", 1_365_029_107_000),
        ("Wed Apr  3 22:45:07 2013", 1_365_029_107_000),
        ("Thu Apr 04 2013 00:45:07 GMT+0200 (Central European Summer Time)", 1_365_029_107_000),
        ("03/Apr/2013:22:45:07 +0000", 1_365_029_107_000), ("Apr 3 2013", 1_364_947_200_000),
        ("April 3, 2013", 1_364_947_200_000), ("3 Apr 2013", 1_364_947_200_000),
        ("03-Apr-2013", 1_364_947_200_000), ("1365029107000999", 1_365_029_107_000),
        ("1365029107000999999", 1_365_029_107_000),
    ])
    func `is taken`(spelling: String, milliseconds: Int64) throws {
        #expect(try time(spelling) == milliseconds)
    }

    @Test(arguments: [
        "yesterday", "2013-04-03T24:00:00Z", "2013/13/13", "31.4.2013", "13/13/2013",
        "2013-04-03T22:60:00Z", "2013-13-01", "2013-02-29", "2013-W14-3",
        "2013-04-03T22:45:07 CST", "2013-04-03 13:45 PM", "22:45:07", "3 Nissan 2013",
        "1365029107s", "-1", "1e30", "NaN", "",
        "13650291071234567890123", "99999999999999", "2013-04-03T22:45:07.",
    ])
    func `is refused`(spelling: String) throws {
        #expect(try time(spelling) == nil)
    }

    @Test(arguments: [
        (TimeUnit.seconds, "1365029107"), (.milliseconds, "1365029107000"),
        (.microseconds, "1365029107000999"), (.nanoseconds, "1365029107000999999"),
        (.guessed, "1365029107000"),
    ])
    func `counts what it is said to count`(unit: TimeUnit, spelling: String) throws {
        #expect(try time(spelling, unit) == 1_365_029_107_000)
    }

    @Test func `a guess goes over to milliseconds where it says`() throws {
        #expect(try time("99999999999", .milliseconds) == 99_999_999_999)
        #expect(try time("100000000000") == 100_000_000_000)
        #expect(try time("99999999999") == nil)
    }
}
