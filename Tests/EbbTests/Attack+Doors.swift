import Foundation

/// Attacks on who may come in.
extension Attack {
    static let evil = "evil.example"

    /// A page whose name was given this machine's address.
    static let rebinding: [Attack] =
        [
            ("DELETE", "/api/user/ann"), ("POST", "/api/feedback"), ("GET", "/api/recommend/ann"),
            ("GET", "/"), ("GET", "/metrics"), ("GET", "/api/openapi.json"), ("GET", "/api/docs"),
            ("GET", "/api/health/live"), ("GET", "/api/admin/overview"), ("GET", "/nowhere"),
            ("OPTIONS", "/api/feedback"),
        ].map { method, path in
            Attack(
                "rebound name: \(method) \(path)", "\(method) \(path) HTTP/1.1", ["Host: \(evil)"],
                421)
        } + [
            Attack("rebound name with our port", "GET / HTTP/1.1", ["Host: \(evil):8088"], 421),
            Attack(
                "a name that ends like ours", "GET / HTTP/1.1", ["Host: localhost.\(evil)"], 421),
            Attack(
                "a name that begins like ours", "GET / HTTP/1.1", ["Host: 127.0.0.1.\(evil)"], 421),
            Attack("the address of everybody", "GET / HTTP/1.1", ["Host: 0.0.0.0:8088"], 421),
            Attack(
                "our name in capitals", "GET /api/health/live HTTP/1.1", ["Host: LOCALHOST."], 200),
            Attack("our address in IPv6", "GET /api/health/live HTTP/1.1", ["Host: [::1]:80"], 200),
            Attack("two hosts", "GET / HTTP/1.1", ["Host: localhost", "Host: \(evil)"], 400),
            Attack(
                "two hosts, the other way", "GET / HTTP/1.1", ["Host: \(evil)", "Host: localhost"],
                400),
            Attack("an empty host", "GET / HTTP/1.1", ["Host:"], 400),
            Attack("a host with a user", "GET / HTTP/1.1", ["Host: localhost@\(evil)"], 400),
            Attack("a URL of another host", "GET http://\(evil)/metrics HTTP/1.1", 421),
            Attack(
                "a URL of our host and another Host",
                "GET http://localhost/api/health/live HTTP/1.1",
                ["Host: \(evil)"], 200),
            Attack(
                "no host", raw: Array("GET /api/health/live HTTP/1.1\r\n\r\n".utf8), [[400]]),
            Attack(
                "no host in HTTP/1.0", raw: Array("GET /api/health/live HTTP/1.0\r\n\r\n".utf8),
                [[200]]),
        ]

    private static let feedback = Array(
        #"[{"FeedbackType":"click","UserId":"ann","ItemId":"planted"}]"#.utf8)
    private static let writeBack = "GET /api/recommend/ann?write-back-type=click HTTP/1.1"
    private static let browser = "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"

    /// Pages of other origins.
    static let foreignPages: [Attack] =
        [
            Attack("an image that writes", writeBack, ["Sec-Fetch-Site: cross-site"], 403),
            Attack("an image of another port", writeBack, ["Sec-Fetch-Site: same-site"], 403),
            Attack("an image of an old browser", writeBack, ["Referer: http://\(evil)/"], 403),
            Attack("an image of a silent browser", writeBack, [browser], 403),
            Attack(
                "an image that hides the name of what it asks",
                "GET /api/recommend/ann?write%2Dback-type=click HTTP/1.1",
                ["Sec-Fetch-Site: cross-site"], 403),
            Attack(
                "HEAD that writes", writeBack.replacing("GET", with: "HEAD"),
                ["Sec-Fetch-Site: cross-site"], 403),
            Attack(
                "a preflight", "OPTIONS /api/feedback HTTP/1.1",
                ["Origin: https://\(evil)", "Access-Control-Request-Method: POST"], 403),
            Attack("an erasure", "DELETE /api/user/ann HTTP/1.1", ["Origin: null"], 403),
        ]
        + ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"].map
    {
        Attack(
            "a form of \($0)", "POST /api/feedback HTTP/1.1",
            ["Origin: https://\(evil)", "Content-Type: \($0)"], body: feedback, 403)
    }

    /// What a client would say to be somebody else.
    static let disguises: [Attack] = [
        Attack(
            "cookies", "GET /api/health/live HTTP/1.1",
            (0..<100).map { "Cookie: session\($0)=admin; key=\($0)" }, 200),
        Attack(
            "another address", "DELETE /api/user/ann HTTP/1.1",
            ["X-Forwarded-Host: localhost", "X-Forwarded-For: 127.0.0.1", "Host: \(evil)"], 421),
        Attack(
            "another method", "GET /api/user/ann HTTP/1.1",
            ["X-HTTP-Method-Override: DELETE"], 200),
        Attack(
            "another path", "GET /api/health/live HTTP/1.1", ["X-Original-URL: /metrics"], 200),
    ]
}
