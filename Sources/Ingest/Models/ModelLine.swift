internal import Foundation
public import Interest

// A model as JSON Lines: a line with its metadata, then its payload in parts. All parts but the
// last have the same length.
//
//     {"recommender":"linear","version":3,…,"size":700000,"digest":"9f…","parameters":{…}}
//     {"model":"linear/3","part":0,"data":"…base64…"}
//     {"model":"linear/3","part":1,"data":"…base64…"}

/// A model's first line.
public struct ModelLine: Codable, Hashable, Sendable {
    private let recommender: String
    private let version: Int
    private let time: String
    private let trainedUntil: String
    private let behaviors: Int
    private let size: Int
    /// The SHA-256 of the payload, in hexadecimal digits.
    public let digest: String
    private let parameters: [String: String]

    /// Creates the first line of a model whose payload has this digest.
    public init(_ summary: ModelSummary, digest: String) {
        recommender = summary.recommender
        version = summary.version
        time = summary.time.description
        trainedUntil = summary.trainedUntil.description
        behaviors = summary.behaviors
        size = summary.size
        parameters = summary.parameters
        self.digest = digest
    }

    /// The metadata of the model; nil if the line is not valid.
    public var summary: ModelSummary? {
        guard let time = Timestamp(time), let until = Timestamp(trainedUntil),
            !recommender.isEmpty, !recommender.utf8.contains(0), version > 0, behaviors >= 0,
            size >= 0
        else { return nil }
        return ModelSummary(
            recommender: recommender, version: version, time: time, trainedUntil: until,
            behaviors: behaviors, parameters: parameters, size: size)
    }

    /// The name of the model in the lines of its parts.
    var name: String { "\(recommender)/\(version)" }

    /// The line.
    public func encoded() throws -> [UInt8] { try JSONLineCoding.encode(self) }
}

/// A part of a model's payload.
public struct ModelPartLine: Codable, Hashable, Sendable {
    let model: String
    let part: Int
    let data: Data

    /// The part with this number, from 0.
    public init(_ line: ModelLine, number: Int, bytes: [UInt8]) {
        model = line.name
        part = number
        data = Data(bytes)
    }

    /// The line.
    public func encoded() throws -> [UInt8] { try JSONLineCoding.encode(self) }
}

enum JSONLineCoding {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }
}
