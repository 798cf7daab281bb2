import Foundation
import Mongo
import NIOCore
import NIOPosix

/// A replica set of one or three `mongod` on loopback, whose members can be disrupted and healed.
actor Cluster {
    /// The election timeout, and the heartbeat interval.
    private static let electionMilliseconds: Int32 = 1000
    private static let heartbeatMilliseconds: Int32 = 300
    /// The time limit until the replica set is healthy.
    private static let healing = Patience.seconds(90)

    private var members: [Member] = []
    private let setName: String

    /// Starts the servers and waits until they are healthy.
    init(
        members count: Int, mongod: String, household: Household,
        group: MultiThreadedEventLoopGroup
    ) async throws {
        setName = "chaos\(count)"
        for number in 0..<count {
            let port = try await Self.freePort(on: group)
            try FileManager.default.createDirectory(
                atPath: "\(household.folder)/\(setName)-\(number)",
                withIntermediateDirectories: true)
            members.append(
                try Member(
                    number: number, port: port, proxy: await Proxy.open(to: port, on: group),
                    mongod: mongod, setName: setName, household: household))
        }
        for index in members.indices { try members[index].start() }
        try await initiate()
        try await heal()
    }

    /// The URI for clients, through the proxies.
    var uri: String {
        let hosts = members.map { "127.0.0.1:\($0.proxy.port)" }.joined(separator: ",")
        return "mongodb://\(hosts)/?replicaSet=\(setName)"
    }

    /// Starts a fault of a server, and returns the affected member.
    func begin(_ fault: Fault) async -> Int {
        let number: Int
        switch fault.target {
        case .primary: number = await primary() ?? 0
        case .member(let member): number = member % members.count
        }
        switch fault.kind {
        case .killServer: members[number].kill()
        case .stopServer: members[number].stop()
        case .cut: members[number].proxy.set(.cut)
        case .silence: members[number].proxy.set(.silent)
        case .deafness: members[number].proxy.set(.deaf)
        case .delay: members[number].proxy.set(.slow(fault.delayMilliseconds))
        case .killService, .clockBack: break
        }
        return number
    }

    /// Ends a fault.
    func end(_ fault: Fault, on number: Int) throws {
        switch fault.kind {
        case .killServer: try members[number].start()
        case .stopServer: members[number].resume()
        case .cut, .silence, .deafness, .delay: members[number].proxy.set(.open)
        case .killService, .clockBack: break
        }
    }

    /// Ends all faults and waits until one member is primary and the others are secondaries.
    func heal() async throws {
        for index in members.indices {
            members[index].proxy.set(.open)
            members[index].resume()
        }
        let isWell = try await Self.healing.wait {
            var roles: [Member.Role] = []
            for index in members.indices {
                try members[index].start()
                roles.append(await members[index].role())
            }
            return roles.count { $0 == .primary } == 1 && !roles.contains(.other)
        }
        guard isWell else { throw Trouble("the replica set \(setName) does not become healthy") }
    }

    /// Ends the servers.
    func close() async {
        for index in members.indices {
            members[index].kill()
            await members[index].store.close()
            await members[index].proxy.close()
        }
    }

    private func primary() async -> Int? {
        for member in members where await member.role() == .primary { return member.number }
        return nil
    }

    private func initiate() async throws {
        let addresses = members.map { "127.0.0.1:\($0.proxy.port)" }
        let command = BSON { command in
            command.document("replSetInitiate") { set in
                set.append("_id", setName)
                set.array("members") { list in
                    for (number, address) in addresses.enumerated() {
                        list.document { member in
                            member.append("_id", Int32(number))
                            member.append("host", address)
                        }
                    }
                }
                set.document("settings") { settings in
                    settings.append("electionTimeoutMillis", Self.electionMilliseconds)
                    settings.append("heartbeatIntervalMillis", Self.heartbeatMilliseconds)
                }
            }
        }
        var last = ""
        let isInitiated = try await Self.healing.wait {
            do {
                _ = try await members[0].store.perform(RunCommand(database: "admin", command))
                return true
            } catch {
                last = "\(error)"
                return last.contains("already initialized")
            }
        }
        guard isInitiated else { throw Trouble("the replica set cannot be initiated: \(last)") }
    }

    /// A free port.
    private static func freePort(on group: MultiThreadedEventLoopGroup) async throws -> Int {
        let listener = try await ServerBootstrap(group: group)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = listener.localAddress?.port ?? 0
        try await listener.close()
        return port
    }
}

extension Fault {
    /// The delay of all data during the fault, which grows with its duration.
    fileprivate var delayMilliseconds: Int { 20 + lasts / 10 }
}
