public import Work

extension ServiceConfiguration {
    /// The limits that belong to the service, with what they are set to.
    public subscript(limit: Limit) -> Int? {
        get { Self.place(of: limit).map { self[keyPath: $0] } }
        set {
            guard let place = Self.place(of: limit), let newValue else { return }
            self[keyPath: place] = newValue
        }
    }

    /// Where a limit stands; nil for a limit of the store.
    private static func place(of limit: Limit) -> WritableKeyPath<Self, Int>? {
        switch limit {
        case .bodyMax: \.bodyMax
        case .uploadMax: \.uploadMax
        case .headMax: \.headMax
        case .depthMax: \.depthMax
        case .elementsMax: \.elementsMax
        case .feedbackMax: \.feedbackMax
        case .entriesMax: \.entriesMax
        case .feedbackListMax: \.feedbackListMax
        case .resultsMax: \.resultsMax
        case .offsetMax: \.offsetMax
        case .excludedMax: \.excludedMax
        case .categoriesMax: \.categoriesMax
        case .sessionMax: \.sessionMax
        case .requestsMax: \.requestsMax
        case .readsMax: \.readsMax
        case .heldMax: \.heldMax
        case .budgetWaitersMax: \.budgetWaitersMax
        case .budgetWait: \.budgetWaitMax.wholeMilliseconds
        case .connectionsMax: \.connectionsMax
        case .idle: \.idleMax.wholeMilliseconds
        case .bodyPaceMin: \.bodyPaceMin
        case .bodyPaceInterval: \.bodyPaceInterval.wholeMilliseconds
        case .shutdown: \.shutdownMax.wholeMilliseconds
        case .lanes, .backgroundLanes, .maintenanceLanes, .laneWaitersMax, .readWaitersMax,
            .readWait, .readBatchMax, .readStepsMax, .foldBehaviorsMax:
            nil
        }
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int {
        get { Int(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000) }
        set { self = .milliseconds(newValue) }
    }
}
