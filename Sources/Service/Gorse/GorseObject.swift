internal import Interest
internal import Wire

/// An object of a request's body as Gorse's clients send it, read field by field.
///
/// Fields that nobody asks for are skipped; a field that is null counts as absent. What is
/// wrong is said with the place where it stands.
struct GorseObject {
    private static let timeExpected =
        "a time such as \"2024-05-01T12:00:00Z\", or a number of seconds since 1970"

    private let json: JSON
    /// Before each sentence about it: `user 3: `.
    let place: String

    /// Takes a value that should be an object.
    init(_ json: JSON, place: String = "") throws(Failure) {
        guard case .object = json else { throw .badRequest("\(place)must be an object") }
        self.json = json
        self.place = place
    }

    /// A text that must be there.
    func text(_ name: String) throws(Failure) -> String {
        guard let text = try optionalText(name) else {
            throw .badRequest("\(place)\(name) is missing")
        }
        return text
    }

    /// A text.
    func optionalText(_ name: String) throws(Failure) -> String? {
        switch value(name) {
        case nil: return nil
        case .text(let text): return text
        default: throw .badRequest("\(place)\(name) must be a text")
        }
    }

    /// True or false.
    func flag(_ name: String) throws(Failure) -> Bool? {
        switch value(name) {
        case nil: return nil
        case .bool(let flag): return flag
        default: throw .badRequest("\(place)\(name) must be true or false")
        }
    }

    /// A number.
    func number(_ name: String) throws(Failure) -> Double? {
        switch value(name) {
        case nil: return nil
        case .integer(let number): return Double(number)
        case .number(let number): return number
        default: throw .badRequest("\(place)\(name) must be a number")
        }
    }

    /// A list of texts, each of at most `bytesMax` bytes.
    func texts(_ name: String, countMax: Int, bytesMax: Int) throws(Failure) -> [String]? {
        guard let value = value(name) else { return nil }
        let wrong = Failure.badRequest(
            "\(place)\(name) must be an array of at most \(countMax) texts of at most "
                + "\(bytesMax) bytes")
        guard case .array(let elements) = value, elements.count <= countMax else { throw wrong }
        var texts: [String] = []
        for element in elements {
            guard case .text(let text) = element, text.utf8.count <= bytesMax else { throw wrong }
            texts.append(text)
        }
        return texts
    }

    /// Labels, by Gorse's rules; nil where they are absent.
    func labels(_ name: String) throws(Failure) -> Labels? {
        guard let value = value(name) else { return nil }
        do {
            return try Labels(value)
        } catch {
            throw .badRequest("\(place)\(error)")
        }
    }

    /// A moment from the year 1 on. An empty text counts as absent, and so does the first
    /// moment of the year 1, which Go writes for an absent time.
    func time(_ name: String) throws(Failure) -> Timestamp? {
        let time: Timestamp?
        switch value(name) {
        case nil, .text(""): return nil
        case .text(let text): time = Timestamp(lenient: text)
        case .integer(let number): time = Timestamp(lenient: String(number))
        case .number(let seconds): time = Timestamp(unixSeconds: seconds)
        default: time = nil
        }
        guard let time, .goZero <= time, time <= .latest else {
            throw .badRequest("\(place)\(name) must be \(Self.timeExpected)")
        }
        return time == .goZero ? nil : time
    }

    private func value(_ name: String) -> JSON? {
        let value = json[name]
        return value == .null ? nil : value
    }
}

extension GorseObject {
    /// The objects of a body that is an array of them, each named by `noun` and its number.
    static func list(_ body: JSON, _ noun: String, countMax: Int) throws(Failure) -> [GorseObject] {
        guard case .array(let elements) = body else {
            throw .badRequest("the body must be an array")
        }
        guard elements.count <= countMax else {
            throw .badRequest(
                "the body has \(elements.count) entries: at most \(countMax) are taken at once")
        }
        var objects: [GorseObject] = []
        for (index, element) in elements.enumerated() {
            objects.append(try GorseObject(element, place: "\(noun) \(index + 1): "))
        }
        return objects
    }

    /// Runs `make`; a rejection that it throws is about this object.
    func checked<T>(_ make: () throws(Rejection) -> T) throws(Failure) -> T {
        do {
            return try make()
        } catch {
            throw .badRequest("\(place)\(error)")
        }
    }
}
