import Command

/// The program `ebb`.
@main
enum Main {
    static func main() async { await Ebb.main() }
}
