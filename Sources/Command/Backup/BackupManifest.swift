import Foundation
import Interest

/// What is in a backup: written last, so a folder without one holds half a backup.
struct BackupManifest: Codable, Equatable {
    /// A collection, in a file of its own.
    struct Collection: Codable, Equatable {
        let name: String
        let file: String
        let documents: Int
        /// Bytes of BSON.
        let bytes: Int
        /// Of all documents' BSON in order of `_id`.
        let sha256: String
    }

    /// What this version writes, and the only one that it reads.
    static let formatNow = 1
    static let fileName = "manifest.json"
    /// The most bytes of a manifest.
    private static let sizeMax = 10_000_000

    var format = formatNow
    let ebb: String
    let database: String
    /// When it was begun.
    let taken: String
    /// How long folded behaviours are kept, in milliseconds; nil for ever.
    let retention: Int64?
    let collections: [Collection]

    /// Reads that of a folder.
    ///
    /// - Throws: a sentence where there is none, or none that can be read.
    static func read(in folder: URL) throws -> BackupManifest {
        let url = folder.appending(path: fileName)
        guard let data = try? Data(contentsOf: url), data.count <= sizeMax else {
            throw Failure(
                "\(folder.path) holds no whole backup: it has no \(fileName), which is written "
                    + "last")
        }
        guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: data) else {
            throw Failure("\(url.path) is not the manifest of a backup")
        }
        guard manifest.format == formatNow else {
            throw Failure(
                "\(url.path) is of format \(manifest.format), and this version of Ebb reads "
                    + "\(formatNow)")
        }
        // A name out of the file must not lead out of the folder.
        guard manifest.collections.allSatisfy({ !$0.file.contains("/") && !$0.name.isEmpty }) else {
            throw Failure("\(url.path) names files outside of its folder")
        }
        return manifest
    }

    /// Writes it, whole or not at all.
    func write(in folder: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(
            to: folder.appending(path: Self.fileName), options: .atomic)
    }

    var documents: Int { collections.map(\.documents).reduce(0, +) }
}
