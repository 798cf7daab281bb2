import ArgumentParser
import Interest
import Recommending

/// What a user's first behaviour on an item adds where gains grow.
///
/// What the model says becomes a number in the settings, and the settings are what profiles are
/// folded by: the next training changes no profile until it is asked for again.
enum InitialInterestOption: ExpressibleByArgument {
    /// The same for every action.
    case number(Double)
    /// What the model `network` found for each action.
    case network

    init?(argument: String) {
        if argument == Network.name {
            self = .network
        } else if let number = Double(argument), GainRule.initials ~= number {
            self = .number(number)
        } else {
            return nil
        }
    }

    /// `gains` with the initial interests set. Throws a sentence where no gain grows, and where
    /// the model is missing or cannot be read.
    func applied(to gains: Gains, from models: any ModelRepository) async throws -> Gains {
        let found = try await interests(from: models)
        var gains = gains
        var isChanged = false
        for (action, rule) in gains.rules {
            // An action that the model does not count keeps what it has.
            guard case .growth(let coefficient, _) = rule, let initial = found(action) else {
                continue
            }
            gains.rules[action] = .growth(growthCoefficient: coefficient, initial: initial)
            isChanged = true
        }
        guard isChanged else {
            throw Failure(
                "--initial is for gains that grow"
                    + (isNetwork ? " of actions that network counts" : "")
                    + ", and there is none: add one, such as --gain click=growth:0.5/d")
        }
        return gains
    }

    private var isNetwork: Bool { if case .network = self { true } else { false } }

    private func interests(
        from models: any ModelRepository
    ) async throws -> (Action) -> Double? {
        switch self {
        case .number(let number): { _ in number }
        case .network: try await Network.initialInterests(from: models)
        }
    }
}

extension Network {
    /// What the newest model found for each action, nil for one that it does not count. Throws a
    /// sentence where there is no model or none that can be read.
    static func initialInterests(
        from models: any ModelRepository
    ) async throws -> (Action) -> Double? {
        guard let summary = try await models.newest(name) else { throw ModelError.untrained(name) }
        let network = try Network(decoding: try await models.payload(of: summary))
        return { network.initialInterest(of: $0) }
    }
}
