/// What an import of several files comes to: a line a file, and their sum.
struct ImportSummary {
    private let answers: [ImportAnswer]

    init(_ answers: [ImportAnswer]) { self.answers = answers }

    /// One file's answer as it is; of several those that have something to tell, and the table.
    var text: String {
        guard answers.count > 1 else { return answers.first?.text ?? "" }
        let told = answers.filter {
            ($0.rejected > 0 && !$0.already) || $0.failure != nil || !$0.hints.isEmpty
        }
        return (told.map(\.text) + [table]).joined(separator: "\n\n")
    }

    private var table: String {
        var table = Table(
            ("FILE", .left), ("LINES", .right), ("NEW", .right), ("KNOWN", .right),
            ("PASSED", .right), ("BAD", .right), ("SECONDS", .right), ("", .left))
        for answer in answers {
            table.add(cells(answer.source.fitted(to: 50), [answer], answer.state))
        }
        table.add(cells("all \(answers.count.grouped)", answers, ""))
        return table.text
    }

    private func cells(_ name: String, _ answers: [ImportAnswer], _ state: String) -> [String] {
        let counts: [(ImportAnswer) -> Int] = [
            \.lines, \.inserted, \.repeated, \.passed, \.rejected,
        ]
        return [name] + counts.map { count in answers.map(count).reduce(0, +).grouped }
            + [Output.number(answers.map(\.seconds).reduce(0, +), digits: 1), state]
    }
}
