/// The name and the labels of a metric, in the characters that Prometheus allows.
struct SeriesName {
    let name: String
    /// The labels as `route="/api",status="200"`; empty when there are none. They are ordered by
    /// name, so that each series has exactly one text.
    let labels: String

    /// - Parameter suffix: the required ending of the name.
    init(_ label: String, _ dimensions: [(String, String)], suffix: String = "") {
        let name = Self.lettered(label, colons: true)
        self.name = name.hasSuffix(suffix) ? name : name + suffix
        var values: [String: String] = [:]
        for (key, value) in dimensions {
            let key = Self.lettered(key, colons: false)
            // Histograms reserve this label.
            values[key == "le" ? "exported_le" : key] = value
        }
        labels = values.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\(Self.escaped($0.value, quotes: true))\"" }
            .joined(separator: ",")
    }

    /// Letters, digits and underscores, not beginning with a digit; others become underscores.
    private static func lettered(_ text: String, colons: Bool) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "_"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if result.isEmpty { result = "_" }
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: ":") where colons: result += ":"
            default: result += "_"
            }
        }
        return result.isEmpty ? "_" : result
    }

    /// The text with escaped backslashes, line ends and, in labels, quotes.
    static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
