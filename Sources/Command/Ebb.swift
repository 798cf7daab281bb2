package import ArgumentParser
internal import Interest

/// The command: `ebb SUBCOMMAND`.
package struct Ebb: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "ebb",
        abstract: "Recommendations from interests that fade.",
        discussion: """
            People click, browse, buy and rate. Each behavior makes an interest grow; time and \
            newer behaviors make it fade. Ebb recommends by what is left of the interests now.

            Without --database, Ebb runs its own MongoDB server and keeps its data in your data \
            folder (--data). Each setting can also come from an EBB_… environment variable \
            (EBB_DATABASE, EBB_DATA, …) or from a YAML or JSON file (--config).
            """,
        version: version,
        subcommands: [
            Import.self, FollowCommand.self, Inspect.self, Export.self, Embed.self, Train.self,
            Evaluate.self, Tune.self,
            InterestsCommand.self,
            Recommend.self,
            LawCommand.self, Rebuild.self, Prune.self, Simulate.self, Stats.self, Doctor.self,
            Serve.self,
            RetentionCommand.self, Forget.self, Backup.self, Restore.self,
            UserCommand.self, ItemCommand.self, BehaviorCommand.self, ModelCommand.self,
            SettingsCommand.self, JobCommand.self, KeyCommand.self, Top.self, Completions.self,
            BenchCommand.self, Fold.self, WorkCommand.self, LimitsCommand.self,
        ])

    package init() {}

    /// The version of this build.
    package static let version = Release.version
}
