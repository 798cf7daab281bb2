import CoreMetrics
import Metering
import Testing

struct ReadingTests {
    @Test func `series are read by name, with their labels`() {
        let registry = Registry()
        Counter(label: "orders", dimensions: [("shop", "a"), ("kind", "x")], factory: registry)
            .increment(by: 3)
        Counter(label: "orders", dimensions: [("shop", "b"), ("kind", "x")], factory: registry)
            .increment()
        let readings = registry.readings(of: "orders_total")
        #expect(readings.map(\.value) == [3, 1])
        #expect(readings.map { $0.label("shop") } == ["a", "b"])
        #expect(readings[0].label("kind") == "x")
        #expect(readings[0].label("hop") == nil)
        #expect(registry.readings(of: "none").isEmpty)
    }

    @Test func `quantiles lie where the bounds put them`() throws {
        let description = MeteringConfiguration.Description("", bounds: [1, 2, 4])
        let registry = Registry(MeteringConfiguration(descriptions: ["size": description]))
        let sizes = Recorder(label: "size", factory: registry)
        #expect(registry.readings(of: "size").first?.quantile(0.5) == nil)
        for size in [0.5, 1.5, 1.5, 3] { sizes.record(size) }
        let reading = try #require(registry.readings(of: "size").first)
        #expect(reading.count == 4)
        #expect(reading.quantile(0.25) == 1)
        #expect(reading.quantile(0.5) == 1.5)
        #expect(reading.quantile(0.75) == 2)
        #expect(reading.quantile(1) == 4)
        sizes.record(100)
        #expect(registry.readings(of: "size").first?.quantile(1) == 4)
    }
}
