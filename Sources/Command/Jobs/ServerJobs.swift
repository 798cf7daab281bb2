import Interest
package import Repositories
package import Work

/// The jobs that `ebb serve` offers.
package enum ServerJobs {
    /// The names of the training parameters.
    private static var training: [String] { ModelOptions.names }

    /// All jobs, on the repositories of the store.
    ///
    /// - Parameters:
    ///   - workers: where those that are long and large are done.
    ///   - trained: loads the trained models, so that they are in use when the job ends.
    package static func all(
        _ repositories: MongoRepositories, settings: ProcessSettings, workers: Workers,
        trained: @escaping @Sendable () async throws -> Void
    ) -> [JobDefinition] {
        [
            .fileImport(into: repositories),
            .erasure(in: repositories.erasures),
            .command("fold", as: Fold.self) { _ in
                try Output.line(try await Fold.fold(repositories))
            },
            .command("rebuild", as: Rebuild.self, switches: ["all"]) { command in
                try Output.line(try await Rebuild.rebuild(repositories, all: command.all))
            },
            .command(
                "prune", as: Prune.self, options: ["below"], switches: ["from-what-is-left"]
            ) { command in
                try Output.line(try await command.prune(repositories))
            },
            // Where the model answers is the server's own configuration, and no job's to choose.
            .command("embed", as: Embed.self, options: ["max-tokens", "batch"]) { command in
                try Output.line(try await command.embed(repositories, settings))
            },
        ]
            + long(repositories).map { job in
                job.kind == "train" ? workers.apart(job, then: trained) : workers.apart(job)
            }
    }

    /// The jobs that hold the log in memory and compute for long, as a worker does them.
    static func long(_ repositories: MongoRepositories) -> [JobDefinition] {
        [
            .command(
                "train", as: Train.self, options: training, switches: ["repeats", "judge"],
                arguments: "recommender"
            ) { command in
                try Output.line(["models": try await command.train(on: repositories)])
            },
            .command(
                "tune", as: Tune.self, options: ["budget", "law", "gain"] + training,
                switches: ["repeats", "apply"]
            ) { command in
                try Output.line(try await command.tune(on: repositories))
            },
            .command(
                "evaluate", as: Evaluate.self,
                options: [
                    "recommender", "law", "depth", "training-share", "mode", "basket-gap",
                    "windows", "folds", "resamples",
                ] + training,
                switches: ["repeats", "lists", "cold"]
            ) { command in
                try Output.line(try await command.evaluate(on: repositories))
            },
        ]
    }
}
