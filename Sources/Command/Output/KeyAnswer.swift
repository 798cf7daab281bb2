import Access
import Interest

/// The answer of the commands about keys.
struct KeyAnswer: Encodable {
    let name: String
    let access: [String]
    let rate: String?
    let created: String
    let expires: String?
    let revoked: String?
    /// The number of valid texts: more than one during a rotation.
    let texts: Int
    let state: String
    /// The text of the key, if it was just created and not written to a file.
    let key: String?
    /// The file that the key was written to.
    let keyFile: String?

    init(_ key: AccessKey, at now: Timestamp, text: String? = nil, keptIn file: String? = nil) {
        name = key.name
        access = Permission.allCases.filter(key.access.contains).map(\.rawValue)
        rate = key.rate?.description
        created = key.created.description
        expires = key.expires?.description
        revoked = key.revoked?.description
        texts = key.isLive(at: now) ? key.secrets.count { $0.isLive(at: now) } : 0
        state = key.revoked != nil ? "revoked" : key.isLive(at: now) ? "live" : "expired"
        self.key = file == nil ? text : nil
        keyFile = file
    }

    func show(_ format: OutputOptions.Format) throws {
        if format == .json { return try Output.json(self) }
        if let keyFile { return Output.news("The key \(name) is in \(keyFile).") }
        guard let key else { return print("The key \(name) is \(state).") }
        Output.news("The key \(name), which is shown this once:")
        print(key)
    }

    static func table(_ answers: [KeyAnswer]) -> String {
        var table = Table(
            ("KEY", .left), ("ACCESS", .left), ("RATE", .right), ("CREATED", .left),
            ("EXPIRES", .left), ("STATE", .left))
        for answer in answers {
            let state = answer.texts > 1 ? "\(answer.state), \(answer.texts) texts" : answer.state
            table.add(
                answer.name, answer.access.joined(separator: " "), answer.rate ?? "-",
                answer.created, answer.expires ?? "-", state)
        }
        return table.text
    }
}
