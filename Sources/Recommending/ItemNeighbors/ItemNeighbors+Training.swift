internal import Interest

extension ItemNeighbors {
    /// Counts co-occurrences on all workers: each folds the whole log into the rows of its own
    /// items, so that every row is added up in the same order whatever their number.
    public static func train(
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> ItemNeighbors {
        ItemNeighbors(
            items: log.items, live: LiveNeighbors(try fold(log, by: parameters, control: control)))
    }

    /// The fold of a log.
    static func fold(
        _ log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> PairFold {
        let augmented = try log.augmented(by: parameters.augmentation)
        let parameters = parameters.itemNeighbors
        try parameters.check()
        guard let newest = log.times.max() else { throw .emptyLog }
        guard log.gains.contains(where: { $0 > 0 }) else { throw .nothingLiked }
        let workers = control.workers
        let ties = log.items.ids.map { StableHash.of($0.text) }
        let folds = try control.parallel(
            name, count: workers, scratch: {},
            { part, _ in
                var fold = PairFold(
                    NeighborCounts(
                        itemCount: log.items.count, by: parameters, landmark: newest, part: part,
                        of: workers))
                fold.take(augmented, 0..<log.userCount, ties)
                // Altered copies of histories belong to nobody who will behave again.
                let recent = fold.recent
                fold.recent = RecentBehaviors()
                fold.take(augmented, log.userCount..<augmented.userCount, ties)
                fold.recent = recent
                return fold
            })
        let rows = (0..<log.items.count).map { folds[$0 % workers].pairs.row($0) }
        let counted = folds[0].pairs
        return PairFold(
            NeighborCounts(
                rows, counted.counts, by: parameters, landmark: counted.landmark,
                newest: counted.newest),
            recent: folds[0].recent)
    }
}

extension PairFold {
    /// Takes in what users of a log liked.
    fileprivate mutating func take(_ log: TrainingLog, _ users: Range<Int>, _ ties: [UInt64]) {
        for user in users {
            let key = user < log.users.count ? log.users[user] : UInt64(user)
            for index in Int(log.starts[user])..<Int(log.starts[user + 1])
            where log.gains[index] > 0 {
                let place = log.places[index]
                take(place, of: key, at: log.times[index], tie: ties[Int(place)])
            }
        }
    }
}

extension PayloadWriter {
    /// Writes counts and recent behaviors of the first `itemCount` items.
    mutating func write(_ fold: PairFold, itemCount: Int) {
        let (pairs, parameters) = (fold.pairs, fold.pairs.parameters)
        write((parameters.activityHalfLife ?? 0).bitPattern)
        write(UInt64(parameters.halfLife?.milliseconds ?? 0))
        write(parameters.shrinkage.bitPattern)
        write(UInt32(parameters.reachMax))
        write(UInt32(parameters.neighborsMax))
        write(UInt64(bitPattern: pairs.landmark))
        write(UInt64(bitPattern: pairs.newest))
        write(Array(pairs.counts.prefix(itemCount)))
        for place in 0..<itemCount {
            let entries = pairs.row(place).entries.filter {
                $0.pairs > 0 && $0.neighbor < itemCount
            }
            write(entries.map(\.neighbor))
            write(entries.map(\.aheadCount))
            write(entries.map(\.behindCount))
            write(entries.map(\.ahead))
            write(entries.map(\.behind))
        }
        write(UInt64(fold.recent.histories.count))
        for history in fold.recent.histories {
            let entries = history.entries.filter { $0.place < itemCount }
            write(history.user)
            write(entries.map(\.place))
            for entry in entries {
                write(UInt64(bitPattern: entry.time))
                write(entry.tie)
            }
        }
    }
}

extension PayloadReader {
    /// Counts and recent behaviors of this many items.
    mutating func fold(of itemCount: Int) throws(ModelError) -> PairFold {
        let parameters = try neighborParameters()
        let times = Timestamp.earliest.milliseconds...Timestamp.latest.milliseconds
        let landmark = Int64(bitPattern: try longWord())
        let newest = Int64(bitPattern: try longWord())
        let counts = try doubles()
        guard counts.count == itemCount, counts.allSatisfy({ 0...1e250 ~= $0 }),
            times ~= landmark, times ~= newest
        else { throw damaged("its counts do not fit its items") }
        var rows: [PairRow] = []
        for _ in 0..<itemCount { rows.append(PairRow(try entries(of: itemCount))) }
        var recent = RecentBehaviors()
        let userCount = try longWord()
        for _ in 0..<min(userCount, UInt64(UInt32.max)) {
            let user = try longWord()
            var history: [RecentBehaviors.Entry] = []
            for place in try places() {
                let (time, tie) = (Int64(bitPattern: try longWord()), try longWord())
                guard 0..<itemCount ~= Int(place), times ~= time else {
                    throw damaged("its users do not fit its items")
                }
                history.append(.init(time: time, tie: tie, place: place))
            }
            guard history.count <= RecentBehaviors.ofUserMax,
                zip(history, history.dropFirst()).allSatisfy({ !$1.isBefore($0) })
            else {
                throw damaged("its users' behaviors are out of order")
            }
            recent.restore(history, of: user)
        }
        return PairFold(
            NeighborCounts(rows, counts, by: parameters, landmark: landmark, newest: newest),
            recent: recent)
    }

    private mutating func neighborParameters() throws(ModelError) -> ItemNeighbors.Parameters {
        var parameters = ItemNeighbors.Parameters()
        let activity = Double(bitPattern: try longWord())
        let halfLife = try longWord()
        parameters.activityHalfLife = activity == 0 ? nil : activity
        parameters.halfLife =
            halfLife == 0 ? nil : Interval(milliseconds: Int64(clamping: halfLife))
        parameters.shrinkage = Double(bitPattern: try longWord())
        parameters.reachMax = Int(try word())
        parameters.neighborsMax = Int(try word())
        do throws(ModelError) { try parameters.check() } catch {
            throw damaged("its parameters are out of range")
        }
        return parameters
    }

    private mutating func entries(of itemCount: Int) throws(ModelError) -> [PairRow.Entry] {
        let (neighbors, aheadCounts, behindCounts) = (try places(), try places(), try places())
        let (ahead, behind) = (try doubles(), try doubles())
        let counts = aheadCounts + behindCounts
        let isSound =
            [aheadCounts.count, behindCounts.count, ahead.count, behind.count]
            .allSatisfy { $0 == neighbors.count }
            && neighbors.allSatisfy { 0..<itemCount ~= Int($0) }
            && counts.allSatisfy { 0...500_000_000 ~= $0 }
            && zip(aheadCounts, behindCounts).allSatisfy { $0 + $1 > 0 }
            && (ahead + behind).allSatisfy { -1e-6...1e250 ~= $0 }
            && Set(neighbors).count == neighbors.count
        guard isSound else { throw damaged("its weights do not fit its items") }
        return neighbors.indices.map {
            PairRow.Entry(
                neighbor: neighbors[$0], aheadCount: aheadCounts[$0],
                behindCount: behindCounts[$0], ahead: ahead[$0], behind: behind[$0])
        }
    }
}
