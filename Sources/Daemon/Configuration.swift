extension LocalServer {
    /// The configuration of the server: its data folder, its program and its limits.
    public struct Configuration: Sendable {
        /// The folder for all files of this server; nil for the user's default folder.
        public var dataFolder: String?
        /// The path of the server program; nil to search for one.
        public var mongod: String?
        /// The environment, which names folders and programs, and is passed on to the server.
        public var environment: [String: String]
        /// The time limit until the server accepts writes, including recovery after a crash and
        /// waiting for another Ebb that starts or stops it.
        public var startTimeout: Duration = .seconds(60)
        /// The time limit for stopping the server.
        public var stopTimeout: Duration = .seconds(30)
        /// The size of the server's own cache in GiB, in addition to the cache of the operating
        /// system. It fills up with use; a transaction that changes more than a fifth of it waits.
        public var cacheSizeGB = cacheSizeGB(memory: MachineMemory.bytes)
        /// The maximum size of the replication log, in MB.
        public var oplogSizeMB = 256
        /// The maximum lifetime of a transaction, in seconds.
        public var transactionSecondsMax = 20
        /// The free disk space that a start requires, in bytes.
        public var freeBytesMin = 256 << 20

        /// Creates a configuration; all other properties have defaults.
        public init(dataFolder: String?, environment: [String: String]) {
            self.dataFolder = dataFolder
            self.environment = environment
        }

        /// The WiredTiger settings. The default journal files (100 MB each, three in advance) suit
        /// a cluster; these are smaller. Changed pages are cleaned early, whatever the cache size:
        /// until then an index keeps its removed entries, and each query for pending behaviors
        /// must skip them. Both sizes are below the limits at which the smallest cache makes
        /// writers wait: a fifth and a tenth of it.
        private static let engine =
            "log=(file_max=32MB,prealloc=false),eviction_dirty_target=32MB,"
            + "eviction_updates_target=8MB"

        /// A quarter of the memory, within limits; MongoDB's own default is half.
        static func cacheSizeGB(memory bytes: Int) -> Double {
            min(4, max(0.25, Double(bytes) / Double(4 << 30)))
        }

        /// The data folder, or its default according to the XDG base directories.
        ///
        /// Throws ``DaemonError/Code/folder`` when there is neither that nor a home.
        func folderPath() throws(DaemonError) -> String {
            if let dataFolder, !dataFolder.isEmpty { return dataFolder }
            // The specification says to ignore relative paths.
            if let base = environment["XDG_DATA_HOME"], base.hasPrefix("/") { return "\(base)/ebb" }
            if let home = environment["HOME"], home.hasPrefix("/") {
                return "\(home)/.local/share/ebb"
            }
            throw DaemonError(
                .folder, "HOME is not set: choose a data folder with --data")
        }

        /// The arguments of mongod.
        func arguments(_ folder: DataFolder, socket: SocketPath) -> [String] {
            [
                "--dbpath", folder.data, "--logpath", folder.log, "--logappend", "--quiet",
                "--pidfilepath", folder.processID,
                // No network: the permissions of the socket file decide who can use the server.
                "--bind_ip", socket.path, "--nounixsocket",
                "--replSet", Replica.name, "--oplogSize", "\(oplogSizeMB)",
                "--wiredTigerCacheSizeGB", "\(cacheSizeGB)",
                "--wiredTigerEngineConfigString", Self.engine,
                "--setParameter", "diagnosticDataCollectionEnabled=false",
                // After an Ebb was killed during a fold, its users stay locked until the server
                // aborts the transaction, by default a minute later; no fold takes this long.
                "--setParameter", "transactionLifetimeLimitSeconds=\(transactionSecondsMax)",
                // There is no other member in the set to hand over to.
                "--setParameter", "shutdownTimeoutMillisForSignaledShutdown=0",
            ]
        }
    }
}
