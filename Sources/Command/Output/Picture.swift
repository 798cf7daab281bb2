import Foundation
import Plot

/// Writes a chart where somebody wants it.
enum Picture {
    /// Writes the SVG, replacing what was there.
    static func write(_ chart: LineChart, to path: String) throws {
        do {
            try Data(chart.svg.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Failure("the plot cannot be written to \(path): \(error.localizedDescription)")
        }
    }
}

extension Array {
    /// At most `count` of the elements, evenly spaced, the first and the last among them.
    func thinned(to count: Int) -> [Element] {
        guard self.count > count, count > 1 else { return self }
        return (0..<count).map { self[$0 * (self.count - 1) / (count - 1)] }
    }
}
