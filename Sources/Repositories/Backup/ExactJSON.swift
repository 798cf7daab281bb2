internal import Foundation
package import Mongo

// Canonical extended JSON contains the type of every value, and exact doubles. It cannot represent
// a few documents: those with a key that looks like a type ($date), or with text that is not valid
// Unicode. So each document is read back when it is written. If the bytes differ, they are written
// in base64:
//
//     {"_id":"ann","version":{"$numberLong":"7"},…}
//     {"$ebb":"…the bytes in base64…"}

/// A BSON document as a line of JSON that restores the same bytes.
package enum ExactJSON {
    private static let key = "$ebb"

    /// The line, without the line end.
    package static func line(of document: BSON) -> [UInt8] {
        if let json = try? document.canonicalJSON(), let back = try? BSON(json: json),
            back == document
        {
            return Array(json.utf8)
        }
        return Array("{\"\(key)\":\"\(Data(document.bytes).base64EncodedString())\"}".utf8)
    }

    /// The document of a line.
    ///
    /// Throws ``StoreError/Code/malformed`` for an invalid line.
    package static func document(of line: [UInt8]) throws(StoreError) -> BSON {
        let prefix = Array("{\"\(key)\":\"".utf8)
        guard line.starts(with: prefix) else {
            return try BSON(json: String(decoding: line, as: UTF8.self))
        }
        let text = line.dropFirst(prefix.count).dropLast(2)
        guard let bytes = Data(base64Encoded: Data(text)) else {
            throw StoreError(.malformed, "the bytes of a document are not valid base64")
        }
        return try BSON(validating: Array(bytes))
    }
}
