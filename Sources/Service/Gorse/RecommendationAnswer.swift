internal import Interest
internal import Recommending
internal import Wire

/// Recommendations as they are asked for.
enum RecommendationAnswer: JSONAnswer {
    case ids([Recommendation])
    case scores([Recommendation])
    case explained([ExplainedItem])

    static var schema: JSONSchema {
        .either([.array(.text()), [Score].schema, [ExplainedItem].schema])
    }

    func write(to json: inout JSONWriter) {
        switch self {
        case .ids(let found):
            json.array { json in
                for recommendation in found { json.element(recommendation.item.text) }
            }
        case .scores(let found):
            json.array { json in
                for recommendation in found {
                    json.element(
                        Score(id: recommendation.item.text, score: recommendation.score))
                }
            }
        case .explained(let found): found.write(to: &json)
        }
    }
}

extension Score: JSONAnswer {}
extension ExplainedItem: JSONAnswer {}
