import Service
import Testing
import Work

struct LimitTests {
    @Test func `the service's limits have their documented defaults, and are set by name`() {
        var configuration = ServiceConfiguration()
        let own = Limit.allCases.filter { configuration[$0] != nil }
        #expect(own.count == 23)
        for limit in own {
            #expect(configuration[limit] == limit.standard, "\(limit)")
            configuration[limit] = limit.range.lowerBound
            #expect(configuration[limit] == limit.range.lowerBound, "\(limit)")
        }
    }
}
