extension LayoutFinder {
    /// The layout of JSON.
    func json(
        _ format: ImportFormat?, _ sample: Sample
    ) throws(ImportError) -> (Layout, Detection) {
        if sample.lines.count(where: MetarankEvent.isOne) * 2 > sample.lines.count {
            let event = MetarankEvent(metarank, names, renamed: options.names)
            return (.metarank(Shared(event)), detection(format, .metarank))
        }
        let known = KnownShape.find(sample.lines, noun: noun)
        try refuseUnmapped(format, sample)
        let (shape, notes) = shape(known, sample)
        let dialect = known?.dialect ?? (isGorse(sample) ? .gorse : nil)
        return (.json(Shared(shape)), detection(format, dialect, notes: notes))
    }

    private func isGorse(_ sample: Sample) -> Bool {
        let gorse = JSONKeys([("UserId", 0), ("ItemId", 1)])
        return sample.lines.contains { line in
            var scanner = JSONLine(line.span)
            guard let tokens = try? scanner.fields(line.span, gorse) else { return false }
            return tokens[0].form != .absent || tokens[1].form != .absent
        }
    }

    private func shape(_ known: KnownShape?, _ sample: Sample) -> (JSONShape, [String]) {
        let top = JSONNames.top(sample.lines)
        let mapped = Set(options.names.values)
        var notes: [String] = []
        var keys: [(name: String, field: Int)] = []
        var paths: [(field: Int, paths: [JSONPath])] = []
        var meaning = EventMeaning.id
        if known == nil, names.names.contains("event"), options.names["event"] == nil {
            meaning = self.meaning(sample, top, mapped)
            if meaning != .id { notes.append(Self.note(meaning)) }
        }
        for (index, field) in names.fields.enumerated() {
            var places = [field.name] + field.aliases
            if let name = options.names[field.name] {
                places = [name]
            } else if let known {
                places = known.fields[field.name] ?? []
            } else {
                places = places.filter { !mapped.contains($0) }
                if field.name == "event", meaning != .id { places.removeAll { $0 == "event" } }
                if field.name == "action", meaning == .action { places.append("event") }
                if field.name == "action", noun == ItemShape.noun {
                    places = places.filter { ItemAction.areActions(values($0, sample), of: $0) }
                }
                if field.name == "event", isExport(sample) { places.append("_id") }
            }
            // A key may have a point in it and lie at the top all the same.
            let ways = places.map { top.contains($0) ? nil : JSONPath($0) }
            if ways.contains(where: { $0 != nil }) {
                paths.append((index, zip(places, ways).map { $1 ?? JSONPath(key: $0) }))
            } else {
                keys += places.map { ($0, index) }
            }
        }
        let nested = Set(
            names.fields.indices.filter { ["labels", "categories"].contains(names.names[$0]) })
        var shape = JSONShape(keys: JSONKeys(keys, nested: nested))
        shape.paths = paths
        shape.nested = nested.reduce(0) { $0 | 1 << $1 }
        shape.event = names.names.firstIndex(of: "event")
        shape.kinds = kinds(known)
        return (shape, notes)
    }

    /// The kinds of event that a known shape takes, unless the caller named the actions.
    private func kinds(_ known: KnownShape?) -> (field: Int, taken: JSONKeys)? {
        guard options.actionNames.isEmpty, let actions = known?.dialect.actions,
            let action = names.names.firstIndex(of: "action")
        else { return nil }
        return (action, JSONKeys((actions.keys.sorted() + Dialect.ownActions).map { ($0, action) }))
    }

    private func meaning(
        _ sample: Sample, _ top: Set<String>, _ mapped: Set<String>
    ) -> EventMeaning {
        guard top.contains("event"), !mapped.contains("event") else { return .id }
        let values = values("event", sample)
        let action = names.fields.first { $0.name == "action" }
        let hasAction =
            options.names["action"] != nil
            || ([action?.name].compactMap(\.self) + (action?.aliases ?? [])).contains(
                where: top.contains)
        return eventMeaning(values, hasAction: hasAction)
    }

    /// The texts, numbers and truth values that stand under a key at the top.
    private func values(_ key: String, _ sample: Sample) -> [String] {
        let path = JSONPath(key: key)
        return sample.lines.compactMap { line in
            guard let token = path.token(in: JSONShape.object(line.span), line.span),
                [.text, .number, .isTrue, .isFalse].contains(token.form)
            else { return nil }
            return token.shown(line.span)
        }
    }

    static func note(_ meaning: EventMeaning) -> String {
        meaning == .action
            ? "\"event\" is read as the action, because its values are no ids "
                + "(--map event=event reads it as the event id)"
            : "\"event\" is not read: its values repeat, so it is no event id "
                + "(--map action=event reads it as the action)"
    }

    /// Whether ids are written as mongoexport does.
    private func isExport(_ sample: Sample) -> Bool {
        let path = JSONPath("_id.$oid")
        return sample.lines.contains { line in
            path?.token(in: JSONShape.object(line.span), line.span) != nil
        }
    }

    /// Throws where a name that the caller gave is nowhere in the file.
    private func refuseUnmapped(
        _ format: ImportFormat?, _ sample: Sample
    ) throws(ImportError) {
        guard !options.names.isEmpty, !sample.lines.isEmpty else { return }
        var missing = options.names.filter { !JSONNames.has($0.value, sample.lines) }
        guard !missing.isEmpty else { return }
        guard case .file = source else { return try refuse(missing, sample, isSure: false) }
        // Rare fields need not be among the first lines.
        var limits = options.limits
        limits.rejectsKept = 0
        var lines = try LineReader(source, limits, encoding: encoding)
        let first = try lines.look()
        if format == .json { _ = lines.flatten(isEnveloped: first.isEnveloped) }
        lines.refresh(budget: .max)
        while !missing.isEmpty, let line = try lines.next() {
            guard line.overlong == nil else { continue }
            let bytes = Array(lines.splitter.bytes[line.content])
            missing = missing.filter { !JSONNames.has($0.value, [bytes]) }
        }
        try refuse(missing, sample, isSure: true)
    }

    private func refuse(
        _ missing: [String: String], _ sample: Sample, isSure: Bool
    ) throws(ImportError) {
        let needed = names.fields.filter(\.isNeeded).map(\.name)
        for (field, name) in missing.sorted(by: { $0.key < $1.key })
        where isSure || needed.contains(field) {
            let all = JSONNames.all(sample.lines)
            throw ImportError(
                .fieldsUnknown,
                "\(source.name) has no field \"\(name)\" for the \(field): it has "
                    + all.prefix(40).joined(separator: ", ") + (all.count > 40 ? ", …" : ""))
        }
    }
}
