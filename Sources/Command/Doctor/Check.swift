/// One thing that was looked at.
struct Check: Encodable {
    /// How many of a kind are named.
    static let shownMax = 10

    let name: String
    let ok: Bool
    let detail: String
    /// Whether it was wrong and now is right.
    var isFixed = false

    init(_ name: String, _ detail: String, ok: Bool = true) {
        self.name = name
        self.ok = ok
        self.detail = detail
    }

    init(_ name: String, failing detail: String) { self.init(name, detail, ok: false) }

    init(_ name: String, fixed detail: String) {
        self.init(name, detail)
        isFixed = true
    }

    var text: String {
        let padded = name + String(repeating: " ", count: max(0, 12 - name.count))
        let mark = isFixed ? "FIXED " : ok ? "ok    " : "WRONG "
        return "\(mark)\(padded) \(detail)"
    }
}
