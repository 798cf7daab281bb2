/// Knows MovieLens' ratings, which say neither what they are nor, in `u.data`, which column is
/// which: user, item, rating and time, the ratings from 0 to 10 and the times in seconds from
/// 1990 on.
struct MovieLensShape {
    private static let columns = ["user", "item", "value", "time"]
    private static let ratings = 0.0...10.0
    private static let times = 631_152_000.0...4_102_444_800

    let names: FieldNames
    /// Fields that options stand in for.
    let given: Set<Int>
    let options: ImportOptions

    /// Whether a header has a rating and no action, and nobody said which action it is.
    func isHeader(_ cells: [String]) -> Bool {
        guard let action = names.names.firstIndex(of: "action"), !given.contains(action),
            options.columns == nil
        else { return false }
        let isAction = cells.contains { names.index(of: $0) == action }
        return !isAction && options.names["action"] == nil
            && cells.contains { $0.lowercased() == "rating" }
    }

    /// Whether the first lines are four columns as `u.data` has them.
    func areRatings(_ sample: Sample, _ shape: DelimitedShape) -> Bool {
        guard names.names.contains("action"), options.columns == nil, options.names.isEmpty else {
            return false
        }
        return sample.lines.allSatisfy { line in
            var numbers: [Double] = []
            _ = try? shape.forEachColumn(line.span) { _, token in
                let range = token.start..<token.end
                let number = DecimalNumber(line.span, range)?.double(line.span, range)
                numbers.append(number ?? .nan)
            }
            return numbers.count == 4 && !numbers.contains { $0.isNaN }
                && Self.ratings ~= numbers[2] && Self.times ~= numbers[3]
        }
    }

    /// What finds the columns then.
    func finder(_ source: String, isHeader: Bool) -> ColumnFinder {
        var options = options
        if !isHeader { options.columns = Self.columns }
        let action = names.names.firstIndex(of: "action")
        return ColumnFinder(
            source: source, names: names, given: given.union(action.map { [$0] } ?? []),
            options: options)
    }
}
