internal import Algorithms
internal import Interest
internal import Mongo

/// Answers what waits for a worker, by a question or by a fold: a batch of several, or one after
/// the other who come alone, without leaving the lane in between.
///
/// Gives true when it has had its turns and more may wait.
struct AnswerReads: Operation {
    typealias Ask = ReadWorker.Queue.Ask

    let worker: ReadWorker

    func execute(on client: inout Client) throws(StoreError) -> Bool {
        for _ in 0..<max(1, worker.limits.turnsMax) {
            guard let batch = worker.take() else { return false }
            if worker.folders.isEmpty {
                fold(batch.asks, by: batch.settings, known: batch.known, on: &client)
            } else {
                answer(batch.asks, by: batch.settings, on: &client)
            }
            // Those who were answered together may be about to ask again. On a busy machine they
            // run before the worker's next turn, and then travel together.
            if batch.asks.count > 1 { return true }
        }
        return true
    }

    /// Answers who has nothing pending, and hands over the others.
    private func answer(
        _ asks: [Ask], by settings: FoldingSettings, on client: inout Client
    ) {
        do throws(StoreError) {
            let read = ReadWeights(
                users: asks.map(\.user), fingerprint: settings.fingerprint,
                foldedWithin: worker.limits.saveBack == .always ? worker.limits.fold : nil,
                now: worker.now())
            let found = try read.execute(on: &client)
            var unfolded: [Ask] = []
            for ask in asks {
                if let current = found.current(ask.user) {
                    worker.answer(ask, .success(current))
                } else {
                    unfolded.append(ask)
                }
            }
            worker.handOver(unfolded, pending: found.pending, settings: settings)
        } catch {
            divide(asks, error) { answer($0, by: settings, on: &client) }
        }
    }

    /// - Parameters:
    ///   - known: what the first question saw pending of them, to be tried once.
    ///   - conflictsMax: how many write conflicts are put up with; nil for what the limits say.
    private func fold(
        _ asks: [Ask], by settings: FoldingSettings, known: [LoggedBehavior]? = nil,
        conflictsMax: Int? = nil, on client: inout Client
    ) {
        guard !asks.isEmpty else { return }
        let limits = worker.limits
        let users = FoldUsers(
            asks.map(\.user), by: settings, limits: limits.fold, known: known,
            saveBack: limits.saveBack, now: worker.now())
        do throws(StoreError) {
            let folded = try Transact(
                users, conflictsMax: conflictsMax ?? limits.fold.conflictsMax
            ).execute(on: &client)
            worker.meters.fold.folded(folded)
            let documents = Dictionary(folded.documents.map { ($0.user, $0) }) { $1 }
            var unreached: [Ask] = []
            for ask in asks {
                if let document = documents[ask.user] {
                    let current = CurrentWeights(
                        weights: document.weights, ahead: folded.ahead[ask.user] ?? [])
                    worker.answer(ask, .success(current))
                } else if ask.user != folded.stepped {
                    unreached.append(ask)
                } else if limits.saveBack == .never {
                    peek(ask, by: settings, on: &client)
                } else {
                    worker.again(ask, settings: settings)
                }
            }
            // A user whose turn did not come must not wait for all steps of the one who took it.
            fold(unreached, by: settings, on: &client)
        } catch {
            switch error.code {
            case .writeConflict where known != nil:
                fold(asks, by: settings, on: &client)
            case .writeConflict where asks.count == 1 && conflictsMax == nil:
                // Somebody holds this user, and may do so for long. A later read saves.
                peek(asks[0], by: settings, on: &client)
            default:
                divide(asks, error) { fold($0, by: settings, on: &client) }
            }
        }
    }

    /// Folds all that is pending, also more than a transaction would take in, and writes nothing.
    private func peek(_ ask: Ask, by settings: FoldingSettings, on client: inout Client) {
        do throws(StoreError) {
            let peek = PeekUser(user: ask.user, settings: settings, now: worker.now())
            worker.answer(ask, .success(try peek.execute(on: &client)))
        } catch {
            // Folded again and again meanwhile: that process lives, and lets others have a turn.
            guard error.code != .writeConflict || worker.limits.saveBack == .never else {
                return fold([ask], by: settings, conflictsMax: .max, on: &client)
            }
            worker.answer(ask, .failure(RepositoryError(error)))
        }
    }

    /// One user's trouble must not be the others': they are tried in halves. Where the store is
    /// gone that would only take longer to say.
    private func divide(_ asks: [Ask], _ error: StoreError, _ body: ([Ask]) -> Void) {
        guard asks.count > 1, error.mayConcernOne else {
            for ask in asks { worker.answer(ask, .failure(RepositoryError(error))) }
            return
        }
        for half in asks.evenlyChunked(in: 2) { body(Array(half)) }
    }
}

extension StoreError {
    /// Whether smaller batches may fare better.
    var mayConcernOne: Bool {
        switch code {
        case .unreachable, .closed, .cancelled, .busy, .authenticationFailed, .unauthorized,
            .diskFull:
            false
        default: true
        }
    }

    /// Whether it says something of this user, and nothing of the next, and always will.
    var concernsOne: Bool {
        switch code {
        case .malformed, .tooLarge, .trimmed, .notFound, .server: true
        default: false
        }
    }
}
