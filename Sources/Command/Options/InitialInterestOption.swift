import ArgumentParser
import Interest
import Recommending

/// The initial interest of growing gains: what a user's first behavior on an item adds.
///
/// The result of the model becomes a number in the settings. Profiles are folded by the settings,
/// so the next training changes no profile until the flag is used again.
enum InitialInterestOption: ExpressibleByArgument {
    /// One number for every action.
    case number(Double)
    /// The gain that the model `network` found for each action.
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

    /// Sets the initial interests in `gains`. Throws one sentence when no gain grows, or when the
    /// model is missing or cannot be read.
    func applied(to gains: Gains, from models: any ModelRepository) async throws -> Gains {
        let found = try await interests(from: models)
        var gains = gains
        var isChanged = false
        for (action, rule) in gains.rules {
            // An action that the model does not count keeps its initial interest.
            guard case .growth(let coefficient, _) = rule, let initial = found(action) else {
                continue
            }
            gains.rules[action] = .growth(growthCoefficient: coefficient, initial: initial)
            isChanged = true
        }
        guard isChanged else {
            throw Failure(
                "--initial requires a growing gain"
                    + (isNetwork ? " of an action that network counts" : "")
                    + ": add one, e.g. --gain click=growth:0.5/d")
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
    /// The gain that the newest model found for each action, nil for an action that it does not
    /// count. Throws one sentence when the model is missing or cannot be read.
    static func initialInterests(
        from models: any ModelRepository
    ) async throws -> (Action) -> Double? {
        guard let summary = try await models.newest(name) else { throw ModelError.untrained(name) }
        let network = try Network(decoding: try await models.payload(of: summary))
        return { network.initialInterest(of: $0) }
    }
}
