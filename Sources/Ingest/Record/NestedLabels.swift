internal import Interest

/// Labels that are an object or a list of numbers, as Gorse has them, kept as they are.
///
///     {"color": "red", "tags": ["a", "b"], "embedding": [0.5, 1]}
///
/// What Gorse itself refuses is made fit where that loses no word: members that are true or false
/// are left out, and a number beside texts is taken for one.
enum NestedLabels {
    /// The labels that an object or array is.
    static func labels(_ token: Token, _ line: Span<UInt8>) throws(Fault) -> Labels {
        let labels: Labels
        do {
            let json = try JSON(reading: Array(line, token.start..<token.end)[...])
            labels = try Labels(fit(json) ?? .null)
        } catch let rejection as Rejection {
            throw Fault(.wrongType, rejection.description, at: token.start)
        } catch let error as JSONError {
            // Its shape was checked before: what is left is half a letter.
            throw Fault(.notUTF8, error.problem, at: token.start + error.offset)
        } catch {
            throw Fault(.wrongType, "the labels cannot be read", at: token.start)
        }
        try ItemShape.check(labels.words, "label", at: token.start)
        return labels
    }

    private static func fit(_ json: JSON) -> JSON? {
        switch json {
        case .bool: return nil
        case .array(let elements):
            guard elements.contains(where: isText) else { return json }
            return .array(elements.map { isNumber($0) ? .text($0.description) : $0 })
        case .object(let members):
            return .object(
                members.compactMap { member in
                    fit(member.value).map { JSON.Member(name: member.name, value: $0) }
                })
        default: return json
        }
    }

    private static func isText(_ json: JSON) -> Bool {
        if case .text = json { true } else { false }
    }

    private static func isNumber(_ json: JSON) -> Bool {
        switch json {
        case .integer, .number: true
        default: false
        }
    }
}
