public import Interest

extension ExportRow {
    /// What a line says about an item, for a person.
    public init(_ change: ItemChange) {
        var fields: [(name: String, value: Value)] = [("id", .text(change.id.text))]
        if change.kind == .removal { fields.append(("action", .text("delete"))) }
        if let time = change.time { fields.append(("since", .text(time.description))) }
        for edit in change.edits {
            switch edit {
            case .title(let title): fields.append(("title", title.map(Value.text) ?? .nothing))
            case .categories(let words): fields.append(("categories", .words(words)))
            case .labels(let labels): fields.append(("labels", .labels(labels)))
            case .label(let name, let value):
                fields.append((name, .labels(Labels(unchecked: value))))
            case .hidden(let hidden): fields.append(("hidden", .flag(hidden)))
            case .time(let time):
                fields.append(("time", time.map { .text($0.description) } ?? .nothing))
            }
        }
        self.init(fields: fields)
    }
}
