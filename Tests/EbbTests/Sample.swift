import Foundation

/// The sample log in the repository.
enum Sample {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Examples/movietweetings")

    static let ratings = folder.appendingPathComponent("ratings.dat.gz")
    static let movies = folder.appendingPathComponent("movies.dat.gz")
}
