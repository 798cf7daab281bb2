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

    /// Whether a header is that of MovieLens' own `ratings.csv`, whose stars end at 5.
    func isExact(_ cells: [String]) -> Bool {
        let plain = cells.map(FieldNames.plain)
        return plain == ["userid", "movieid", "rating", "timestamp"]
    }

    /// Whether the first records are four columns as `u.data` has them.
    func areRatings(_ table: SampleTable) -> Bool {
        guard names.names.contains("action"), options.columns == nil, options.names.isEmpty,
            !table.rows.isEmpty
        else { return false }
        return table.rows.allSatisfy { row in
            let numbers = row.compactMap(Double.init)
            return numbers.count == 4 && row.count == 4 && Self.ratings ~= numbers[2]
                && Self.times ~= numbers[3]
        }
    }

    /// Whether a rating of the first records is above MovieLens' 5.
    func exceedsFive(_ table: SampleTable) -> Bool {
        (table.numbers(2) ?? []).contains { $0 > 5 }
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
