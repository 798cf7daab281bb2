internal import Interest
internal import Mongo

// modelfiles.chunks  {_id, files_id, n, data}
// modelfiles.files   {_id, length, chunkSize, uploadDate, filename}
// The shapes are those of GridFS, so that a file that was written in parts reads like any other.

/// A part of a file, as GridFS stores it.
struct FilePart: BSONDecodable {
    let number: Int
    let bytes: [UInt8]

    init(number: Int, bytes: [UInt8]) {
        self.number = number
        self.bytes = bytes
    }

    init(reading document: borrowing BSONReader) throws(StoreError) {
        number = Int(try document.int64("n"))
        bytes = try document.binary("data")
    }

    func bson(of file: FileID) -> BSON {
        BSON { document in
            document.append("_id", FileID.next())
            document.append("files_id", file)
            document.append("n", Int32(number))
            document.append("data", binary: bytes)
        }
    }

    /// The parts of a file, starting with a number.
    static func of(_ file: FileID, from number: Int) -> BSON {
        BSON { filter in
            filter.append("files_id", file)
            filter.document("n") { $0.append("$gte", Int32(number)) }
        }
    }

    /// The metadata of a file.
    static func record(
        _ file: FileID, name: String, length: Int, partLength: Int, time: Timestamp
    ) -> BSON {
        BSON { document in
            document.append("_id", file)
            document.append("length", Int64(length))
            document.append("chunkSize", Int32(partLength))
            document.append("uploadDate", date: time.milliseconds)
            document.append("filename", name)
        }
    }

    /// The indexes that the driver also creates before the first file.
    static let indexes: [(collection: String, index: IndexSpecification)] = [
        (
            Schema.modelFileParts,
            IndexSpecification(
                name: "files_id_1_n_1", keys: Schema.ascending("files_id", "n"), unique: true)
        ),
        (
            Schema.modelFileRecords,
            IndexSpecification(
                name: "filename_1_uploadDate_1", keys: Schema.ascending("filename", "uploadDate"))
        ),
    ]
}
