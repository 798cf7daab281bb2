internal import Foundation
package import Mongo

// Canonical extended JSON says the type of every value, and a double to the last bit. A few
// documents it cannot say: whose key looks like a type ($date), or whose text is no Unicode. So
// each is read back when it is written, and what does not come back to the same bytes is written
// as they are:
//
//     {"_id":"ann","version":{"$numberLong":"7"},…}
//     {"$ebb":"…the bytes in base64…"}

/// A BSON document as a line that comes back to the same bytes.
package enum ExactJSON {
    private static let key = "$ebb"

    /// The line, without its end.
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
    /// Throws ``StoreError/Code/malformed`` for what is none.
    package static func document(of line: [UInt8]) throws(StoreError) -> BSON {
        let prefix = Array("{\"\(key)\":\"".utf8)
        guard line.starts(with: prefix) else {
            return try BSON(json: String(decoding: line, as: UTF8.self))
        }
        let text = line.dropFirst(prefix.count).dropLast(2)
        guard let bytes = Data(base64Encoded: Data(text)) else {
            throw StoreError(.malformed, "the bytes of a document are no base64")
        }
        return try BSON(validating: Array(bytes))
    }
}
