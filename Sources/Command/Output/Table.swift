/// A table of text with aligned columns.
struct Table {
    enum Side { case left, right }

    private let header: [String]
    private let sides: [Side]
    private var rows: [[String]] = []

    /// Creates a table with these columns; columns of numbers are aligned right.
    init(_ columns: (String, Side)...) { self.init(columns) }

    /// Creates a table whose columns are known only at run time.
    init(_ columns: [(String, Side)]) {
        header = columns.map(\.0)
        sides = columns.map(\.1)
    }

    mutating func add(_ cells: String...) { rows.append(cells) }

    mutating func add(_ cells: [String]) { rows.append(cells) }

    /// The table with its header; no line has trailing spaces.
    var text: String {
        let all = [header] + rows
        let widths = header.indices.map { column in
            all.map { $0[column].displayWidth }.max() ?? 0
        }
        return all.map { row in
            let cells = zip(row, zip(widths, sides)).map { cell, layout in
                let space = String(repeating: " ", count: layout.0 - cell.displayWidth)
                return layout.1 == .left ? cell + space : space + cell
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}

extension String {
    /// The width of the text in terminal columns: two for a wide (Chinese, Japanese, Korean)
    /// character, one for any other.
    var displayWidth: Int {
        reduce(0) { width, character in
            let wide = character.unicodeScalars.first.map {
                0x1100...0x115F ~= $0.value || 0x2E80...0xA4CF ~= $0.value
                    || 0xAC00...0xD7A3 ~= $0.value || 0xF900...0xFAFF ~= $0.value
                    || 0xFE30...0xFE6F ~= $0.value || 0xFF00...0xFF60 ~= $0.value
                    || 0x1F300...0x1FAFF ~= $0.value || 0x20000...0x3FFFD ~= $0.value
            }
            return width + (wide == true ? 2 : 1)
        }
    }

    /// The text without control characters, cut to `width` terminal columns.
    func fitted(to width: Int) -> String {
        let clean = String(
            unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
        guard clean.displayWidth > width else { return clean }
        var cut = ""
        for character in clean {
            guard cut.displayWidth + String(character).displayWidth < width else { break }
            cut.append(character)
        }
        return cut + "…"
    }
}
