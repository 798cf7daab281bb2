import Interest

// A program of somebody else: the domain of Ebb, without its store and its service.
let monday = Timestamp(seconds: 1_700_000_000)
let settings = Settings(law: try LawText(parsing: "exponential 7d").law, gains: .standard)
var weights = Weights()
let click = Behavior(
    user: try UserID("ada"), item: try ItemID("kettle"), action: try Action("click"), time: monday)
weights.fold([click], by: settings)
for days in [0, 7, 14] {
    let moment = monday + .days(Int64(days))
    for interest in FoldedWeights(weights: weights, settings: settings).top(1, at: moment) {
        let weight = (interest.weight * 1e9).rounded() / 1e9
        print("after \(days) days: \(interest.item.text) \(weight)")
    }
}
