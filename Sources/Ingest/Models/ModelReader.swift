internal import Foundation
public import Interest

/// The pieces of an exported model, in their order.
public enum ModelPiece: Sendable {
    /// The start of a model: its metadata, and the digest of its payload.
    case model(ModelSummary, digest: String)
    /// The next bytes of its payload.
    case part([UInt8])
    /// The end of a model whose payload is complete.
    case end
}

/// Reads exported models piece by piece; at most one part of a payload is in memory.
public actor ModelReader {
    private let name: String
    private var lines: LineReader
    /// The current model, with the number of its parts and bytes that were read.
    private var open: (line: ModelLine, summary: ModelSummary, parts: Int, bytes: Int)?
    /// The number of lines that were read.
    public private(set) var count = 0

    /// Opens a source, plain, gzip or zstd.
    public init(_ source: ImportSource, limits: ImportLimits = ImportLimits()) throws {
        name = source.name
        lines = try LineReader(source, limits)
    }

    /// The next piece; nil at the end.
    ///
    /// - Throws: `ImportError` that names the line where something is missing or out of place.
    public func next() throws -> ModelPiece? {
        if let model = open, model.bytes == model.summary.size {
            open = nil
            return .end
        }
        guard let line = try nextLine() else {
            guard let open else { return nil }
            throw problem(
                "the model \(open.line.name) ends after \(open.bytes.grouped) of "
                    + "\(open.summary.size.grouped) bytes: export it again")
        }
        if let open { return .part(try part(of: open, from: line)) }
        return try begin(line)
    }

    private func begin(_ bytes: [UInt8]) throws -> ModelPiece {
        let decoded = try? JSONDecoder().decode(ModelLine.self, from: Data(bytes))
        guard let line = decoded, let summary = line.summary else {
            throw problem("this is not a model as ebb export models writes it")
        }
        open = (line, summary, 0, 0)
        return .model(summary, digest: line.digest)
    }

    private func part(
        of model: (line: ModelLine, summary: ModelSummary, parts: Int, bytes: Int),
        from bytes: [UInt8]
    ) throws -> [UInt8] {
        let decoded = try? JSONDecoder().decode(ModelPartLine.self, from: Data(bytes))
        guard let part = decoded, part.model == model.line.name, part.part == model.parts,
            !part.data.isEmpty, model.bytes + part.data.count <= model.summary.size
        else { throw problem("part \(model.parts) of the model \(model.line.name) is needed here") }
        open?.parts += 1
        open?.bytes += part.data.count
        return Array(part.data)
    }

    private func nextLine() throws -> [UInt8]? {
        while true {
            lines.refresh(budget: .max)
            guard let line = try lines.next() else { return nil }
            count = line.number
            if let length = line.overlong {
                throw problem("the line has \(length.grouped) bytes, which no part of a model has")
            }
            if !line.content.isEmpty { return Array(lines.splitter.bytes[line.content]) }
        }
    }

    private func problem(_ text: String) -> ImportError {
        ImportError(.corrupt, "\(name), line \(count.grouped): \(text)")
    }
}
