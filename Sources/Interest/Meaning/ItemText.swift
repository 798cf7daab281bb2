// What an embedding sees of an item, and a language model too:
//
//     Elysium (2013). Categories: Action, Drama. Labels: space, director:Blomkamp. A text.
//
// Parts that an item does not have are left out. The description is the label `description`, as
// catalogs have it. An item that says nothing has no text.

/// The text of an item: title, categories, labels and description.
public enum ItemText {
    /// The name of the template; a changed template makes new texts, and so new vectors.
    public static let version = "1"
    /// The most characters of a text: what is longer is cut, since models read a few hundred words.
    public static let charactersMax = 4000

    /// The text; nil where the item has none.
    public static func of(_ item: Item) -> String? {
        var parts: [String] = []
        if let title = item.title, !title.isEmpty { parts.append(title) }
        if !item.categories.isEmpty {
            parts.append("Categories: " + item.categories.joined(separator: ", "))
        }
        let labels = item.labels.words.filter { !$0.hasPrefix("description:") }
        if !labels.isEmpty { parts.append("Labels: " + labels.joined(separator: ", ")) }
        if case .text(let description) = item.labels.json["description"], !description.isEmpty {
            parts.append(description)
        }
        return parts.isEmpty ? nil : String(parts.joined(separator: ". ").prefix(charactersMax))
    }
}

extension Item {
    /// The vector that the item's source gave it under the label `embedding`, as Gorse has it; nil
    /// if it gave no vector.
    public var ownVector: [Float]? {
        guard case .array(let elements) = labels.json["embedding"], !elements.isEmpty,
            elements.count <= EmbeddingSpace.dimensionsMax
        else { return nil }
        let numbers = elements.compactMap { element -> Float? in
            switch element {
            case .integer(let number): Float(number)
            case .number(let number): Float(number)
            default: nil
            }
        }
        return numbers.count == elements.count && numbers.allSatisfy(\.isFinite) ? numbers : nil
    }
}
