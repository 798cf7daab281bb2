internal import Foundation

extension ImportSource {
    /// The most files that are taken out of folders.
    public static let filesMax = 100_000

    /// The sources that arguments name: a file, `-`, or a folder, which stands for every file in
    /// it and in its folders, in order of the path. What begins with a dot is left out.
    ///
    /// - Throws: `ImportError` where a folder is empty, unreadable or too large.
    public static func all(_ arguments: [String]) throws(ImportError) -> [ImportSource] {
        try found(arguments).map(\.source)
    }

    /// A source, and whether somebody named it or it was found in a folder, where other things
    /// than logs may lie.
    public struct Found: Hashable, Sendable {
        /// What to read.
        public let source: ImportSource
        /// Whether it was found in a folder.
        public let isInFolder: Bool
    }

    /// The same, with where each was found. What a folder has in it that is no log by its name
    /// (README, LICENSE) is left out and told to `pass`.
    public static func found(
        _ arguments: [String], pass: (_ path: String) -> Void = { _ in }
    ) throws(ImportError) -> [Found] {
        var found: [Found] = []
        for argument in arguments {
            guard argument != "-", isFolder(argument) else {
                found.append(Found(source: ImportSource(argument), isInFolder: false))
                continue
            }
            let all = try files(in: argument)
            for path in all where isForeign(path) { pass(path) }
            let logs = all.filter { !isForeign($0) }
            guard !logs.isEmpty else {
                throw ImportError(.unreadable, "there is no log in the folder \(argument)")
            }
            found += logs.map { Found(source: .file($0), isInFolder: true) }
        }
        return found
    }

    /// Whether a file is no log by its name: what people put beside one.
    static func isForeign(_ path: String) -> Bool {
        // The British spelling counts as the American one.
        let name =
            path.split(separator: "/").last.map {
                $0.lowercased().replacing("licenc", with: "licens")
            } ?? ""
        let stems = ["readme", "license", "copying", "changelog", "citation", "notice"]
        let texts = ["", ".txt", ".md", ".rst", ".html", ".htm", ".pdf"]
        let endings = [
            ".md", ".pdf", ".html", ".htm", ".rst", ".doc", ".docx", ".png", ".jpg", ".jpeg",
            ".py", ".sh", ".pl", ".ipynb", ".sha256", ".md5",
        ]
        return stems.contains { stem in texts.contains { name == stem + $0 } }
            || endings.contains { name.hasSuffix($0) } || name.hasPrefix(".")
    }

    private static func isFolder(_ path: String) -> Bool {
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: target)
        return attributes?[.type] as? FileAttributeType == .typeDirectory
    }

    private static func files(in folder: String) throws(ImportError) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: folder) else {
            throw ImportError(.unreadable, "cannot read the folder \(folder)")
        }
        var paths: [String] = []
        while let path = walk.nextObject() as? String {
            let isHidden = path.split(separator: "/").contains { $0.hasPrefix(".") }
            guard !isHidden, walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular
            else { continue }
            guard paths.count < filesMax else {
                throw ImportError(
                    .unreadable, "\(folder) has more than \(filesMax.grouped) files in it")
            }
            paths.append(path)
        }
        guard !paths.isEmpty else {
            throw ImportError(.unreadable, "there is no file in the folder \(folder)")
        }
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return paths.sorted().map { prefix + $0 }
    }
}
