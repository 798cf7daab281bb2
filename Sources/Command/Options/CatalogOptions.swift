import ArgumentParser
import Ingest
import Interest
import Repositories

/// The flags for a file of items, next to a log that is read from a file.
struct CatalogOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file of items, with titles, categories or labels.", valueName: "file"))
    var catalog: String?

    @Option(help: "Its columns: item,title,categories,labels; - skips a column.")
    var catalogColumns: String?

    /// Reads the items of the file; nil when no file is given.
    func read() async throws -> [Item]? {
        guard let catalog else { return nil }
        var options = ImportOptions()
        options.columns = catalogColumns?.split(separator: ",").map(String.init)
        let watch = ImportWatch(catalog, noun: "items")
        defer { watch.finish() }
        let items = MemoryItemRepository()
        _ = try await Importer(options).importItems(
            from: ImportSource(catalog), into: items, progress: watch.saw)
        return try await Self.read(items)
    }

    /// Reads the items of the file, or of the store when no file is given.
    func items(else repository: some ItemRepository) async throws -> [Item] {
        if let items = try await read() { return items }
        return try await Self.read(repository)
    }

    /// Reads all items of a catalog.
    static func read(_ repository: some ItemRepository) async throws -> [Item] {
        let collected = Collected()
        try await repository.scan { batch in
            await collected.put(batch)
            return true
        }
        return await collected.items
    }

    private actor Collected {
        private(set) var items: [Item] = []

        func put(_ batch: [Item]) { items += batch }
    }
}
