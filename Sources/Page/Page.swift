/// The files of the admin page, embedded in the program.
public enum Page {
    /// One file of the page.
    public struct Asset: Sendable {
        /// The last component of its path: `main.js`.
        public let name: String
        /// The media type.
        public let mediaType: String
        /// The contents.
        public let bytes: [UInt8]

        init(_ name: String, _ bytes: [UInt8]) {
            self.name = name
            mediaType = Self.mediaTypes[String(name.split(separator: ".").last ?? "")] ?? ""
            self.bytes = bytes
        }

        private static let mediaTypes = [
            "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
            "js": "text/javascript; charset=utf-8",
        ]
    }

    /// The HTML file, which refers to the other files.
    public static let index = Asset("index.html", PackageResources.index_html)

    /// All other files.
    public static let assets = [
        Asset("style.css", PackageResources.style_css),
        Asset("main.js", PackageResources.main_js),
        Asset("api.js", PackageResources.api_js),
        Asset("dom.js", PackageResources.dom_js),
        Asset("words.js", PackageResources.words_js),
        Asset("chart.js", PackageResources.chart_js),
        Asset("jobs.js", PackageResources.jobs_js),
        Asset("overview.js", PackageResources.overview_js),
        Asset("person.js", PackageResources.person_js),
        Asset("item.js", PackageResources.item_js),
        Asset("imports.js", PackageResources.imports_js),
        Asset("evaluation.js", PackageResources.evaluation_js),
        Asset("settings.js", PackageResources.settings_js),
    ]

    /// The content security policy of the page: it can use only scripts, styles and data from its
    /// own server, and no inline scripts or styles.
    public static let contentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
