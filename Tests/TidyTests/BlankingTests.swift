import Testing

/// Code stays, and everything else becomes spaces, in place.
struct BlankingTests {
    @Test(
        arguments: [
            ("a // b", "a     "),
            ("a /* b /* c */ d */ e", "a                   e"),
            ("a \"b\" c", "a \" \" c"),
            ("a \"b\\\"c\" d", "a \"    \" d"),
            ("\"a \\(b(\"c\")) d\" e", "\"             \" e"),
            ("#\"a\"b\"# c", "#\"   \"# c"),
            ("\"\"\"\na \"b\" {\n\"\"\" c", "\"\"\"\n       \n\"\"\" c"),
            ("func `a init b`()", "func `        `()"),
            ("\"http://a\" b", "\"        \" b"),
            ("a / b * c", "a / b * c"),
            ("#if a", "#if a"),
        ])
    func `blanks keep their places`(_ text: String, _ expected: String) {
        #expect(Blanking.blank(text) == expected)
    }

    @Test(arguments: ["\"open", "/* open", "`open", "\"\"\"\nopen", "\"\\(open", "#", "\\"])
    func `what is never closed ends with the file`(_ text: String) {
        #expect(Blanking.blank(text).count == text.count)
    }
}
