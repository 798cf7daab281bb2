import Testing

/// The attribute, put together so that a search for it finds only real declarations.
private let taskLocal = "@Task" + "Local"

/// Each rule finds the planted violation in its place, and nothing else.
struct RuleTests {
    private func lines(
        _ rule: some Rule, _ text: String, path: String = "Sources/Place/File.swift"
    ) -> [Int] {
        rule.findings(in: SourceFile(path: path, text: text)).map(\.line)
    }

    @Test func `a line of 101 columns is long and one of 100 is not`() {
        let long = String(repeating: "é", count: 101)
        #expect(lines(LineLength(), "short\n\(long)\n\(long.dropLast())\n") == [2])
    }

    @Test func `a file of 401 lines is long and one of 400 is not`() {
        #expect(lines(FileLength(), String(repeating: "x\n", count: 401)) == [401])
        #expect(lines(FileLength(), String(repeating: "x\n", count: 400)).isEmpty)
    }

    @Test(
        arguments: [
            "func long(a: Int = { 1 }()) throws(E) -> [Int] {", "public init?() {", "deinit {",
            "var computed: Int {", "subscript(index: Int) -> Int {",
            "func long<T>(\n    a: T\n) -> T\nwhere T: P {",
            "static func == (a: A, b: A) -> Bool {",
            "func `long, with init in its name`() {",
        ])
    func `a body of 71 lines is long and one of 70 is not`(_ head: String) {
        func body(of count: Int) -> String {
            let headLines = head.split(separator: "\n").count
            return head + "\n" + String(repeating: "    x()\n", count: count - headLines - 1)
                + "}\n"
        }
        #expect(lines(FunctionLength(), "let a = 1\n" + body(of: 71)) == [2])
        #expect(lines(FunctionLength(), body(of: 70) + body(of: 70)).isEmpty)
    }

    @Test func `braces in strings and comments close no body`() {
        let filler = String(repeating: "    // }\n    s(\"}\", #\"\"}\"#)\n", count: 36)
        #expect(lines(FunctionLength(), "func long() {\n\(filler)}\n") == [1])
    }

    @Test func `requirements, stored properties and calls have no body`() {
        let text = """
            protocol P { func a() -> Int; var b: Int { get } }
            func c()
            var d: Int
            var e = { 1 }
            let f = A.init(1) { 2 }
            """
        let file = SourceFile(path: "A.swift", text: text)
        #expect(FunctionLength().bodies(in: file).map(\.first) == [1])
    }

    @Test func `C is found where it is not spoken`() {
        let text = "internal import CThing\nlet a = unsafe b\n// unsafe\nlet c = \"unsafe\"\n"
        let rule = CSpeakers(modules: ["CThing"])
        #expect(lines(rule, text) == [1, 2])
        #expect(lines(rule, text, path: "Sources/Mongo/File.swift").isEmpty)
        #expect(lines(rule, "import Hashing\n").isEmpty)
    }

    @Test(arguments: Leftovers.marks)
    func `each leftover is found`(_ mark: String) {
        #expect(lines(Leftovers(), "a\n  \(mark)\n") == [2])
    }

    @Test(
        arguments: [
            "public func a()", "public static let a = 1", "    public init()",
            "@inlinable public func a()", "public final class A", "open class A",
            "public enum A { case b }", "@frozen\npublic struct A",
        ])
    func `public without documentation is found`(_ declaration: String) {
        let last = declaration.split(separator: "\n").count
        #expect(lines(Documentation(), "let x = 1\n\(declaration)\n") == [last + 1])
        #expect(lines(Documentation(), "/// Why.\n\(declaration)\n").isEmpty)
    }

    @Test func `what is not public needs no documentation`() {
        let text = "public import A\nfunc a()\n// public func b()\n\"public func c()\"\n"
        #expect(lines(Documentation(), text).isEmpty)
    }

    @Test func `an import in the domain is found`() {
        let text = "import Foundation\ninternal import Glibc\nlet important = 1\n"
        #expect(lines(NoImports(), text, path: "Sources/Interest/A.swift") == [1, 2])
        #expect(lines(NoImports(), text).isEmpty)
    }

    @Test(
        arguments: [
            "\(taskLocal) static var hear: (@Sendable (Double?, String) -> Void)?",
            "\(taskLocal)\nstatic var hear:\n    (@Sendable () async -> Void)? = nil",
            "\(taskLocal) static var hear: Handler?",
            "private let calls = Mutex<[@Sendable () -> Void]>([])",
            "let calls: AsyncStream<\n    (Int) -> Int\n>",
            "func wait() async -> Result<Handler, any Error> {",
        ])
    func `a function that crosses an await as a generic value is found`(_ text: String) {
        let files = [
            SourceFile(path: "A.swift", text: text),
            SourceFile(path: "B.swift", text: "typealias Handler = @Sendable () -> Void"),
        ]
        #expect(FunctionValues().findings(among: files).map(\.line) == [1])
    }

    @Test(
        arguments: [
            "\(taskLocal) static var note: Note?\n    let hear: () -> Void",
            "\(taskLocal) static var note: Note?\n\n    static func with(_ work: () -> Void) {}",
            "let state: Mutex<Int>\nlet hear: @Sendable (Mutex<Int>) -> Void",
            "func map<T>(_ body: (Mutex<Int>) -> T) -> Result<T, any Error>",
            "// Mutex<() -> Void>", "let a = \"Mutex<() -> Void>\"",
        ])
    func `a function beside a generic value is not found`(_ text: String) {
        #expect(FunctionValues().findings(among: [SourceFile(path: "A.swift", text: text)]).isEmpty)
    }

    @Test func `a time limit that counts other tests is found`() {
        let text = "@Suite(.serialized, .timeLimit(.minutes(3)))\nstruct A {}\n// .timeLimit(1)\n"
        #expect(lines(TimeLimits(), text) == [1])
    }

    @Test func `a typed catch in a child task is found`() {
        let text = "group.addTask {\n    do throws(E) {\n    } catch {}\n}\ndo throws(E) {}\n"
        #expect(lines(TypedChildren(), text) == [1])
    }

    @Test func `dead files are found`() {
        let files = [
            SourceFile(path: "Sources/A/Empty.swift", text: "// Nothing.\n"),
            SourceFile(path: "Sources/A/Unused.swift", text: "struct Lonely { var odd: Int }\n"),
            SourceFile(path: "Sources/A/Used.swift", text: "struct Friend {}\n"),
            SourceFile(path: "Sources/A/Main.swift", text: "@main struct M { let f: Friend }\n"),
            SourceFile(path: "Sources/A/Friend+P.swift", text: "extension Friend: P {}\n"),
        ]
        let dead = DeadFiles().findings(among: files).map(\.path)
        #expect(dead == ["Sources/A/Empty.swift", "Sources/A/Unused.swift"])
    }

    @Test func `a module without tests is found`() {
        let files = ["Sources/A/A.swift", "Sources/B/B.swift", "Tests/ATests/A.swift"]
            .map { SourceFile(path: $0, text: "") }
        #expect(Untested().findings(among: files).map(\.path) == ["Sources/B"])
    }

    @Test func `a finding says where and what`() {
        let findings = [Finding(path: "A.swift", line: 3, problem: "long")]
        #expect(findings.report == "A.swift:3: long")
    }
}
