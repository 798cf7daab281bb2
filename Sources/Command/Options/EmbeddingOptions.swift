import ArgumentParser
import Foundation
package import HTTPCalls
import Interest
package import LargeModels

/// The flags that name an embedding model. Its key comes from `EBB_EMBEDDING_KEY` or a file, never
/// from a flag, which other users of the machine could read.
struct EmbeddingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The address of an OpenAI-compatible server: http://127.0.0.1:8080/v1.",
            valueName: "address"))
    var embeddingURL: String?

    @Option(help: ArgumentHelp("The model, as that server calls it.", valueName: "model"))
    var embeddingModel: String?

    @Option(help: "The length of the vectors, for models that can be asked. (the model's own)")
    var embeddingDimensions: Int?

    @Option(help: "What stands before each text, as some models want it: 'passage: '.")
    var embeddingPrefix: String?

    @Option(help: ArgumentHelp("A file that holds the key and nothing else.", valueName: "file"))
    var embeddingKeyFile: String?

    /// The flags that were given, by the name of their setting.
    var given: [String: String] {
        [
            "embedding.url": embeddingURL, "embedding.model": embeddingModel,
            "embedding.dimensions": embeddingDimensions.map(String.init),
            "embedding.prefix": embeddingPrefix, "embedding.key.file": embeddingKeyFile,
        ].compactMapValues(\.self)
    }
}

extension ProcessSettings {
    /// The calls to an embedding model that may be in flight.
    package var embeddingCallsMax: Int {
        get throws {
            try number("embedding.calls", CallClient.callsMaxRange, default: 2)
        }
    }

    /// The embedding model of the configuration; nil where none is configured.
    package func embedding(client: CallClient) throws -> EmbeddingEndpoint? {
        guard let address = try modelAddress("embedding") else { return nil }
        let dimensions = try number(
            "embedding.dimensions", 0...EmbeddingSpace.dimensionsMax, default: 0)
        return EmbeddingEndpoint(
            address, dimensions: dimensions == 0 ? nil : dimensions,
            prefix: text("embedding.prefix") ?? "", client: client)
    }

    /// The address `NAME.url` with its model and key; nil where there is no address.
    package func modelAddress(_ name: String) throws -> ModelAddress? {
        guard let address = text("\(name).url") else { return nil }
        return try ModelAddress(
            address, model: text("\(name).model") ?? "", key: modelKey(name))
    }

    private func modelKey(_ name: String) throws -> Secret? {
        guard let file = text("\(name).key.file") else {
            return secret("\(name).key").flatMap { $0.isEmpty ? nil : Secret($0) }
        }
        guard let data = FileManager.default.contents(atPath: file), data.count <= 4096,
            let text = String(data: data, encoding: .utf8)?
                .trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty
        else {
            throw Failure("the key file \(file) must be readable and hold one key")
        }
        return Secret(text)
    }
}
