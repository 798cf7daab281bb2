/// A metric's name and labels in the letters that Prometheus takes.
struct SeriesName {
    let name: String
    /// `{route="/api",status="200"}` without the braces; empty where there are no labels. In the
    /// order of the labels' names, so that one series has one text.
    let labels: String

    /// - Parameter suffix: what the name must end with.
    init(_ label: String, _ dimensions: [(String, String)], suffix: String = "") {
        let name = Self.lettered(label, colons: true)
        self.name = name.hasSuffix(suffix) ? name : name + suffix
        var values: [String: String] = [:]
        for (key, value) in dimensions {
            let key = Self.lettered(key, colons: false)
            // Histograms keep this one for themselves.
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

    /// The text as it stands in a line: backslashes, line ends and, in labels, quotes escaped.
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
