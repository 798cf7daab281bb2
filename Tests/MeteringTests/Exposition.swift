/// A strict parser of the Prometheus text format 0.0.4, written from the specification and not from
/// the writer.
struct Exposition {
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    struct Sample {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    private(set) var types: [String: String] = [:]
    private(set) var helps: [String: String] = [:]
    private(set) var samples: [Sample] = []

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Malformed(description: "no line end at the end") }
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("# HELP ") {
                let parts = line.dropFirst(7).split(separator: " ", maxSplits: 1)
                helps[String(parts[0])] = String(parts[1])
            } else if line.hasPrefix("# TYPE ") {
                let parts = line.dropFirst(7).split(separator: " ")
                guard parts.count == 2, types[String(parts[0])] == nil,
                    ["counter", "gauge", "histogram"].contains(parts[1])
                else { throw Malformed(description: "\(line)") }
                types[String(parts[0])] = String(parts[1])
            } else {
                try read(sample: line)
            }
        }
        try checkHistograms()
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private mutating func read(sample line: Substring) throws {
        var rest = line
        let malformed = Malformed(description: "\(line)")
        let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" })
        guard let first = name.unicodeScalars.first, first.isASCII, !("0"..."9" ~= first) else {
            throw malformed
        }
        rest = rest.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            repeat {
                rest = rest.dropFirst()
                let key = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
                rest = rest.dropFirst(key.count)
                guard !key.isEmpty, rest.hasPrefix("=\""), labels[key] == nil else {
                    throw malformed
                }
                rest = rest.dropFirst(2)
                labels[key] = try Self.value(&rest, malformed)
            } while rest.first == ","
            guard rest.first == "}" else { throw malformed }
            rest = rest.dropFirst()
        }
        guard rest.first == " " else { throw malformed }
        let text = rest.dropFirst()
        guard let value = text == "+Inf" ? .infinity : Double(text) else { throw malformed }
        guard family(of: name) != nil else {
            throw Malformed(description: "\(name) has no type before it")
        }
        guard self.value(name, labels) == nil else { throw malformed }
        samples.append(Sample(name: name, labels: labels, value: value))
    }

    /// Reads up to the closing quote.
    private static func value(
        _ rest: inout Substring, _ malformed: Malformed
    ) throws -> String {
        var value = ""
        while let character = rest.popFirst() {
            if character == "\"" { return value }
            guard character == "\\" else {
                value.append(character)
                continue
            }
            switch rest.popFirst() {
            case "n": value.append("\n")
            case "\\": value.append("\\")
            case "\"": value.append("\"")
            default: throw malformed
            }
        }
        throw malformed
    }

    private func family(of name: String) -> String? {
        if types[name] != nil { return name }
        for suffix in ["_bucket", "_sum", "_count"] where name.hasSuffix(suffix) {
            let family = String(name.dropLast(suffix.count))
            if types[family] == "histogram" { return family }
        }
        return nil
    }

    /// Checks that the buckets of every histogram increase with their bounds, up to its count.
    private func checkHistograms() throws {
        for sample in samples where types[String(sample.name.dropLast(6))] == "histogram" {
            guard sample.name.hasSuffix("_count") else { continue }
            let family = String(sample.name.dropLast(6))
            let buckets = samples.filter { other in
                other.name == family + "_bucket"
                    && other.labels.filter { $0.key != "le" } == sample.labels
            }
            let bounds = buckets.map { $0.labels["le"] == "+Inf" ? "inf" : $0.labels["le"] ?? "" }
                .compactMap { Double($0) }
            guard bounds.count == buckets.count, bounds == bounds.sorted(),
                bounds.last == .infinity, buckets.map(\.value) == buckets.map(\.value).sorted(),
                buckets.last?.value == sample.value, value(family + "_sum", sample.labels) != nil
            else { throw Malformed(description: "\(family) \(sample.labels)") }
        }
    }
}
