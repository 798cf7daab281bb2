internal import Access
internal import Foundation
internal import HTTPTypes
internal import Hashing
internal import Interest
internal import Wire

/// The endpoints as a page to read: one document without scripts, which fetches nothing.
struct DocumentPage {
    /// The page.
    let html: String
    /// What a browser may do with it: show it in its own style, and nothing else.
    let policy: String

    init(_ endpoints: [Endpoint]) {
        let digest = Data(SHA256.hash(Self.style.utf8).bytes).base64EncodedString()
        policy =
            "default-src 'none'; style-src 'sha256-\(digest)'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'"
        let groups = Dictionary(grouping: endpoints.filter { !$0.isHidden }, by: \.group)
        let body = groups.sorted { $0.key < $1.key }.map { group, endpoints in
            "<h2>\(Self.escaped(group))</h2>\n" + endpoints.map(Self.section).joined()
        }.joined()
        html = """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Ebb: the API</title>
            <style>\(Self.style)</style>
            <main>
            <h1>Ebb: the API</h1>
            <p>JSON in and out; failures are a sentence of bare text; every answer has an \
            <code>X-Request-ID</code>. Where the server has keys, show one in \
            <code>X-API-Key</code> or as a bearer token. For programs: \
            <a href="openapi.json">openapi.json</a>.</p>
            \(body)</main>
            </html>

            """
    }

    private static func section(_ endpoint: Endpoint) -> String {
        let access = endpoint.access.needed?.rawValue ?? "no key"
        var html = """
            <section>
            <h3><b>\(endpoint.method.rawValue)</b> <code>\(escaped(endpoint.path))</code> \
            <i>\(access)</i></h3>
            <p>\(escaped(endpoint.summary))</p>

            """
        let parameters = endpoint.inPath + endpoint.query + endpoint.head
        if !parameters.isEmpty {
            let rows = parameters.map { parameter in
                "<dt><code>\(escaped(parameter.name))</code>\(parameter.isList ? " …" : "")</dt>"
                    + "<dd>\(escaped(parameter.summary))</dd>\n"
            }
            html += "<dl>\n\(rows.joined())</dl>\n"
        }
        if let body = endpoint.body.schema { html += shape("Send", body, endpoint.body.example) }
        if case .json(let answer) = endpoint.answer.content { html += shape("Get", answer) }
        return html + "</section>\n"
    }

    private static func shape(
        _ title: String, _ schema: JSONSchema, _ example: String? = nil
    ) -> String {
        let example = example.map { "<pre>\(escaped($0))</pre>" } ?? ""
        return "<details><summary>\(title)</summary><pre>\(escaped(schema.sketch()))</pre>"
            + "\(example)</details>\n"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }

    private static let style = """
        :root{color-scheme:light dark;--line:#8884;--soft:#8887}
        body{margin:0;font:16px/1.5 system-ui,sans-serif}
        main{max-width:46rem;margin:auto;padding:1.5rem 1rem 4rem}
        h1{font-size:1.6rem}h2{margin:2.5rem 0 0;font-size:1.2rem}
        h3{margin:0;font-size:1rem;font-weight:400;overflow-wrap:anywhere}
        h3 i{float:right;font-size:.8rem;opacity:.7}
        section{border-top:1px solid var(--line);padding:.9rem 0}
        p{margin:.3rem 0}dl{margin:.4rem 0;display:grid;grid-template-columns:max-content 1fr;
        gap:.15rem 1rem}dd{margin:0}
        code,pre{font:.9em ui-monospace,monospace}pre{overflow:auto;margin:.3rem 0}
        summary{cursor:pointer}
        @media(max-width:30rem){dl{grid-template-columns:1fr}dd{margin:0 0 .4rem 1rem}}
        """
}

extension JSONSchema {
    /// The shape as somebody would jot it down.
    fileprivate func sketch(indent: String = "") -> String {
        switch self {
        case .text: "text"
        case .word(let words): words.map { "\"\($0)\"" }.joined(separator: " | ")
        case .whole(let range): "whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range):
            range.map { "number from \($0.lowerBound) to \($0.upperBound)" } ?? "number"
        case .flag: "true | false"
        case .null: "null"
        case .anything: "any JSON"
        case .either(let schemas):
            schemas.map { $0.sketch(indent: indent) }.joined(separator: " | ")
        case .nullable(let schema): schema.sketch(indent: indent) + " | null"
        case .array(let element, _): "[ \(element.sketch(indent: indent)), … ]"
        case .object(let fields, let isOpen):
            "{\n"
                + fields.map { field in
                    "\(indent)  \(field.name)\(field.isRequired ? "" : "?"): "
                        + field.schema.sketch(indent: indent + "  ") + "\n"
                }.joined() + (isOpen ? "\(indent)  …\n" : "") + indent + "}"
        }
    }
}
