import Foundation

extension TopReading {
    /// The reading as a screen of text.
    func text(of address: String, now: Double) -> String {
        var numbers = Table(("", .left), ("", .right), ("", .left))
        numbers.add("requests", Self.rate(requestsPerSecond), "a second, \(activeRequests) now")
        numbers.add("behaviors in", Self.rate(behaviorsPerSecond), "a second")
        numbers.add(
            "folded", Self.rate(foldedPerSecond),
            "behaviors a second, in \(Self.rate(foldsPerSecond)) transactions")
        numbers.add(
            "reads waiting", "\(readsWaiting)",
            "\(Self.rate(readsRefusedPerSecond)) a second rejected as busy")
        numbers.add("retries", Self.rate(retriesPerSecond), "transactions a second")
        numbers.add("lane wait", Self.time(laneWaitP99Seconds), "99th percentile")
        numbers.add("memory", "\((residentBytes / 1_000_000).grouped)", "MB resident")
        var table = Table(
            ("ROUTE", .left), ("A SECOND", .right), ("MEDIAN", .right), ("P99", .right),
            ("FAILED", .right))
        for route in routes {
            table.add(
                route.route.fitted(to: 48), Self.rate(route.perSecond),
                Self.time(route.p50Seconds), Self.time(route.p99Seconds),
                Self.rate(route.failedPerSecond))
        }
        let models = models.map { model in
            let age = model.trained.map { ", trained \(Self.age(now - $0)) ago" } ?? ""
            return "\(model.recommender) \(model.version)\(age)"
        }
        let hot =
            hottest.isEmpty
            ? ""
            : "trending: "
                + hottest.map {
                    "\($0.id.fitted(to: 32)) \(Output.number($0.score, digits: 4))"
                }.joined(separator: ", ") + "\n"
        let lines = numbers.text.split(separator: "\n", omittingEmptySubsequences: true)
        return "\(address), the last \(Output.number(seconds, digits: 1)) s\n\n"
            + lines.joined(separator: "\n") + "\n\n" + table.text + "\n\n"
            + hot
            + (models.isEmpty ? "no models in use" : "models: " + models.joined(separator: "; "))
    }

    private static func rate(_ value: Double) -> String {
        value == 0 ? "0" : Output.number(value, digits: value < 10 ? 2 : 0)
    }

    private static func time(_ seconds: Double?) -> String {
        guard let seconds else { return "-" }
        return seconds < 1
            ? Output.number(seconds * 1000, digits: 1) + " ms"
            : Output.number(seconds, digits: 2) + " s"
    }

    private static func age(_ seconds: Double) -> String {
        switch seconds {
        case ..<120: "\(Int(max(0, seconds))) s"
        case ..<7200: "\(Int(seconds / 60)) min"
        case ..<172_800: "\(Int(seconds / 3600)) h"
        default: "\(Int(seconds / 86_400)) days"
        }
    }
}
