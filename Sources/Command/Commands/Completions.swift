import ArgumentParser

/// `ebb completions SHELL`: prints a script that lets the shell complete `ebb` commands.
struct Completions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints a completion script for a shell.",
        discussion: """
              ebb completions bash > /etc/bash_completion.d/ebb
              ebb completions zsh > ~/.zsh/completions/_ebb
              ebb completions fish > ~/.config/fish/completions/ebb.fish
            """)

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

    func run() {
        let shell: CompletionShell =
            switch self.shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        print(Ebb.completionScript(for: shell))
    }
}
