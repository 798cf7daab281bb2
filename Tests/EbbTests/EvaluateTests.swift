import Foundation
import Testing

/// `ebb evaluate` as its user runs it.
struct EvaluateTests {
    /// Clicks of forty people on forty films, one a minute, in an order that repeats itself.
    private var clicks: Data {
        var lines = ""
        for index in 0..<1200 {
            let (user, item) = (index * 7 % 40, (index * 13 + index / 40 * 3) % 40)
            lines += "{\"user\":\"u\(user)\",\"item\":\"i\(item)\",\"action\":\"click\","
            lines += "\"time\":\(1_400_000_000 + index * 60)}\n"
        }
        return Data(lines.utf8)
    }

    private func evaluate(_ arguments: [String]) async throws -> [String: Any] {
        let answer = try await EbbProcess.run(
            ["evaluate", "-", "--format", "json"] + arguments, input: clicks, onStore: false)
        #expect(answer.status == 0, "\(answer.errors)")
        return try #require(try answer.json() as? [String: Any])
    }

    @Test func `a file alone is evaluated without a store`() async throws {
        let answer = try await evaluate([
            "--recommender", "popularity", "--recommender", "ease", "--law", "none", "--law",
            "exponential 5b", "--depth", "10", "--depth", "20",
        ])
        let log = try #require(answer["log"] as? [String: Any])
        #expect(log["behaviors"] as? Int == 1200)
        let rows = try #require(answer["rows"] as? [[String: Any]])
        #expect(rows.map { $0["recommender"] as? String } == ["popularity", "ease", "ease"])
        #expect(rows.map { $0["law"] as? String } == [nil, "none", "exponential 5b"])
        for row in rows {
            let figures = try #require(row["figures"] as? [[String: Any]])
            #expect(figures.compactMap { $0["depth"] as? Int } == [10, 20])
        }
    }

    @Test func `a person gets a table, and what a blend is made of`() async throws {
        let answer = try await EbbProcess.run(
            [
                "evaluate", "-", "--repeats", "--recommender", "interests", "--recommender",
                "blend", "--law", "none",
            ], input: clicks, onStore: false)
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.output.contains("repeats count"))
        #expect(answer.output.contains("RECOMMENDER"))
        #expect(answer.output.contains("NDCG@10"))
        #expect(answer.output.contains("\nblend = "))
    }

    @Test func `parts of a cross-validation give a mean and a spread`() async throws {
        for (arguments, parts) in [(["--windows", "3"], "windows"), (["--folds", "2"], "groups")] {
            let answer = try await evaluate(
                ["--repeats", "--recommender", "popularity", "--recommender", "interests"]
                    + ["--law", "none", "--mode", "next-basket"] + arguments)
            let log = try #require(answer["log"] as? [String: Any])
            #expect((log["parts"] as? String)?.contains(parts) == true)
            #expect(log["mode"] as? String == "next-basket")
            let rows = try #require(answer["rows"] as? [[String: Any]])
            #expect(rows.count == 2)
            for row in rows {
                let each = try #require(row["parts"] as? [[String: Any]])
                let values = each.compactMap { $0["ndcg"] as? Double }
                let figures = try #require(row["figures"] as? [[String: Any]])
                let ndcg = try #require(figures[0]["ndcg"] as? Double)
                let mean = values.reduce(0, +) / Double(values.count)
                #expect(values.count > 1 && abs(ndcg - mean) < 1e-12)
                #expect(row["spread"] is Double)
            }
        }
    }

    @Test func `a person reads which mode it was, and how far parts differ`() async throws {
        let answer = try await EbbProcess.run(
            [
                "evaluate", "-", "--repeats", "--recommender", "popularity", "--mode",
                "leave-last-out", "--folds", "2",
            ], input: clicks, onStore: false)
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.output.contains("means over 2 groups of users"))
        #expect(answer.output.contains("SPREAD"))
    }

    @Test func `content takes part with a catalog from a file`() async throws {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("items-\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        let lines = (0..<40).map { "i\($0),title \($0 % 5),c\($0 % 4)" }
        try Data(lines.joined(separator: "\n").utf8).write(to: file)
        let answer = try await evaluate([
            "--recommender", "content", "--law", "none", "--catalog", file.path,
            "--catalog-columns", "item,title,categories",
        ])
        let rows = try #require(answer["rows"] as? [[String: Any]])
        #expect(rows.map { $0["recommender"] as? String } == ["content"])
        let without = try await EbbProcess.run(
            ["evaluate", "-", "--recommender", "content"], input: clicks, onStore: false)
        #expect(without.status == 1)
        #expect(without.errors.contains("catalog"), "\(without.errors)")
    }

    @Test func `a report is one page that shows every figure and fetches nothing`() async throws {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("report-\(UUID().uuidString).html")
        defer { try? FileManager.default.removeItem(at: file) }
        let answer = try await evaluate([
            "--recommender", "popularity", "--recommender", "item-neighbors", "--law", "none",
            "--law", "exponential 5b", "--report", file.path,
        ])
        let rows = try #require(answer["rows"] as? [[String: Any]])
        let figures = try #require(rows[0]["figures"] as? [[String: Any]])
        #expect(figures.compactMap { $0["depth"] as? Int } == [10, 5, 20])
        #expect(figures.allSatisfy { $0["coverage"] is Double && $0["diversity"] is Double })
        #expect((rows[0]["ndcgInterval"] as? [Double])?.count == 2)
        let page = try String(contentsOf: file, encoding: .utf8)
        let ndcg = try #require(figures[0]["ndcg"] as? Double)
        #expect(page.contains(String(format: "%.4f", ndcg)))
        #expect(page.contains("exponential 5b") && page.contains("<svg"))
        #expect(!page.contains("http") && !page.contains("<script"))
    }

    @Test func `a report that cannot be written says so`() async throws {
        let answer = try await EbbProcess.run(
            ["evaluate", "-", "--recommender", "popularity", "--report", "/nowhere/report.html"],
            input: clicks, onStore: false)
        #expect(answer.status == 1)
        #expect(answer.errors.contains("/nowhere/report.html"), "\(answer.errors)")
    }

    @Test(arguments: [
        ["--resamples", "-1"], ["--recommender", "magic"], ["--law", "nonsense"], ["--depth", "0"],
        ["--ridge", "0"],
        ["--training-share", "1"], ["--mode", "magic"], ["--windows", "1"], ["--folds", "1000"],
        ["--windows", "3", "--folds", "3"], ["--windows", "3", "--mode", "leave-last-out"],
        ["--augment", "drop=2"],
    ])
    func `wrong usage exits with 64`(arguments: [String]) async throws {
        let answer = try await EbbProcess.run(["evaluate", "-"] + arguments, onStore: false)
        #expect(answer.status == 64, "\(answer.errors)")
    }

    @Test func `what leaves nothing to evaluate says so in one sentence`() async throws {
        let line = #"{"user":"ann","item":"a","action":"click","time":1400000000}"#
        for input in [Data(), Data(line.utf8)] {
            let answer = try await EbbProcess.run(["evaluate", "-"], input: input, onStore: false)
            #expect(answer.status == 1, "\(answer.output)")
            #expect(answer.errors.contains("Error:"), "\(answer.errors)")
        }
    }
}
