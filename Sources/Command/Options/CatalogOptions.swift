import ArgumentParser
import Ingest
import Interest
import Repositories

/// A file of items beside a log that is read from a file.
struct CatalogOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file of items, with titles, categories or labels.", valueName: "file"))
    var catalog: String?

    @Option(help: "What its columns are: item,title,categories,labels; - for one not wanted.")
    var catalogColumns: String?

    /// The items of the file; nil where there is none.
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

    /// The items of the file; where there is none, those of the store.
    func items(else repository: some ItemRepository) async throws -> [Item] {
        if let items = try await read() { return items }
        return try await Self.read(repository)
    }

    /// All items of a catalogue.
    private static func read(_ repository: some ItemRepository) async throws -> [Item] {
        let shelf = Shelf()
        try await repository.scan { batch in
            await shelf.put(batch)
            return true
        }
        return await shelf.items
    }

    private actor Shelf {
        private(set) var items: [Item] = []

        func put(_ batch: [Item]) { items += batch }
    }
}
