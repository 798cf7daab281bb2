extension NoDecayLaw {
    /// Nothing.
    public var parameters: String { "" }

    /// Takes nothing.
    public init(parameters: String) throws(LawError) {
        _ = try Words(parameters, names: [], of: Self.name)
    }
}

extension RateLaw {
    /// "0.1/d".
    public var parameters: String { "\(decayCoefficient)" }

    /// Reads a rate.
    public init(parameters: String) throws(LawError) {
        let words = try Words(parameters, names: ["0.1/d"], of: Self.name)
        try self.init(decayCoefficient: words.decayCoefficient(0))
    }
}

extension PublishedFixedStepLaw {
    /// "0.1/d 1d".
    public var parameters: String { "\(decayCoefficient) \(step)" }

    /// Reads a rate and a step.
    public init(parameters: String) throws(LawError) {
        let words = try Words(parameters, names: ["0.1/d", "1d"], of: Self.name)
        try self.init(
            decayCoefficient: words.decayCoefficient(0),
            step: words.value(1, "step", Self.steps.allowed))
    }
}

extension PowerLaw {
    /// "7d 1".
    public var parameters: String { "\(timeScale) \(exponent)" }

    /// Reads a time scale and an exponent.
    public init(parameters: String) throws(LawError) {
        let words = try Words(parameters, names: ["7d", "1"], of: Self.name)
        try self.init(
            timeScale: words.value(0, "timeScale", Self.timeScales.allowed),
            exponent: words.value(1, "exponent", "1, 2 or 3"))
    }
}

extension ExponentialLaw {
    /// "30d", "30d,5b" or "2d:0.5 + 30d:0.5".
    public var parameters: String {
        components.map { component in
            let activity = component.activityHalfLife.map { "\($0)b" }
            let lives = [component.halfLife.map { "\($0)" }, activity].compactMap(\.self)
            let weight = component.coefficient == 1 ? "" : ":\(component.coefficient)"
            return lives.joined(separator: ",") + weight
        }.joined(separator: " + ")
    }

    /// Reads a sum of half-lives.
    public init(parameters: String) throws(LawError) {
        let terms = parameters.split(separator: "+", omittingEmptySubsequences: false)
        var components: [Component] = []
        for term in terms {
            components.append(try Component(text: term.filter { $0 != " " }))
        }
        try self.init(components)
    }
}

extension ExponentialLaw.Component {
    fileprivate init(text: String) throws(LawError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var coefficient = 1.0
        if parts.count == 2 {
            guard let number = Double(parts[1]) else {
                throw LawError("coefficient", "above 0, at most 1", "\"\(parts[1])\"")
            }
            coefficient = number
        }
        var (halfLife, activityHalfLife) = (Interval?.none, Int64?.none)
        let lives = parts[0].split(separator: ",", omittingEmptySubsequences: false)
        for life in lives where parts.count <= 2 {
            if life.hasSuffix("b"), activityHalfLife == nil, let count = Int64(life.dropLast()) {
                activityHalfLife = count
            } else if halfLife == nil, let interval = Interval(String(life)) {
                halfLife = interval
            } else {
                throw Self.unreadable(text)
            }
        }
        guard parts.count <= 2 else { throw Self.unreadable(text) }
        self.init(
            halfLife: halfLife, activityHalfLife: activityHalfLife, coefficient: coefficient)
    }

    private static func unreadable(_ text: String) -> LawError {
        let lives = ExponentialLaw.halfLives.allowed
        return LawError(
            "halfLife", "\(lives), or behaviors such as 5b, or both such as 30d,5b", "\"\(text)\"")
    }
}
