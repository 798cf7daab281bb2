internal import Interest

/// Reads changes of items: in Ebb's format, in Gorse's (whose comment becomes the title), and as
/// one property per line.
struct ItemShape: RecordShape {
    /// The most bytes of a title.
    static let titleLengthMax = 16_384
    /// The most bytes of a category or label.
    static let wordLengthMax = 1024
    /// The most categories, and the most labels, of one item.
    static let wordCountMax = 1000

    static let noun = "items"
    static let names = FieldNames(fields: [
        .init(
            name: "id",
            aliases: [
                "ItemId", "itemId", "item_id", "item", "movieId", "movie_id", "product_id",
                "productId", "parent_asin", "asin", "business_id", "_id",
            ],
            isNeeded: true),
        .init(
            name: "title", aliases: ["name", "Comment", "comment", "description"], isNeeded: false),
        .init(
            name: "categories", aliases: ["Categories", "category", "genres"], isNeeded: false),
        .init(name: "labels", aliases: ["Labels", "tags"], isNeeded: false),
        .init(name: "hidden", aliases: ["IsHidden", "isHidden", "is_hidden"], isNeeded: false),
        .init(
            name: "time",
            aliases: [
                "Timestamp", "timestamp", "available_from", "availableFrom", "available_at",
                "published_at", "publishedAt",
            ], isNeeded: false),
        .init(
            name: "action",
            aliases: ["operation", "op", "deleted", "is_deleted", "isDeleted"], isNeeded: false),
        .init(
            name: "property", aliases: ["property_name", "propertyName", "attribute"],
            isNeeded: false),
        .init(name: "value", aliases: ["property_value", "propertyValue"], isNeeded: false),
    ])

    static let metarank = MetarankNames(
        kinds: ["item", "metadata"], keys: ["id": "item", "time": "timestamp"])

    private var times: TimeReader
    private var separator: String
    private let isSeparatorSaid: Bool
    private var genres: [String] = []
    private let removes: Bool
    private let replaces: Bool
    private var properties: ItemProperties
    private var labels: ItemLabels
    /// The fields with a column, one bit each; nil if each record names its own.
    private var columns: Int?

    init(_ options: ImportOptions) {
        times = TimeReader(options)
        separator = options.listSeparator ?? ImportOptions.separator
        isSeparatorSaid = options.listSeparator != nil
        removes = options.removesItems
        replaces = options.replaces
        properties = ItemProperties(separator: separator)
        labels = ItemLabels(options, separator: separator)
    }

    mutating func adopt(_ detection: Detection) {
        if !isSeparatorSaid, let usual = detection.dialect?.listSeparator { separator = usual }
        if detection.dialect == .movieLensItems { genres = MovieLensCatalog.genres }
        properties.adopt(detection, separator: separator)
        labels.adopt(detection, separator: separator)
    }

    mutating func adopt(
        _ layout: Layout, header: [String]?, of source: String
    ) throws(ImportError) {
        if case .delimited(let shape) = layout {
            columns = shape.value.columns.reduce(into: 0) { bits, field in
                if let field { bits |= 1 << field }
            }
        }
        try labels.find(in: layout, header: header, of: source)
    }

    mutating func adopt(_ order: DateOrder) { times.order = order }

    var given: Set<Int> { [] }

    mutating func record(_ tokens: Tokens, _ line: Span<UInt8>) throws(Fault) -> ItemChange {
        let id = try tokens[0].identifier(line, as: ItemID.self)
        let action = removes ? .removal : try ItemAction(tokens[6], line)
        if action == .removal { return ItemChange(id: id, kind: .removal) }
        if ItemProperties.areIn(tokens) {
            let edit = try properties.edit(tokens[7], tokens[8], line)
            return ItemChange(id: id, edits: [edit], time: try time(tokens[5], line))
        }
        return ItemChange(
            id: id, kind: replaces ? .replacement : .update, edits: try edits(tokens, line))
    }

    /// The fields of the record: an empty column, or a null, clears a field.
    private func edits(_ tokens: Tokens, _ line: Span<UInt8>) throws(Fault) -> [ItemEdit] {
        var edits: [ItemEdit] = []
        if has(1, tokens) { edits.append(.title(try title(tokens[1], line))) }
        if has(2, tokens) { edits.append(.categories(try categories(tokens[2], line))) }
        if has(3, tokens) {
            edits.append(.labels(try Self.labels(tokens[3], line, separator: separator)))
        }
        if has(4, tokens) { edits.append(.hidden(try Self.isTrue(tokens[4], line, "hidden"))) }
        if has(5, tokens) { edits.append(.time(try time(tokens[5], line))) }
        return edits + (try labels.edits(line))
    }

    private func has(_ field: Int, _ tokens: Tokens) -> Bool {
        columns.map { $0 >> field & 1 == 1 } ?? (tokens[field].form != .absent)
    }

