import Metering
import Testing

struct ScrapeTests {
    private let first = Scrape(
        """
        # TYPE requests counter
        requests_total{route="/a\\"b\\\\c",method="GET"} 10
        wait_seconds_bucket{le="0.1"} 0
        wait_seconds_bucket{le="1"} 0
        wait_seconds_bucket{le="+Inf"} 0
        resident 12.5
        """)
    private let last = Scrape(
        """
        requests_total{route="/a\\"b\\\\c",method="GET"} 30
        requests_total{route="/new",method="GET"} 4
        wait_seconds_bucket{le="0.1"} 50
        wait_seconds_bucket{le="1"} 100
        wait_seconds_bucket{le="+Inf"} 100
        odd line
        """)

    @Test func `names, labels and numbers are read`() {
        #expect(
            first.samples("requests_total") == [
                .init(labels: ["route": "/a\"b\\c", "method": "GET"], value: 10)
            ])
        #expect(first.sum("resident") == 12.5)
        #expect(last.sum("requests_total") { $0["route"] == "/new" } == 4)
        #expect(last.samples("odd").isEmpty)
    }

    @Test func `rates and quantiles are of what happened in between`() {
        let change = ScrapeChange(from: first, to: last, seconds: 2)
        #expect(change.rate("requests_total") == 12)
        #expect(change.quantile(0.5, of: "wait_seconds") == 0.1)
        #expect(change.quantile(0.75, of: "wait_seconds") == 0.55)
        #expect(change.quantile(0.5, of: "nothing") == nil)
        // A smaller counter has started again.
        #expect(ScrapeChange(from: last, to: first, seconds: 1).rate("requests_total") == 10)
    }
}
