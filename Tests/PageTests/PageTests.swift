import Foundation
import Page
import Testing

struct PageTests {
    private var all: [Page.Asset] { Page.assets + [Page.index] }

    private func text(_ asset: Page.Asset) -> String {
        String(decoding: asset.bytes, as: UTF8.self)
    }

    @Test func `all of the page is under 300 KB`() {
        #expect(all.reduce(0) { $0 + $1.bytes.count } < 300_000)
        #expect(all.allSatisfy { !$0.mediaType.isEmpty })
    }

    @Test func `nothing is fetched from elsewhere`() {
        for asset in all {
            for match in text(asset).matches(of: /https?:\/\/[^\s"'`)]+/) {
                #expect(match.output == "http://www.w3.org/2000/svg", "\(asset.name)")
            }
        }
    }

    @Test func `no script or style stands in the document`() {
        let index = text(Page.index)
        #expect(index.matches(of: /<script(?![^>]*\ssrc=)/).isEmpty)
        #expect(index.matches(of: /<style|\sstyle=|\son[a-z]+=/).isEmpty)
        for asset in Page.assets where asset.name.hasSuffix(".js") {
            let text = text(asset)
            for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write"]
            {
                #expect(!text.contains(word), "\(asset.name) has \(word)")
            }
        }
    }

    @Test func `every file that is asked for is there`() {
        let names = Set(Page.assets.map(\.name))
        for match in text(Page.index).matches(of: /\/page\/([a-z.]+)/) {
            #expect(names.contains(String(match.1)))
        }
        for asset in Page.assets {
            for match in text(asset).matches(of: /from "\.\/([a-z.]+)"/) {
                #expect(names.contains(String(match.1)), "\(asset.name) asks for \(match.1)")
            }
        }
    }

    @Test func `every word that is shown is in the dictionary, in both languages`() throws {
        let words = text(try #require(Page.assets.first { $0.name == "words.js" }))
        let entries = words.matches(of: /(?m)^  ([A-Za-z]+): \["[^"]+", "[^"]*\p{Han}[^"]*"\],$/)
        let known = Set(entries.map { String($0.1) })
        let lines = words.matches(of: /(?m)^  [A-Za-z]+:/)
        #expect(lines.count == known.count, "an entry has no Chinese, or stands there twice")
        var asked = Set<String>()
        for asset in all {
            for match in text(asset).matches(of: /\bt\("([A-Za-z]+)"|data-word="([A-Za-z]+)"/) {
                let word = String(match.1 ?? match.2 ?? "")
                asked.insert(word)
                #expect(known.contains(word), "\(asset.name) asks for \(word)")
            }
        }
        #expect(asked.count > 50)
    }
}
