import Foundation
import Testing

@testable import Interest

struct LawTextTests {
    static let lines = [
        "none", "exponential 30d", "exponential 5b", "exponential 30d,5b",
        "exponential 2d:0.5 + 30d:0.5", "exponential 30d,5b:0.25 + 12h:0.25 + 1b:0.5",
        "logistic 0.1/d", "logistic-reset 0.1/d", "power 7d 1", "power 90s 3",
        "published-per-behavior -0.1/d", "published-fixed-step 0.1/d 1d",
    ]

    @Test(arguments: lines) func `a line reads back as itself`(line: String) throws {
        #expect(try "\(LawText(parsing: line))" == line)
    }

    @Test(arguments: lines) func `so does the description`(line: String) throws {
        let settings = Settings(law: try LawText(parsing: line).law, gains: .standard)
        let data = try JSONEncoder().encode(settings)
        let back = try JSONDecoder().decode(Settings.self, from: data)
        #expect("\(LawText(back.law))" == line)
        #expect(back.gains == .standard && back.pruning == Settings.pruningStandard)
    }

    @Test(arguments: [
        ("exponential 1w", "exponential 7d"), ("exponential  2d:0.5+30d:0.5 ", Self.lines[4]),
        ("exponential 5b,30d", "exponential 30d,5b"), ("logistic 3.5/w", "logistic 0.5/d"),
        ("logistic 1/h", "logistic 24/d"),
    ])
    func `other spellings are taken`(line: String, expected: String) throws {
        #expect(try "\(LawText(parsing: line))" == expected)
    }

    @Test(arguments: [
        (
            "",
            "the law must be one of exponential, logistic, logistic-reset, none, power, "
                + "published-fixed-step, published-per-behavior, not \"\""
        ),
        ("none 3d", "the law must be written \"none\", not \"none 3d\""),
        ("logistic", "the law must be written \"logistic 0.1/d\", not \"logistic \""),
        ("logistic 0/d", "decayCoefficient must be 1e-06/d to 60000/d, not 0/d"),
        ("logistic -1/d", "decayCoefficient must be 1e-06/d to 60000/d, not -1/d"),
        ("logistic nan/d", "decayCoefficient must be 1e-06/d to 60000/d, not \"nan/d\""),
        ("logistic 0.1", "decayCoefficient must be 1e-06/d to 60000/d, not \"0.1\""),
        ("power 7d 4", "exponent must be 1, 2 or 3, not 4"),
        ("power 7d 1.5", "exponent must be 1, 2 or 3, not \"1.5\""),
        ("power 1ms 1", "timeScale must be 1s to 365250d, not 1ms"),
        ("published-fixed-step 0.1/d 0d", "step must be 1s to 36525d, not \"0d\""),
        (
            "published-per-behavior 0/d",
            "decayCoefficient must be 1e-06/d to 60000/d, or its negative, not 0/d"
        ),
        ("exponential 999ms", "halfLife must be 1s to 365250d, not 999ms"),
        ("exponential 2000y", "halfLife must be 1s to 365250d, not 730500d"),
        (
            "exponential 0d",
            "halfLife must be 1s to 365250d, or behaviors such as 5b, or both such as 30d,5b, "
                + "not \"0d\""
        ),
        ("exponential 0b", "activityHalfLife must be 1 to 1000000000, not 0"),
        ("exponential 2d:0.5", "coefficient must be a sum of 1 over the components, not 0.5"),
        ("exponential 2d:nan", "coefficient must be above 0, at most 1, not nan"),
        ("exponential 2d:x", "coefficient must be above 0, at most 1, not \"x\""),
        (
            "exponential 1d:0.2+2d:0.2+3d:0.2+4d:0.2+5d:0.2",
            "components must be 1 to 4 of them, not 5"
        ),
    ])
    func `what cannot be is refused in one sentence`(line: String, message: String) {
        let error = #expect(throws: LawError.self) { try LawText(parsing: line) }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        "exponential", "exponential +", "exponential 2d:", "exponential 2d:1:1",
        "exponential 2d,3d",
        "exponential 2b,3b", "exponential infd", "exponential -2d", "exponential 1e999d",
        "exponential 99999999999999999999b", "power 7d", "power x 1", "logistic 0.1/",
        "logistic 0.1/d/d", "logistic inf/d", "linear 3d", "EXPONENTIAL 3d", "\u{0}",
    ])
    func `nonsense is refused`(line: String) {
        #expect(throws: LawError.self) { try LawText(parsing: line) }
    }
}
