import ArgumentParser
import HTTPCalls
import Interest
import LargeModels
import Recommending
import Repositories

/// `ebb embed`: makes vectors of the catalog's texts.
struct Embed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes vectors of the catalog's texts with an embedding model.",
        discussion: """
            The text of an item is its title, categories, labels and description. Each text is \
            embedded once: a changed title is a new text, another model a new space, and a run \
            that was stopped goes on where it was. Items whose labels have an embedding keep \
            theirs. Models are trained on the new vectors when all texts have one.

              ebb embed --embedding-url http://127.0.0.1:8080/v1 --embedding-model e5-small
              ebb train semantic
              ebb recommend 42 --recommender semantic

            The address, the model and the key may also come from EBB_EMBEDDING_URL, \
            EBB_EMBEDDING_MODEL and EBB_EMBEDDING_KEY or from the configuration file.
            """)

    @Option(help: "Stop before more than this many tokens are sent. (no limit)")
    var maxTokens: Int?

    @Option(help: "The texts of one call.")
    var batch = 32

    @Flag(help: "Afterward delete the vectors of other models.")
    var dropOthers = false

    @OptionGroup(title: "Model") var model: EmbeddingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard CatalogEmbedder.Limits.batches ~= batch else {
            throw ValidationError("invalid --batch \(batch): expected 1 to 256")
        }
        guard maxTokens ?? 1 > 0 else {
            throw ValidationError("invalid --max-tokens: expected a number above 0")
        }
    }

    func run() async throws {
        let report = try await Session.open(store, flags: model.given) { session in
            try await embed(session.repositories, session.settings)
        }
        if output.format == .json { try Output.json(report) } else { print(report.text) }
    }

    /// Embeds the catalog by the configured model.
    func embed(
        _ repositories: MongoRepositories, _ settings: ProcessSettings
    ) async throws -> CatalogEmbedder.Report {
        let calls = try settings.embeddingCallsMax
        let client = CallClient(callsMax: calls)
        guard let endpoint = try settings.embedding(client: client) else {
            throw Failure(
                "no embedding model is configured: give --embedding-url and --embedding-model, "
                    + "or set EBB_EMBEDDING_URL and EBB_EMBEDDING_MODEL")
        }
        let line = Progress()
        defer { line.clear() }
        let limits = CatalogEmbedder.Limits(batch: batch, callsMax: calls, tokensMax: maxTokens)
        let report = try await CatalogEmbedder(
            RetryingEmbedding(endpoint), into: repositories.embeddings, limits: limits
        ).run(over: repositories.items) { done, total in
            line.draw(Double(done) / Double(max(1, total)), "embedding \(done) of \(total) items")
        }
        if dropOthers, report.left == 0 {
            _ = try await repositories.embeddings.drop(allBut: endpoint.space)
        }
        return report
    }
}

extension CatalogEmbedder.Report {
    /// The report as text for people.
    fileprivate var text: String {
        var lines = [
            "\(items.grouped) items: \(embedded.grouped) texts embedded by \(model), "
                + "\(known.grouped) known already, \(tokens.grouped) tokens"
        ]
        if own > 0 { lines.append("  \(own.grouped) items bring a vector of their own") }
        if withoutText > 0 {
            lines.append("  \(withoutText.grouped) items have neither title nor labels")
        }
        if left > 0 {
            lines.append(
                "  \(left.grouped) texts are left because --max-tokens is reached: run ebb embed "
                    + "again to go on")
        }
        return lines.joined(separator: "\n")
    }
}
