internal import Foundation

extension ImportSource {
    /// The most files that are taken out of folders.
    public static let filesMax = 100_000

    /// The sources that arguments name: a file, `-`, or a folder, which stands for every file in
    /// it and in its folders, in order of the path. What begins with a dot is left out.
    ///
    /// - Throws: `ImportError` where a folder is empty, unreadable or too large.
    public static func all(_ arguments: [String]) throws(ImportError) -> [ImportSource] {
        var sources: [ImportSource] = []
        for argument in arguments {
            if argument != "-", isFolder(argument) {
                sources += try files(in: argument)
            } else {
                sources.append(ImportSource(argument))
            }
        }
        return sources
    }

    private static func isFolder(_ path: String) -> Bool {
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: target)
        return attributes?[.type] as? FileAttributeType == .typeDirectory
    }

    private static func files(in folder: String) throws(ImportError) -> [ImportSource] {
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
        return paths.sorted().map { .file(prefix + $0) }
    }
}
