package import ArgumentParser
internal import Interest

/// The command: `ebb SUBCOMMAND`.
package struct Ebb: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "ebb",
        abstract: "Recommendations from interests that fade.",
        discussion: """
            People click, browse, buy and rate; each behaviour makes an interest grow, time and \
            newer behaviour make it fade, and what is left now decides what is recommended now.

            Without --database, Ebb runs a MongoDB server of its own with its data in your data \
            folder (--data). Everything can also be set by EBB_… in the environment (EBB_DATABASE, \
            EBB_DATA, …) or in a JSON file (--config).
            """,
        version: version,
        subcommands: [
            Import.self, Inspect.self, Export.self, Train.self, Evaluate.self, Tune.self,
            InterestsCommand.self,
            Recommend.self,
            LawCommand.self, Rebuild.self, Prune.self, Simulate.self, Stats.self, Doctor.self,
            Serve.self,
            RetentionCommand.self, Forget.self, Backup.self, Restore.self,
            UserCommand.self, ItemCommand.self, BehaviorCommand.self, ModelCommand.self,
            SettingsCommand.self, JobCommand.self, KeyCommand.self, Top.self, Completions.self,
            BenchCommand.self, Fold.self,
        ])

    package init() {}

    /// The version of this build.
    package static let version = Release.version
}
