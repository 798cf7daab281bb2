package import ArgumentParser

/// Where the store is: the same flags for every command that needs one.
package struct StoreOptions: ParsableArguments {
    @Option(help: "A MongoDB URI (mongodb://…), replica set. Without it Ebb runs its own server.")
    var database: String?

    @Option(help: "The name of the database in it. (default: the URI's, else ebb)")
    var databaseName: String?

    @Option(help: "The folder of Ebb's own server. (default: ebb in your data folder)")
    var data: String?

    @Option(help: "A JSON file with settings of this process, by the names of these flags.")
    var config: String?

    package init() {}

    /// The flags that were given, by the name of their setting.
    var given: [String: String] {
        let all = ["database": database, "database.name": databaseName, "data": data]
        return all.compactMapValues(\.self)
    }
}

/// How the answer is written.
package struct OutputOptions: ParsableArguments {
    package enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Option(help: "text for people, json for machines.")
    package var format: Format = .text

    package init() {}
}
