extension LocalServer {
    /// Where the server keeps its data, what it is, and the limits on it.
    public struct Configuration: Sendable {
        /// The folder for everything about this server; nil for the user's own.
        public var dataFolder: String?
        /// The server program; nil to look for one.
        public var mongod: String?
        /// What the process was started with: where to look for folders and programs, and
        /// what the server in its turn is started with.
        public var environment: [String: String]
        /// How long it may take until the server can be written to, recovery after a crash
        /// and waiting for another Ebb's start or stop included.
        public var startTimeout: Duration = .seconds(60)
        /// How long the server may take to stop.
        public var stopTimeout: Duration = .seconds(30)
        /// The server's own cache, in GiB, beside the operating system's. It fills as data is
        /// used; a transaction that changes more than a fifth of it waits for room.
        public var cacheSizeGB = cacheSizeGB(memory: MachineMemory.bytes)
        /// The bound on the replication log, in MB.
        public var oplogSizeMB = 256
        /// How long a transaction may be open, in seconds.
        public var transactionSecondsMax = 20
        /// Disk that must be free to start, in bytes.
        public var freeBytesMin = 256 << 20

        /// Takes the two that have no default.
        public init(dataFolder: String?, environment: [String: String]) {
            self.dataFolder = dataFolder
            self.environment = environment
        }

        /// The journal's files of 100 MB, three of them ahead of need, suit a cluster. And changed
        /// pages are tidied early, however large the cache: until then an index keeps what was
        /// taken out of it, and each look at what is pending passes over what was. Both sizes are
        /// less than where the smallest cache makes writers wait: a fifth of it, and a tenth.
        private static let engine =
            "log=(file_max=32MB,prealloc=false),eviction_dirty_target=32MB,"
            + "eviction_updates_target=8MB"

        /// A quarter of the memory, within reason: MongoDB itself would take half.
        static func cacheSizeGB(memory bytes: Int) -> Double {
            min(4, max(0.25, Double(bytes) / Double(4 << 30)))
        }

        /// The data folder, or where the XDG base directories put it.
        ///
        /// Throws ``DaemonError/Code/folder`` when there is neither that nor a home.
        func folderPath() throws(DaemonError) -> String {
            if let dataFolder, !dataFolder.isEmpty { return dataFolder }
            // The specification wants relative paths ignored.
            if let base = environment["XDG_DATA_HOME"], base.hasPrefix("/") { return "\(base)/ebb" }
            if let home = environment["HOME"], home.hasPrefix("/") {
                return "\(home)/.local/share/ebb"
            }
            throw DaemonError(
                .folder, "there is no HOME to keep data in: choose a folder with --data")
        }

        /// What mongod is told.
        func arguments(_ folder: DataFolder, socket: SocketPath) -> [String] {
            [
                "--dbpath", folder.data, "--logpath", folder.log, "--logappend", "--quiet",
                "--pidfilepath", folder.processID,
                // No network at all: who may open the socket's file may use the server.
                "--bind_ip", socket.path, "--nounixsocket",
                "--replSet", Replica.name, "--oplogSize", "\(oplogSizeMB)",
                "--wiredTigerCacheSizeGB", "\(cacheSizeGB)",
                "--wiredTigerEngineConfigString", Self.engine,
                "--setParameter", "diagnosticDataCollectionEnabled=false",
                // An Ebb that was killed in a fold keeps its users locked until its transaction is
                // given up, by default a minute later; no fold takes as long as this.
                "--setParameter", "transactionLifetimeLimitSeconds=\(transactionSecondsMax)",
                // Nobody else is in the set whom it would have to be handed over to.
                "--setParameter", "shutdownTimeoutMillisForSignaledShutdown=0",
            ]
        }
    }
}
