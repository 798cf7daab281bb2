/// Knows MovieLens' films: `u.item`, which has a column of 0 and 1 for each genre, and
/// `movies.dat`. Neither has a header, and both are in Latin-1.
enum MovieLensCatalog {
    /// The genres of `u.item`, in the order of its columns.
    static let genres = [
        "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime",
        "Documentary", "Drama", "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance",
        "Sci-Fi", "Thriller", "War", "Western",
    ]
    private static let genreColumn = 5

    /// Whether records are those of `u.item`.
    private static func areItems(_ table: SampleTable) -> Bool {
        !table.rows.isEmpty
            && table.rows.allSatisfy { row in
                row.count == genreColumn + genres.count
                    && row[genreColumn...].allSatisfy { $0 == "0" || $0 == "1" }
            }
    }

    /// Which of the two files records are of, nil for neither.
    static func dialect(_ table: SampleTable, _ delimiter: String) -> Dialect? {
        if delimiter == "|", areItems(table) { return .movieLensItems }
        return delimiter == "::" && areMovies(table) ? .movieLensMovies : nil
    }

    /// Whether records are those of `movies.dat`: a number, a title with its year, genres.
    private static func areMovies(_ table: SampleTable) -> Bool {
        let count = table.rows.count { row in
            row.count == 3 && Int(row[0]) != nil && row[1].hasSuffix(")")
                && Int(row[1].dropLast().suffix(4)) != nil
        }
        return count * 2 > table.rows.count
    }

    /// The columns of `u.item`, by field.
    static func itemColumns(_ names: FieldNames) -> [Int?] {
        let columns = ["id", "title", "time", nil, nil, "categories"].map { name in
            name.flatMap { names.names.firstIndex(of: $0) }
        }
        return columns + Array(repeating: nil, count: genres.count - 1)
    }
}
