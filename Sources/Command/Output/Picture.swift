import Foundation
import Plot

/// Writes a chart to a file.
enum Picture {
    /// Writes the SVG, replacing an existing file.
    static func write(_ chart: LineChart, to path: String) throws {
        do {
            try Data(chart.svg.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Failure("cannot write the plot to \(path): \(error.localizedDescription)")
        }
    }
}

extension Array {
    /// At most `count` of the elements, evenly spaced, including the first and the last.
    func thinned(to count: Int) -> [Element] {
        guard self.count > count, count > 1 else { return self }
        return (0..<count).map { self[$0 * (self.count - 1) / (count - 1)] }
    }
}
