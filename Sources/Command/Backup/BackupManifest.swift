import Foundation
import Interest
import Repositories

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

    /// The part of every manifest that says who can read the rest.
    private struct Head: Codable {
        let format: Int
        let storeFormat: Int?
    }

    /// How this version lays out a backup's files, and the highest number that it reads.
    static let formatNow = 1
    static let fileName = "manifest.json"
    /// The most bytes of a manifest.
    private static let sizeMax = 10_000_000

    var format = formatNow
    /// Of the store that was backed up; nil in a backup by Ebb 0.1.0, whose stores had no number.
    let storeFormat: Int?
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
        // The head first: a newer version may have changed whatever follows.
        if let head = try? JSONDecoder().decode(Head.self, from: data) {
            try require(head.format, atMost: formatNow, of: "the backup \(folder.path) has")
            try require(
                head.storeFormat ?? StoreFormat.first, atMost: StoreFormat.current.newest,
                of: "the store in the backup \(folder.path) has")
        }
        guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: data) else {
            throw Failure("\(url.path) is not the manifest of a backup")
        }
        // A name out of the file must not lead out of the folder.
        guard manifest.collections.allSatisfy({ !$0.file.contains("/") && !$0.name.isEmpty }) else {
            throw Failure("\(url.path) names files outside of its folder")
        }
        return manifest
    }

    private static func require(_ format: Int, atMost newest: Int, of what: String) throws {
        guard format <= newest else {
            throw Failure(
                "\(what) format \(format), and this ebb \(Ebb.version) reads up to format "
                    + "\(newest): use a newer ebb")
        }
    }

    /// Writes it, whole or not at all.
    func write(in folder: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let file = folder.appending(path: Self.fileName)
        try encoder.encode(self).write(to: file, options: .atomic)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: file.path)
    }

    var documents: Int { collections.map(\.documents).reduce(0, +) }
}
