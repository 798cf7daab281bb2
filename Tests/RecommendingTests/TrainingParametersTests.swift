import Interest
import Testing

@testable import Recommending

struct TrainingParametersTests {
    private let texts = [
        "ridge": "400", "linear-items": "500", "shrinkage": "0.5", "neighbor-half-life": "0",
        "trending-half-life": "6h", "graph-half-life": "0", "blend-neighbors": "2,2.5",
        "blend-windows": "3,none", "blend-trends": "1h,2d", "repeats": "true",
        "augment": "drop=0.2,seed=3",
    ]

    @Test func `what is built in needs no words`() throws {
        #expect(TrainingParameters().texts.isEmpty)
        #expect(try TrainingParameters(texts: [:]) == TrainingParameters())
    }

    @Test func `every parameter reads back as it was written`() throws {
        let parameters = try TrainingParameters(texts: texts)
        #expect(parameters.texts == texts)
        #expect(parameters.linear.ridge == 400 && parameters.linear.itemsMax == 500)
        #expect(parameters.itemNeighbors.shrinkage == 0.5)
        #expect(parameters.itemNeighbors.activityHalfLife == nil)
        #expect(parameters.graph.activityHalfLife == nil)
        #expect(parameters.trending.halfLife == .hours(6))
        #expect(parameters.blend.neighborHalfLives == [2, 2.5])
        #expect(parameters.blend.linearHalfLives == [3, nil])
        #expect(parameters.blend.trendingHalfLives == [.hours(1), .days(2)])
        #expect(parameters.blend.countsRepeats)
        #expect(parameters.augmentation == Augmentation(dropped: 0.2, seed: 3))
        #expect(try TrainingParameters(texts: parameters.texts) == parameters)
    }

    @Test(arguments: [
        ["ridge": "x"], ["ridge": "0"], ["ridge": "nan"], ["linear-items": "1.5"],
        ["blend-neighbors": "5,x"], ["blend-windows": "-1"], ["blend-trends": "1"],
        ["repeats": "maybe"], ["augment": "drop"], ["augment": "drop=2"], ["magic": "1"],
        ["neighbor-half-life": "-2"],
    ])
    func `what makes no sense is refused with its name`(_ texts: [String: String]) {
        let error = #expect(throws: ModelError.self) { try TrainingParameters(texts: texts) }
        #expect(error?.code == .parameter)
    }
}
