import Harness
import Testing

@testable import Mongo

@Suite struct TroubleTests {
    @Test func `an address where nobody listens is named in one sentence`() async throws {
        var configuration = StoreConfiguration(
            uri: "mongodb://ada:secret@127.0.0.1:1", database: "none")
        configuration.serverSelectionTimeout = .milliseconds(200)
        let store = try Store(configuration)
        let error = await #expect(throws: StoreError.self) { try await store.perform(Ping()) }
        #expect(error?.code == .unreachable)
        #expect(error?.message.contains("127.0.0.1:1") == true)
        #expect(error?.message.contains("secret") == false)
        #expect(error?.server == nil)
        await store.close()
    }

    @Test func `a host without an address is named, too`() async throws {
        var configuration = StoreConfiguration(uri: "mongodb://no.such.invalid", database: "none")
        configuration.serverSelectionTimeout = .milliseconds(200)
        let store = try Store(configuration)
        let error = await #expect(throws: StoreError.self) { try await store.perform(Ping()) }
        #expect(error?.code == .unreachable)
        #expect(error?.message.contains("no.such.invalid") == true)
        await store.close()
    }

    @Test(arguments: [
        "", "localhost", "http://localhost", "mongodb://", "mongodb://ada:se:cret@host",
        "mongodb://ada:secret/pass@host", "mongodb://ada:secret%@host", "mongodb://host:99999",
        "mongodb://host/?tls=perhaps&ssl=never", "mongodb://ho\u{0}st", "mongodb://ada:secret@",
    ])
    func `a URI that cannot be read is refused, and no password printed`(uri: String) {
        let configuration = StoreConfiguration(uri: uri, database: "none")
        let error = #expect(throws: StoreError.self) { try Store(configuration) }
        #expect(error?.code == .invalidURI)
        #expect(error?.message.contains("secret") == false)
        #expect(error?.message.contains("se:cret") == false)
        #expect(error?.message.contains("\n") == false)
    }

    @Test func `a configuration prints without its password`() {
        let configuration = StoreConfiguration(
            uri: "mongodb://ada:s@cret@host:1/?w=1", database: "d")
        #expect("\(configuration)" == "mongodb://host:1/?w=1, database d, 4 lanes")
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!(dumped + String(reflecting: configuration)).contains("cret"))
    }

    @Test(arguments: ["", "a\u{0}b"])
    func `a database's name that C would cut is refused`(name: String) {
        let configuration = StoreConfiguration(uri: "mongodb://host", database: name)
        let error = #expect(throws: StoreError.self) { try Store(configuration) }
        #expect(error?.code == .malformed)
    }

    @Test(.store) func `a wrong password is said to be one`() async throws {
        let lent = try LentStore.current
        let create = try BSON(json: #"{"createUser": "ada", "pwd": "right", "roles": []}"#)
        _ = try await lent.store.perform(RunCommand(create))
        for (password, code) in [
            ("right", StoreError.Code?.none), ("wrong", .authenticationFailed),
        ] {
            var configuration = lent.configuration
            configuration.uri = configuration.uri.replacing("://", with: "://ada:\(password)@")
            configuration.uri += configuration.uri.split(separator: "/").count > 2 ? "" : "/"
            configuration.uri += "?authSource=\(configuration.database)"
            let store = try Store(configuration)
            let result: StoreError.Code?
            do throws(StoreError) {
                try await store.perform(Ping())
                result = nil
            } catch {
                result = error.code
                #expect(!error.message.contains(password + "@"))
            }
            #expect(result == code)
            await store.close()
        }
        let drop = BSON { $0.append("dropAllUsersFromDatabase", Int32(1)) }
        _ = try await lent.store.perform(RunCommand(drop))
    }

    @Test func `a standalone server is said to be one, and a stopped one unreachable`() async throws
    {
        let server = try await PrivateServer()
        defer { server.stop() }
        var configuration = StoreConfiguration(uri: server.uri, database: "alone")
        configuration.serverSelectionTimeout = .milliseconds(500)
        let store = try Store(configuration)
        #expect(try await store.perform(Hello()).setName == nil)
        let insert = InsertMany("counters", documents: [Increment.document(0)])
        #expect(try await store.perform(insert).inserted == 1)
        let error = await #expect(throws: StoreError.self) {
            try await store.perform(Transact(Increment(by: 1)))
        }
        #expect(error?.code == .notReplicaSet, "\(String(describing: error))")
        #expect(try await store.perform(Increment.Value()) == 0)
        server.stop()
        let gone = await #expect(throws: StoreError.self) {
            try await store.perform(Increment.Value())
        }
        #expect(gone?.code == .unreachable)
        await store.close()
    }
}
