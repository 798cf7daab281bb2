internal import Interest
internal import Mongo

// {_id: "item-neighbors/3", recommender, version, time, trainedUntil, behaviors,
//  parameters: [{name, value}], size, file: ObjectId}

/// The metadata of a model, and the id of the file with its arrays.
struct ModelDocument: Sendable {
    var summary: ModelSummary
    var file: FileID

    static func id(_ recommender: String, _ version: Int) -> String { "\(recommender)/\(version)" }

    var bson: BSON {
        BSON { document in
            document.append("_id", Self.id(summary.recommender, summary.version))
            document.append("recommender", summary.recommender)
            document.append("version", Int64(summary.version))
            document.append("time", date: summary.time.milliseconds)
            document.append("trainedUntil", date: summary.trainedUntil.milliseconds)
            document.append("behaviors", Int64(summary.behaviors))
            document.array("parameters") { list in
                for (name, value) in summary.parameters.sorted(by: { $0.key < $1.key }) {
                    list.document { entry in
                        entry.append("name", name)
                        entry.append("value", value)
                    }
                }
            }
            document.append("size", Int64(summary.size))
            document.append("file", file)
        }
    }
}

extension ModelDocument: BSONDecodable {
    init(reading document: borrowing BSONReader) throws(StoreError) {
        // By its id the payload is found, so an id of another type makes no model.
        _ = try document.string("_id")
        var parameters: [String: String] = [:]
        try document.forEachDocument(in: "parameters") { entry throws(StoreError) in
            parameters[try entry.string("name")] = try entry.string("value")
        }
        summary = ModelSummary(
            recommender: try document.string("recommender"),
            version: Int(try document.int64("version")),
            time: Timestamp(milliseconds: try document.date("time")),
            trainedUntil: Timestamp(milliseconds: try document.date("trainedUntil")),
            behaviors: Int(try document.int64("behaviors")), parameters: parameters,
            size: Int(try document.int64("size")))
        file = try document.fileID("file")
    }
}
