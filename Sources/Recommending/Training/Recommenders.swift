/// All recommenders there are.
public enum Recommenders {
    /// In the order in which they are trained.
    public static let all: [any Recommender.Type] = [
        ItemNeighbors.self, Popular.self, Trending.self, Blend.self, Interests.self, Linear.self,
        UserNeighbors.self, Content.self, Graph.self, Network.self,
        Semantic.self,
    ]

    /// Their names.
    public static var names: [String] { all.map { $0.name } }

    /// Those that serve where nothing else is asked for, first choice first: for a known user the
    /// blend, filled up by the others where it knows too little; for a stranger what is trending.
    public static let served = [Blend.name, ItemNeighbors.name, Trending.name, Popular.name]

    /// The recommender of that name; an unknown name gives an error that lists the known ones.
    public static func recommender(_ name: String) throws(ModelError) -> any Recommender.Type {
        guard let found = all.first(where: { $0.name == name }) else {
            throw ModelError(
                .unknownRecommender,
                "there is no recommender \"\(name)\": there are "
                    + names.joined(separator: ", "))
        }
        return found
    }
}
