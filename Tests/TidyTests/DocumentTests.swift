import Foundation
import Testing

/// The documents agree with the repository, and the rules that hold them find what was planted.
struct DocumentTests {
    private func expectNone(_ findings: [Finding]) {
        if !findings.isEmpty { Issue.record("\(findings.count) findings:\n\(findings.report)") }
    }

    @Test func `every link leads somewhere`() {
        let links = Links(exists: Checkout.exists) { Checkout.document($0).anchors }
        expectNone(Checkout.documents.flatMap(links.findings(in:)))
    }

    @Test func `what documents about the code name is there`() {
        let words = Checkout.swiftFiles.flatMap { file in
            file.code.flatMap { $0.split { !($0.isLetter || $0.isNumber || $0 == "_") } }
        }
        let names = NamesOfCode(exists: Checkout.exists, words: Set(words))
        let covered = Checkout.documents.filter { NamesOfCode.covers($0.path) }
        #expect(covered.count > 2)
        expectNone(covered.flatMap(names.findings(in:)))
    }

    @Test func `the table of modules is the package's`() {
        let table = ModuleTable(manifest: Checkout.text(of: "Package.swift"))
        let modules = Set(Checkout.sources.map { String($0.home.dropFirst("Sources/".count)) })
        expectNone(table.findings(in: Checkout.document("ARCHITECTURE.md"), modules: modules))
    }

    @Test func `no document has a word that the glossary rules out`() {
        let vocabulary = Vocabulary(glossary: Checkout.document("GLOSSARY.md"))
        #expect(!vocabulary.banned.isEmpty)
        // A script writes Ablation.md, with the words of the command.
        let others = Checkout.documents.filter {
            !$0.path.hasSuffix("/Ablation.md") && $0.path != "GLOSSARY.md"
        }
        expectNone(others.flatMap(vocabulary.findings(in:)))
    }

    @Test func `figures in README are those of the guide`() {
        let quoted = Checkout.document("README.md").rows.filter { $0.cells.count == 4 }
        #expect(!quoted.isEmpty)
        let full = Checkout.document("docs/speed.md").rows.map(\.cells)
        for row in quoted { #expect(full.contains(row.cells), "README.md:\(row.number)") }
    }

    @Test func `a link to nothing is found`() {
        let links = Links(exists: { ["docs/a.md", "b.md"].contains($0) }) { _ in ["there"] }
        let text = """
            [a](a.md) [b](../b.md#there) [web](https://x.org) `[c](c.md)`
            [d](d.md) ![e](a.md#gone) [f](#there)
            ```
            [g](g.md)
            ```
            """
        let found = links.findings(in: Document(path: "docs/a.md", text: text))
        #expect(found.map(\.line) == [2, 2])
    }

    @Test func `headings are found by the names that links use`() {
        let document = Document(path: "a.md", text: "# The way: of a `read`\n```\n# no\n```\n")
        #expect(document.anchors == ["the-way-of-a-read"])
    }

    @Test func `a path and a type that are not there are found`() {
        let names = NamesOfCode(exists: { $0 == "Sources/A" }, words: ["Lane"])
        let text = """
            `Sources/A` `Lane.close` `docs/*.md` `scripts/x --all`
            `Gate` `a` `HTTP`
            ```
            Lane ─▶ LaneGate ─▶ MongoDB
            ```
            """
        let found = names.findings(in: Document(path: "ARCHITECTURE.md", text: text))
        let problems = ["no file scripts/x", "no type or module Gate", "no type LaneGate"]
        #expect(found.map(\.problem) == problems)
    }

    @Test func `a module with other dependencies than in the table is found`() {
        let manifest = """
            .target(name: "A", swiftSettings: house),
            .target(
                name: "B", dependencies: ["A", .product(name: "X", package: "x")],
                swiftSettings: house),
            .executableTarget(name: "c", dependencies: ["A", "B"], swiftSettings: house),
            """
        let table = ModuleTable(manifest: manifest)
        #expect(table.dependencies == ["A": [], "B": ["A"], "c": ["A", "B"]])
        let text = "| `A` | is | |\n| `B` | is | `A` `C` |\n"
        let document = Document(path: "ARCHITECTURE.md", text: text)
        let found = table.findings(in: document, modules: ["A", "B", "c"])
        #expect(found.map(\.problem) == ["B builds on `A`", "no row for module c"])
    }

    @Test func `a word that is ruled out is found`() {
        let glossary = Document(path: "G.md", text: "## Never\n\n`shelf`, `gone`\n\n## More\n`x`\n")
        let vocabulary = Vocabulary(glossary: glossary)
        let document = Document(path: "A.md", text: "A Shelf. `shelf`\nx\n```\ngone\n```\nGone!\n")
        #expect(vocabulary.findings(in: document).map(\.line) == [1, 6])
    }
}
