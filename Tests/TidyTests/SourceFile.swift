import Foundation

/// A Swift file of the repository, or one that a test made up.
struct SourceFile: Sendable {
    /// From the repository's root.
    let path: String
    let text: String
    /// The lines as written.
    let lines: [Substring]
    /// The same lines with the insides of comments, strings and quoted names blanked.
    let code: [Substring]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        code = Blanking.blank(text).split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Findings on each line that `isFault` picks, numbered from one.
    func findings(
        _ lines: [Substring], _ problem: String, where isFault: (Substring) -> Bool
    ) -> [Finding] {
        lines.enumerated().compactMap { index, line in
            isFault(line) ? Finding(path: path, line: index + 1, problem: problem) : nil
        }
    }

    /// The folder two levels deep, such as `Sources/Mongo`.
    var home: String { path.split(separator: "/").prefix(2).joined(separator: "/") }
}

/// The checkout that these tests were compiled from.
enum Checkout {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file under `Sources`, `Tests`, `Benchmarks` and the package's own.
    static let swiftFiles: [SourceFile] = {
        let folders = ["Sources", "Tests", "Benchmarks", "Plugins"].flatMap(files(under:))
        return (["Package.swift"] + folders).filter { $0.hasSuffix(".swift") }.map {
            SourceFile(path: $0, text: text(of: $0))
        }
    }()

    static let sources = swiftFiles.filter { $0.path.hasPrefix("Sources/") }

    /// The paths of all files in a folder, sorted; none when there is no such folder.
    static func files(under folder: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
        return (found?.compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }.sorted()
    }

    static func text(of path: String) -> String {
        (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
    }
}
