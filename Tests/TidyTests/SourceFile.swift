import Foundation

/// A file of the repository, or one from a test.
struct SourceFile: Sendable {
    /// The path from the root of the repository.
    let path: String
    let text: String
    /// The lines as written.
    let lines: [Substring]
    /// The same lines, with the contents of comments, strings and quoted names blanked.
    let code: [Substring]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        code = Blanking.blank(text).split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// A finding for each line for which `isFault` returns true.
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

/// The checkout from which these tests were compiled.
enum Checkout {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// All Swift files under `Sources`, `Tests` and `Benchmarks`, and `Package.swift`.
    static let swiftFiles: [SourceFile] = {
        let folders = ["Sources", "Tests", "Benchmarks", "Plugins"].flatMap(files(under:))
        return (["Package.swift"] + folders).filter { $0.hasSuffix(".swift") }.map {
            SourceFile(path: $0, text: text(of: $0))
        }
    }()

    static let sources = swiftFiles.filter { $0.path.hasPrefix("Sources/") }

    /// Scripts and other files with text for people, except Markdown and data.
    static let otherFiles: [SourceFile] = {
        let folders = [".ci", "Benchmarks", "Examples", "Sources", "Tests", "deploy", "scripts"]
        let endings = ["", "c", "css", "h", "html", "js", "json", "py", "service", "sql", "yml"]
        return folders.flatMap(files(under:)).filter { path in
            let url = root.appending(path: path)
            return endings.contains(url.pathExtension) && !path.contains("/Upgrade/")
                && url.lastPathComponent != "LICENSE"
        }.map { SourceFile(path: $0, text: text(of: $0)) }
    }()

    /// The paths of all files in a folder, sorted; empty when the folder does not exist.
    static func files(under folder: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
        return (found?.compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }.sorted()
    }

    static func text(of path: String) -> String {
        (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
    }
}
