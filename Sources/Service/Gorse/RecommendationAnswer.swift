internal import Interest
internal import Recommending

/// Recommendations as they are asked for.
enum RecommendationAnswer: JSONAnswer {
    case ids([Recommendation])
    case scores([Recommendation])
    case explained(ExplainedRecommendations)

    static var schema: JSONSchema {
        .either([.array(.text()), [Score].schema, ExplainedRecommendations.schema])
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

/// Recommendations with the parts that their scores are made of.
struct ExplainedRecommendations: JSONAnswer {
    let found: [Recommendation]
    /// What is known of them, and of the items for whose sake they are recommended.
    let items: [ItemID: Item]

    static var schema: JSONSchema {
        .array(
            .object([
                .needed("Id", .text()), .needed("Title", .nullable(.text())),
                .needed("Score", .number()), .needed("From", .text()),
                .needed("Parts", .array(part)),
            ]))
    }

    private static var part: JSONSchema {
        .object([
            .needed("Because", .nullable(.text())), .optional("Category", .text()),
            .needed("Title", .nullable(.text())), .needed("Weight", .number()),
            .needed("Similarity", .number()), .needed("Share", .number()),
        ])
    }

    func write(to json: inout JSONWriter) {
        json.array { json in
            for recommendation in found {
                json.object { json in
                    json.field("Id", recommendation.item.text)
                    json.field("Title", items[recommendation.item]?.title)
                    json.field("Score", recommendation.score)
                    json.field("From", recommendation.recommender)
                    json.field("Parts") { json in
                        for part in recommendation.parts { json.object { write(part, to: &$0) } }
                    }
                }
            }
        }
    }

    private func write(_ part: Part, to json: inout JSONWriter) {
        json.field("Because", part.because?.text)
        if let category = part.category { json.field("Category", category) }
        json.field("Title", part.because.flatMap { items[$0]?.title })
        json.field("Weight", part.weight)
        json.field("Similarity", part.similarity)
        json.field("Share", part.share)
    }
}
