import Foundation
import Testing

/// Checks the house style in the whole repository, as far as text alone allows.
struct TidyTests {
    static let rules: [any Rule] = [
        LineLength(), FileLength(), FunctionLength(), CSpeakers(modules: cModules), TimeLimits(),
        TypedChildren(),
    ]
    static let sourceRules: [any Rule] = [Leftovers(), Documentation(), NoImports()]

    /// Folders of `Sources` with a module map: their modules are C.
    static let cModules = Set(
        Checkout.files(under: "Sources").filter { $0.hasSuffix("/module.modulemap") }
            .compactMap { $0.split(separator: "/").dropFirst().first.map(String.init) })

    /// Records one failure with all findings; an `#expect` would show them twice.
    private func expectNone(_ findings: [Finding]) {
        if !findings.isEmpty { Issue.record("\(findings.count) findings:\n\(findings.report)") }
    }

    @Test(arguments: rules.indices)
    func `every Swift file keeps the rule`(_ number: Int) {
        let findings = Self.rules[number].findings(in: Checkout.swiftFiles)
        expectNone(findings)
    }

    @Test(arguments: sourceRules.indices)
    func `every source file keeps the rule`(_ number: Int) {
        let findings = Self.sourceRules[number].findings(in: Checkout.sources)
        expectNone(findings)
    }

    @Test func `comments, strings and test names are plain English`() {
        let findings = PlainSpeech().findings(in: Checkout.swiftFiles + Checkout.otherFiles)
        expectNone(findings)
    }

    @Test func `no source file is empty or unused`() {
        let findings = DeadFiles().findings(among: Checkout.sources)
        expectNone(findings)
    }

    @Test func `no function crosses an await as a generic value`() {
        let findings = FunctionValues().findings(among: Checkout.swiftFiles)
        expectNone(findings)
    }

    @Test func `every module has tests`() {
        let findings = Untested().findings(among: Checkout.swiftFiles)
        expectNone(findings)
    }

    @Test func `scripts can be run`() {
        let scripts = Checkout.files(under: "scripts") + Checkout.files(under: ".ci")
        #expect(scripts.contains("scripts/test"))
        for script in scripts {
            let path = Checkout.root.appending(path: script).path
            #expect(FileManager.default.isExecutableFile(atPath: path), "\(script):1: no run bit")
        }
    }

    @Test func `the reader finds this repository`() {
        #expect(Checkout.swiftFiles.contains { $0.path == "Tests/TidyTests/TidyTests.swift" })
        #expect(Checkout.sources.contains { $0.path.hasPrefix("Sources/Interest/") })
    }
}
