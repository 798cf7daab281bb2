import Glibc
import Program
import Testing
import UnixSignals

@Suite(.serialized)
struct InterruptionTests {
    @Test func `what the body returns is returned`() async throws {
        let answer = try await Interruption.watch(for: [.sigusr2]) { 42 }
        #expect(answer == 42)
    }

    @Test func `what the body throws is thrown`() async {
        struct Broken: Error {}
        await #expect(throws: Broken.self) {
            try await Interruption.watch(for: [.sigusr2]) { throw Broken() }
        }
    }

    @Test func `a signal cancels the body and is named once it has cleaned up`() async throws {
        let (cleaned, cleaning) = AsyncStream<Void>.makeStream()
        let error = await #expect(throws: Interruption.Interrupted.self) {
            try await Interruption.watch(for: [.sigusr2]) {
                kill(getpid(), SIGUSR2)
                // Ends only when the task is canceled.
                for await _ in AsyncStream<Void>.makeStream().stream {}
                cleaning.finish()
            }
        }
        for await _ in cleaned {}
        #expect(error?.description == "interrupted by SIGUSR2")
    }
}