    private func categories(_ token: Token, _ line: Span<UInt8>) throws(Fault) -> [String] {
        guard !genres.isEmpty else {
            return try Self.words(token, line, "category", separator: separator)
        }
        // One column of 0 and 1 for each genre.
        let flags = Array(line, token.start..<token.end).split(separator: UInt8(ascii: "|"))
        return zip(genres, flags).filter { $0.1.first == UInt8(ascii: "1") }.map(\.0)
    }

    private func title(_ token: Token, _ line: Span<UInt8>) throws(Fault) -> String? {
        if token.isNothing { return nil }
        return try Self.bounded(
            token.text(line, "title"), Self.titleLengthMax, "title", at: token.start)
    }

    /// Labels: words, or JSON of any structure.
    static func labels(
        _ token: Token, _ line: Span<UInt8>, separator: String
    ) throws(Fault) -> Labels {
        if token.isNothing { return .none }
        let isVector = token.form == .array && isOfNumbers(token, line)
        if token.form == .object || isVector { return try NestedLabels.labels(token, line) }
        return Labels(words: try words(token, line, "label", separator: separator))
    }

    /// Whether an array begins with a number: it is a vector of features, unless it also has texts;
    /// then its numbers are words.
    private static func isOfNumbers(_ array: Token, _ line: Span<UInt8>) -> Bool {
        for index in array.start + 1..<array.end where line[index] > 0x20 {
            return line[index] == UInt8(ascii: "-") || 0x30...0x39 ~= line[index]
        }
        return false
    }

    /// The words of a list, or of one text with separators.
    static func words(
        _ token: Token, _ line: Span<UInt8>, _ noun: String, separator: String
    ) throws(Fault) -> [String] {
        if token.isNothing { return [] }
        var words: [String] = []
        if token.form == .array {
            var scanner = JSONLine(line, at: token.start + 1, until: token.end)
            while let element = try scanner.element(line, isFirst: words.isEmpty) {
                words.append(try element.text(line, noun))
            }
        } else {
            words = split(try token.text(line, noun), by: separator)
        }
        try check(words, noun, at: token.start)
        return words.filter { !$0.isEmpty }
    }

    /// Throws if there are too many words, or if one is too long.
    static func check(_ words: [String], _ noun: String, at offset: Int) throws(Fault) {
        guard words.count <= wordCountMax else {
            throw Fault(
                .tooMuchText,
                "the item has \(words.count.grouped) of \(noun): at most "
                    + "\(wordCountMax.grouped) are allowed", at: offset)
        }
        for word in words { _ = try bounded(word, wordLengthMax, noun, at: offset) }
    }

    // Empty parts do not count: "Drama|" has one category.
    static func split(_ text: String, by separator: String) -> [String] {
        guard !separator.isEmpty else { return [text] }
        var parts: [String] = []
        var rest = text[...]
        while let found = rest.firstRange(of: separator) {
            parts.append(trimmed(rest[..<found.lowerBound], separator))
            rest = rest[found.upperBound...]
        }
        return parts + [parts.isEmpty ? String(rest) : trimmed(rest, separator)]
    }

    // People write a blank behind a comma; behind a bar it belongs to the word.
    private static func trimmed(_ text: Substring, _ separator: String) -> String {
        guard separator != ImportOptions.separator else { return String(text) }
        guard text.utf8.first == 0x20 || text.utf8.last == 0x20 else { return String(text) }
        return String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    /// The text, if it has at most `limit` bytes.
    static func bounded(
        _ text: String, _ limit: Int, _ noun: String, at offset: Int
    ) throws(Fault) -> String {
        let length = text.utf8.count
        guard length <= limit else {
            throw Fault(
                .tooMuchText,
                "the \(noun) has \(length.grouped) bytes: at most \(limit.grouped) are allowed",
                at: offset)
        }
        return text
    }

    /// Whether a token means yes; an absent one means no.
    static func isTrue(
        _ token: Token, _ line: Span<UInt8>, _ noun: String
    ) throws(Fault) -> Bool {
        switch token.form {
        case .absent, .null, .isFalse: return false
        case .isTrue: return true
        case .text, .number:
            switch token.shown(line).lowercased() {
            case "true", "1": return true
            case "false", "0", "": return false
            default: break
            }
        default: break
        }
        throw Fault(.wrongType, "\(noun) is neither true nor false", at: token.start)
    }

    private func time(_ token: Token, _ line: Span<UInt8>) throws(Fault) -> Timestamp? {
        if token.isNothing { return nil }
        let time = try times.time(token, line)
        // The time that Go, and so Gorse, writes for no time.
        if time == Self.goZero { return nil }
        // A film may be older than 1970, but not than the calendar.
        guard Self.goZero...Timestamp.latest ~= time else {
            throw Fault(
                .timeOutOfRange,
                "the time \"\(token.shown(line))\" lies outside the years 1 to 9999",
                at: token.start)
        }
        return time
    }

    private static let goZero = Timestamp(milliseconds: -62_135_596_800_000)
}
