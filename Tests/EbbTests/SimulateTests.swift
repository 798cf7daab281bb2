import Foundation
import Testing

/// `ebb simulate`, which needs no store.
struct SimulateTests {
    private func run(_ input: String, _ arguments: String...) async throws -> EbbProcess.Answer {
        try await EbbProcess.run(
            ["simulate", "-"] + arguments, input: Data(input.utf8), onStore: false)
    }

    private static let log = """
        {"user":"ann","item":"book","action":"click","time":"2024-01-01"}
        {"user":"ann","item":"film","action":"purchase","time":"2024-01-02"}
        {"user":"ann","item":"book","action":"click","time":"2024-01-03"}
        {"user":"bob","item":"film","action":"click","time":"2024-01-03"}
        """

    private func curves(_ answer: EbbProcess.Answer) throws -> [[Double]] {
        let object = try #require(try answer.json() as? [String: Any])
        return try #require(object["curves"] as? [[String: Any]])
            .map { try #require($0["weights"] as? [Double]) }
    }

    @Test func `an exponential interest halves in its half-life`() async throws {
        let answer = try await run(
            Self.log, "--law", "exponential 2d", "--law", "none", "--from", "2024-01-01", "--to",
            "2024-01-05", "--points", "5", "--format", "json")
        #expect(answer.status == 0, "\(answer.errors)")
        let expected = [1, 0.5.squareRoot(), 1.5, 1.5 * 0.5.squareRoot(), 0.75]
        let found = try curves(answer)
        for (one, other) in zip(found[0], expected) { #expect((one - other).magnitude < 1e-15) }
        #expect(found[1] == [1, 1, 2, 2, 2])
    }

    @Test func `under the published rule each read changes what is left`() async throws {
        let one = #"{"user":"ann","item":"book","action":"click","time":"2024-01-01"}"#
        let answer = try await run(
            one, "--law", "published-per-behavior 0.1/d", "--law", "published-per-read 0.1/d",
            "--law", "published-per-read 0.1/d 5d", "--law", "published-per-read 0.1/d 1d",
            "--to", "2024-01-11", "--points", "2", "--format", "json")
        let left = try curves(answer).map { $0[1] }
        // Ten days in one step, in two and in ten; the read at the end comes on top of the last
        // saved one, at once, and halves it.
        let alpha = { (days: Double) in 1 / (1 + exp(-0.1 * days)) }
        let expected = [
            alpha(10), alpha(10), alpha(5) * alpha(5) / 2, pow(alpha(1), 10) / 2,
        ]
        for (weight, right) in zip(left, expected) {
            #expect((weight / right - 1).magnitude < 1e-13)
        }
    }

    @Test func `without laws it shows six side by side, and draws them`() async throws {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("plot-\(UUID().uuidString).svg")
        defer { try? FileManager.default.removeItem(at: file) }
        let answer = try await run(Self.log, "--plot", file.path)
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.output.contains("3 behaviors of ann"))
        for name in ["A  exponential", "F  published-per-read 0.1/d 1d", "in book over time"] {
            #expect(answer.output.contains(name), "\(answer.output)")
        }
        let svg = try String(contentsOf: file, encoding: .utf8)
        #expect(svg.components(separatedBy: "<polyline").count == 7)
    }

    @Test func `whose interest and in what can be chosen, and what actions are worth`() async throws
    {
        let answer = try await run(
            Self.log, "--user", "bob", "--item", "film", "--law", "none", "--gain", "click=4",
            "--points", "2", "--format", "json")
        #expect(try curves(answer) == [[4, 4]])
    }

    @Test func `a bad line is named and the rest shown`() async throws {
        let answer = try await run(Self.log + "\n{\"user\":\"ann\"}\n")
        #expect(answer.status == 1)
        #expect(answer.errors.contains("line 5"), "\(answer.errors)")
        #expect(answer.output.contains("3 behaviors of ann"))
    }

    @Test(arguments: [
        (["--law", "exponential 0d"], "halfLife must be"),
        (["--law", "published-per-read"], "the law must be"),
        (["--law", "published-per-read 0/d"], "decayCoefficient must be"),
        (["--law", "published-per-read 0.1/d 1ms"], "the time between reads must be"),
        (["--law", "published-per-read 0.1/d 1s"], "read less often"),
        (["--user", "cem"], "no behaviors of cem"), (["--item", "none"], "no behaviors on none"),
        (["--from", "2024-05-01", "--to", "2024-04-01"], "--from must be before --to"),
        (["--plot", "/nowhere/plot.svg"], "/nowhere/plot.svg"),
    ])
    func `what cannot be is refused in one sentence`(arguments: [String], words: String)
        async throws
    {
        let answer = try await EbbProcess.run(
            ["simulate", "-"] + arguments, input: Data(Self.log.utf8), onStore: false)
        #expect(answer.status == 1)
        #expect(answer.errors.contains(words), "\(answer.errors)")
    }

    @Test func `nothing to read is said in one sentence`() async throws {
        let answer = try await run("")
        #expect(answer.status == 1)
        #expect(answer.errors.contains("standard input"), "\(answer.errors)")
    }

    @Test func `nine laws and one moment are wrong usage`() async throws {
        let laws = (0..<9).flatMap { _ in ["--law", "none"] }
        #expect(try await EbbProcess.run(["simulate"] + laws, onStore: false).status == 64)
        #expect(
            try await EbbProcess.run(["simulate", "--points", "1"], onStore: false).status == 64)
    }
}
