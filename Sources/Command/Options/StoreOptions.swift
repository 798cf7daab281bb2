package import ArgumentParser

/// The flags that name the store, the same for every command.
package struct StoreOptions: ParsableArguments {
    @Option(help: "The URI (mongodb://…) of a replica set. Without it, Ebb runs its own server.")
    var database: String?

    @Option(help: "The database name. (default: the one in the URI, else ebb)")
    var databaseName: String?

    @Option(help: "The data folder of Ebb's own server. (default: ebb in your data folder)")
    var data: String?

    @Option(help: "A YAML or JSON file with settings, named like these flags: database.name: shop.")
    var config: String?

    package init() {}

    /// The flags that were given, by the name of their setting.
    var given: [String: String] {
        let all = ["database": database, "database.name": databaseName, "data": data]
        return all.compactMapValues(\.self)
    }
}

/// The flag for the output format.
package struct OutputOptions: ParsableArguments {
    package enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Option(help: "The output format: text for people, json for programs.")
    package var format: Format = .text

    package init() {}
}
