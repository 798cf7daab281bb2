/// The metrics of a server at one moment, parsed from the Prometheus text format.
package struct Scrape {
    /// The labels of a series.
    package typealias Labels = [String: String]

    /// One value with its labels.
    package struct Sample: Equatable {
        package let labels: Labels
        package let value: Double

        package init(labels: Labels, value: Double) {
            self.labels = labels
            self.value = value
        }
    }

    private let families: [String: [Sample]]

    /// Parses the Prometheus text format, and skips invalid lines.
    package init(_ text: String) {
        var families: [String: [Sample]] = [:]
        for line in text.split(separator: "\n") where line.first != "#" {
            guard let space = line.lastIndex(of: " "),
                let value = Self.number(line[line.index(after: space)...])
            else { continue }
            let series = line[..<space]
            let brace = series.firstIndex(of: "{") ?? series.endIndex
            let labels = Self.labels(series[brace...].dropFirst().dropLast())
            families[String(series[..<brace]), default: []].append(
                Sample(labels: labels, value: value))
        }
        self.families = families
    }

    /// All series with this name.
    package func samples(_ name: String) -> [Sample] { families[name] ?? [] }

    /// The sum of the series with this name for which `takes` returns true.
    package func sum(_ name: String, where takes: (Labels) -> Bool = { _ in true }) -> Double {
        samples(name).reduce(0) { $0 + (takes($1.labels) ? $1.value : 0) }
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: Double(text)
        }
    }

    /// Parses `route="/api",method="GET"`, with `\"`, `\\` and `\n` in the values.
    private static func labels(_ text: Substring) -> Labels {
        var labels: Labels = [:]
        var rest = text
        while let equals = rest.firstIndex(of: "=") {
            let name = String(rest[..<equals])
            rest = rest[equals...].dropFirst(2)
            var value = ""
            while let next = rest.popFirst(), next != "\"" {
                guard next == "\\" else {
                    value.append(next)
                    continue
                }
                guard let escaped = rest.popFirst() else { break }
                value.append(escaped == "n" ? "\n" : escaped)
            }
            labels[name] = value
            if rest.first == "," { rest.removeFirst() }
        }
        return labels
    }
}
