import Foundation
import Testing

@testable import Interest

struct SettingsCodableTests {
    private func settings(
        law: String = "none", parameters: String = "{}", gains: String = "[]", more: String = ""
    ) throws -> Settings {
        let json = """
            {"law": "\(law)", "parameters": \(parameters), "gains": \(gains)\(more)}
            """
        return try JSONDecoder().decode(Settings.self, from: Data(json.utf8))
    }

    @Test func `the standard settings read as written`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(Settings.standard), as: UTF8.self)
        let expected = """
            {"gains":[{"action":"browse","gain":0.5},{"action":"click","gain":1},\
            {"action":"purchase","gain":3},{"action":"rating","highest":10,"lowest":0}],\
            "law":"exponential","parameters":{"components":[\
            {"coefficient":0.5,"halfLife":"2d"},{"coefficient":0.5,"halfLife":"30d"}]},\
            "pruning":8.673617379884035e-19}
            """
        #expect(text == expected)
        let back = try JSONDecoder().decode(Settings.self, from: Data(text.utf8))
        #expect(back.law as? ExponentialLaw == .standard && back.pruning == 0x1p-60)
    }

    @Test(arguments: [
        (
            "exponential", #"{"components": [{"halflife": "3d"}]}"#,
            "halflife must be left out (known are halfLife, activityHalfLife, coefficient), "
                + "not given"
        ),
        (
            "exponential", #"{"components": [], "floor": 1}"#,
            "floor must be left out (known are components), not given"
        ),
        (
            "exponential", #"{"components": [{"halfLife": "0s"}]}"#,
            "halfLife must be 1s to 365250d, not \"0s\""
        ),
        (
            "exponential", #"{"components": [{"halfLife": "-3d"}]}"#,
            "halfLife must be 1s to 365250d, not \"-3d\""
        ),
        (
            "exponential", #"{"components": [{"halfLife": "nand"}]}"#,
            "halfLife must be 1s to 365250d, not \"nand\""
        ),
        (
            "exponential", #"{"components": [{"halfLife": "1001y"}]}"#,
            "halfLife must be 1s to 365250d, not 8774766h"
        ),
        (
            "exponential", #"{"components": [{"halfLife": 30}]}"#,
            "halfLife must be 1s to 365250d, not something else"
        ),
        (
            "exponential", #"{"components": [{"activityHalfLife": 0}]}"#,
            "activityHalfLife must be 1 to 1000000000, not 0"
        ),
        (
            "exponential", #"{"components": [{"halfLife": "3d", "coefficient": 0.9}]}"#,
            "coefficient must be a sum of 1 over the components, not 0.9"
        ),
        ("exponential", "{}", "components must be a list of half-lives, not left out"),
        ("exponential", "[]", "the description must be an object, not something else"),
        ("none", #"{"x": 1}"#, "x must be left out (there are none), not given"),
        (
            "logistic", #"{"decayCoefficient": "0.1"}"#,
            "decayCoefficient must be 1e-06/d to 60000/d, not \"0.1\""
        ),
        ("power", #"{"timeScale": "7d"}"#, "exponent must be 1, 2 or 3, not left out"),
        (
            "published-fixed-step", #"{"decayCoefficient": "0.1/d", "step": "1ms"}"#,
            "step must be 1s to 36525d, not 1ms"
        ),
    ])
    func `a law that cannot be is refused in one sentence`(
        law: String, parameters: String, message: String
    ) {
        let error = #expect(throws: LawError.self) {
            try settings(law: law, parameters: parameters)
        }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        (
            #"[{"action": "a", "gain": 1, "perValue": 2}]"#,
            "a gain must be one of gain, lowest and highest, perValue, growthCoefficient, "
                + "not gain and perValue"
        ),
        (
            #"[{"action": "a"}]"#,
            "a gain must be one of gain, lowest and highest, perValue, growthCoefficient, not none"
        ),
        (
            #"[{"action": "a", "gain": 1e7}]"#,
            "gain must be -1000000.0 to 1000000.0, not 10000000.0"
        ),
        (
            #"[{"action": "a", "perValue": 0}]"#,
            "perValue must be -1000000.0 to 1000000.0, not 0, not 0.0"
        ),
        (#"[{"action": "a", "gain": "1"}]"#, "gain must be a number, not something else"),
        (
            #"[{"action": "a", "lowest": 5, "highest": 5}]"#,
            "highest must be above lowest, both within -1000000.0 to 1000000.0, not 5.0 to 5.0"
        ),
        (#"[{"action": "a", "highest": 5}]"#, "lowest must be a number, not left out"),
        (
            #"[{"action": "a", "growthCoefficient": "0/d"}]"#,
            "growthCoefficient must be 1e-06/d to 60000/d, not 0/d"
        ),
        (
            #"[{"action": "a", "growthCoefficient": "1/d", "initial": 2}]"#,
            "initial must be 0.0 to 1.0, not 2.0"
        ),
        (
            #"[{"action": "a", "gain": 1, "initial": 1}]"#,
            "a gain must be one of gain, lowest and highest, perValue, growthCoefficient, not gain"
        ),
        (
            #"[{"action": "", "gain": 1}]"#,
            "action must be a name, not what it is: the action is empty"
        ),
        (
            #"[{"action": "a", "gain": 1}, {"action": "a", "gain": 2}]"#,
            "gains must be one rule an action, not two for a"
        ),
        ("{}", "gains must be a list of objects with an action and a gain, not something else"),
    ])
    func `a gain that cannot be is refused in one sentence`(gains: String, message: String) {
        let error = #expect(throws: LawError.self) { try settings(gains: gains) }
        #expect(error?.description == message)
    }

    @Test func `every kind of gain reads back`() throws {
        let gains = Gains(rules: [
            .click: .growth(growthCoefficient: Rate(perDay: 0.5)), .purchase: .perValue(3),
            .rating: .rating(lowest: 1, highest: 5), .browse: .fixed(-0.25),
            Action(unchecked: "visit"): .growth(
                growthCoefficient: Rate(perDay: 0.5), initial: 0.625),
        ])
        let data = try JSONEncoder().encode(gains)
        #expect(try JSONDecoder().decode(Gains.self, from: data) == gains)
        for rule in gains.rules.values {
            #expect(try GainText(parsing: GainText(rule).description).rule == rule)
        }
    }

    /// What was folded by its fingerprint must not be folded again.
    @Test func `the usual initial interest is not written`() throws {
        let gains = Gains(rules: [.click: .growth(growthCoefficient: Rate(perDay: 0.5))])
        let text = String(decoding: try JSONEncoder().encode(gains), as: UTF8.self)
        #expect(!text.contains("initial"))
        #expect(GainText(gains.rules[.click] ?? .fixed(0)).description == "growth:0.5/d")
    }

    @Test(arguments: ["growth:0.5/d,", "growth:0.5/d,nan", "growth:0.5/d,1.5", "growth:,1"])
    func `an initial interest outside 0 to 1 is refused`(text: String) {
        #expect(throws: LawError.self) { try GainText(parsing: text) }
    }

    @Test func `an unknown law or key is named`() {
        #expect(throws: LawError.self) { try settings(law: "linear") }
        let error = #expect(throws: LawError.self) { try settings(more: #", "prune": 0"#) }
        #expect(error?.key == "prune")
        #expect(throws: LawError("pruning", "0.0 to 1e-06", "1.0")) {
            try settings(more: #", "pruning": 1"#)
        }
    }
}
