import Foundation
import Interest
import Repositories

/// The contents of a backup. It is written last, so a folder without one is an incomplete backup.
struct BackupManifest: Codable, Equatable {
    /// One collection, stored in its own file.
    struct Collection: Codable, Equatable {
        let name: String
        let file: String
        let documents: Int
        /// Bytes of BSON.
        let bytes: Int
        /// The digest of the BSON of all documents in order of `_id`.
        let sha256: String
    }

    /// The part of a manifest that every version can read: its format number.
    private struct Head: Codable {
        let format: Int
        let storeFormat: Int?
    }

    /// The backup format that this version writes, and the newest that it reads.
    static let formatNow = 1
    static let fileName = "manifest.json"
    /// The maximum size of a manifest in bytes.
    private static let sizeMax = 10_000_000

    var format = formatNow
    /// The format of the store; nil in a backup by Ebb 0.1.0, whose stores had no format number.
    let storeFormat: Int?
    let ebb: String
    let database: String
    /// When the backup began.
    let taken: String
    /// How long folded behaviors are kept, in milliseconds; nil means forever.
    let retention: Int64?
    let collections: [Collection]

    /// Reads the manifest of a folder.
    ///
    /// - Throws: one sentence when the manifest is missing or cannot be read.
    static func read(in folder: URL) throws -> BackupManifest {
        let url = folder.appending(path: fileName)
        guard let data = try? Data(contentsOf: url), data.count <= sizeMax else {
            throw Failure(
                "\(folder.path) does not contain a complete backup: \(fileName), which is written "
                    + "last, is missing")
        }
        // The format comes first: a newer version may have changed everything else.
        if let head = try? JSONDecoder().decode(Head.self, from: data) {
            try require(head.format, atMost: formatNow, of: "the backup \(folder.path) has")
            try require(
                head.storeFormat ?? StoreFormat.first, atMost: StoreFormat.current.newest,
                of: "the store in the backup \(folder.path) has")
        }
        guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: data) else {
            throw Failure("\(url.path) is not a backup manifest")
        }
        // A name in the manifest must not lead out of the folder.
        guard manifest.collections.allSatisfy({ !$0.file.contains("/") && !$0.name.isEmpty }) else {
            throw Failure("\(url.path) names files outside its folder")
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

    /// Writes the manifest atomically.
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
