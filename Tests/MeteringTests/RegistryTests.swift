import CoreMetrics
import Metering
import Testing

struct RegistryTests {
    private func exposition(_ registry: Registry) throws -> Exposition {
        try Exposition(registry.text)
    }

    @Test func `counts are written exactly`() {
        let registry = Registry(
            MeteringConfiguration(descriptions: [
                "fold_users": .init("Users in a fold.", bounds: [1, 10]),
                "orders_total": .init("Orders \\ taken\nso far."),
            ]))
        let orders = Counter(label: "orders", dimensions: [("kind", "a")], factory: registry)
        orders.increment()
        orders.increment(by: 2)
        let fold = Recorder(label: "fold.users", factory: registry)
        for value in [1, 2, 10, 11] { fold.record(value) }
        Meter(label: "depth", factory: registry).set(2.5)
        #expect(
            registry.text == """
                # TYPE depth gauge
                depth 2.5
                # HELP fold_users Users in a fold.
                # TYPE fold_users histogram
                fold_users_bucket{le="1"} 1
                fold_users_bucket{le="10"} 3
                fold_users_bucket{le="+Inf"} 4
                fold_users_sum 24
                fold_users_count 4
                # HELP orders_total Orders \\\\ taken\\nso far.
                # TYPE orders_total counter
                orders_total{kind="a"} 3
                # HELP metering_series_refused_total Instruments rejected because of the limit on \
                series.
                # TYPE metering_series_refused_total counter
                metering_series_refused_total 0

                """)
    }

    @Test func `a label's value comes back as it went in`() throws {
        let registry = Registry()
        for value in ["", "\"", "\\", "\n", "\\n", "a{b=\"c\",d}", "é日本", "le"] {
            Counter(
                label: "seen", dimensions: [("value", value), ("le", "x")], factory: registry
            ).increment()
            let labels = ["value": value, "exported_le": "x"]
            #expect(try exposition(registry).value("seen_total", labels) == 1)
        }
    }

    @Test(arguments: [
        ("http.server", "http_server_total"), ("9lives", "_9lives_total"), ("", "__total"),
        ("a b-c/d", "a_b_c_d_total"), ("x:y", "x:y_total"), ("ä", "___total"),
        ("done_total", "done_total"),
    ])
    func `a name is brought into Prometheus' letters`(label: String, name: String) throws {
        let registry = Registry()
        Counter(label: label, factory: registry).increment()
        #expect(try exposition(registry).value(name) == 1)
    }

    @Test func `the same name and labels are the same series, in whatever order`() throws {
        let registry = Registry()
        Counter(label: "n", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
        Counter(label: "n", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        #expect(try exposition(registry).value("n_total", ["a": "1", "b": "2"]) == 2)
    }

    @Test func `a timer is a histogram of seconds`() throws {
        let registry = Registry()
        let timer = Timer(label: "wait", factory: registry)
        timer.recordNanoseconds(1_500_000)
        timer.recordSeconds(20)
        let found = try exposition(registry)
        #expect(found.types["wait_seconds"] == "histogram")
        #expect(found.value("wait_seconds_sum") == 20.0015)
        #expect(found.value("wait_seconds_bucket", ["le": "0.001"]) == 0)
        #expect(found.value("wait_seconds_bucket", ["le": "0.0025"]) == 1)
        #expect(found.value("wait_seconds_bucket", ["le": "10"]) == 1)
        #expect(found.value("wait_seconds_bucket", ["le": "+Inf"]) == 2)
    }

    @Test func `beyond the limit nothing is kept, and that is counted`() throws {
        var configuration = MeteringConfiguration()
        configuration.seriesMax = 3
        let registry = Registry(configuration)
        for number in 0..<10 {
            Counter(
                label: "n", dimensions: [("user", "\(number)")], factory: registry
            ).increment()
        }
        let found = try exposition(registry)
        #expect(found.samples.count { $0.name == "n_total" } == 3)
        #expect(found.value("metering_series_refused_total") == 7)
        // An existing series is kept.
        Counter(label: "n", dimensions: [("user", "0")], factory: registry).increment()
        #expect(try exposition(registry).value("n_total", ["user": "0"]) == 2)
    }

    @Test func `a name that is there as another kind is refused`() throws {
        let registry = Registry()
        Meter(label: "x", factory: registry).set(1)
        Recorder(label: "x", factory: registry).record(5)
        let found = try exposition(registry)
        #expect(found.types["x"] == "gauge")
        #expect(found.value("x") == 1)
        #expect(found.value("metering_series_refused_total") == 1)
    }

    @Test func `NaN does not spoil a sum`() throws {
        let registry = Registry()
        let sizes = Recorder(label: "sizes", factory: registry)
        sizes.record(Double.nan)
        sizes.record(-1)
        sizes.record(Double.greatestFiniteMagnitude)
        let found = try exposition(registry)
        #expect(found.value("sizes_count") == 2)
        #expect(found.value("sizes_sum") == Double.greatestFiniteMagnitude)
    }

    @Test func `many who count at once lose nothing`() async throws {
        let registry = Registry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let counter = Counter(label: "n", factory: registry)
                    let gauge = Meter(label: "g", factory: registry)
                    let sizes = Recorder(label: "s", factory: registry)
                    for _ in 0..<5000 {
                        counter.increment()
                        gauge.increment(by: 1)
                        sizes.record(2)
                    }
                }
            }
        }
        let found = try exposition(registry)
        #expect(found.value("n_total") == 40_000)
        #expect(found.value("g") == 40_000)
        #expect(found.value("s_count") == 40_000)
        #expect(found.value("s_sum") == 80_000)
    }
}
