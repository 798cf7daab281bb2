// swift-tools-version: 6.2
import PackageDescription

/// The house settings: what the compiler can hold, it holds, in every target.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// For modules whose tests reach inside. In release, too: the tests run the very objects that are
/// shipped, because what the optimizer breaks a debug build does not show.
let tested = house + [.unsafeFlags(["-enable-testing"], .when(configuration: .release))]

/// For the tests themselves, which are compiled once for each run and need not be fast.
let tests = house + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

/// For programs that are shipped: Swift's runtime is linked in, so that they run where no Swift is.
///
/// By the linker alone, and not by `--static-swift-stdlib`, with which every module would have to
/// be compiled again for the tests. The libraries are what that option adds for Foundation.
let shipped: [LinkerSetting] =
    [.unsafeFlags(["-static-stdlib"], .when(platforms: [.linux], configuration: .release))]
    + [
        "FoundationEssentials", "FoundationInternationalization", "CoreFoundation",
        "_FoundationCShims", "_FoundationCollections", "_FoundationICU", "BlocksRuntime", "stdc++",
    ].map { .linkedLibrary($0, .when(platforms: [.linux], configuration: .release)) }

let package = Package(
    name: "ebb",
    platforms: [.macOS(.v26)],
    products: [
        // Preloaded by the chaos harness into the processes whose clock it steps.
        .library(name: "SteppingClock", type: .dynamic, targets: ["SteppingClock"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-algorithms", from: "1.2.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CMongo", pkgConfig: "libmongoc-1.0",
            providers: [.apt(["libmongoc-dev"]), .brew(["mongo-c-driver"])]),
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
        // Of glibc, what Swift's own module of it leaves out.
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

        .target(name: "Interest", swiftSettings: tested),
        .target(name: "Plot", dependencies: ["Interest"], swiftSettings: tested),
        .target(
            name: "Keys", dependencies: ["Hashing", "Interest"], swiftSettings: house),
        .target(
            name: "Mongo",
            dependencies: ["CMongo", .product(name: "CoreMetrics", package: "swift-metrics")],
            swiftSettings: tested),
        .target(name: "Daemon", dependencies: ["Mongo"], swiftSettings: tested),
        .target(
            name: "Trace",
            dependencies: [
                .product(name: "Instrumentation", package: "swift-distributed-tracing"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: house),
        .target(name: "Hashing", dependencies: ["COpenSSL"], swiftSettings: house),
        .target(name: "Certificates", dependencies: ["COpenSSL"], swiftSettings: house),
        .target(
            name: "TLS",
            dependencies: ["COpenSSL", .product(name: "NIOCore", package: "swift-nio")],
            swiftSettings: tested),
        .target(
            name: "Repositories",
            dependencies: [
                "Hashing", "Interest", "Mongo", "Trace",
                .product(name: "Algorithms", package: "swift-algorithms"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: tested),
        .target(
            name: "Ingest",
            dependencies: ["Hashing", "Interest", "CZlib", "CZstd"],
            swiftSettings: tested),
        .target(
            name: "Metering",
            dependencies: [.product(name: "CoreMetrics", package: "swift-metrics")],
            swiftSettings: house),
        .target(name: "Algebra", dependencies: ["COpenBLAS"], swiftSettings: house),
        .target(
            name: "Recommending", dependencies: ["Algebra", "Interest", "Trace"],
            swiftSettings: tested),
        .target(
            name: "Page",
            resources: [
                "index.html", "style.css", "main.js", "api.js", "dom.js", "words.js", "chart.js",
                "jobs.js", "overview.js", "person.js", "item.js", "imports.js", "evaluation.js",
                "settings.js",
            ].map { .embedInCode("Assets/\($0)") }, swiftSettings: house),
        .target(
            name: "Service",
            dependencies: [
                "Certificates", "Hashing", "Ingest", "Interest", "Keys", "Metering", "Page",
                "Recommending", "TLS", "Trace", "CMalloc",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: tested),
        .target(
            name: "Program",
            dependencies: [.product(name: "UnixSignals", package: "swift-service-lifecycle")],
            swiftSettings: house),
        // Everything that ebb does but HTTP. The two programs below are this, and what they add.
        .target(
            name: "Command",
            dependencies: [
                "Certificates", "Daemon", "Ingest", "Interest", "Keys", "Metering", "Mongo", "Plot",
                "Program", "Recommending", "Repositories",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house),
        .executableTarget(
            name: "ebb", dependencies: ["Command"], swiftSettings: house, linkerSettings: shipped),
        .executableTarget(
            name: "ebb-http",
            dependencies: [
                "Command", "Interest", "Metering", "Mongo", "Recommending", "Repositories",
                "Service",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: house, linkerSettings: shipped),

        .target(
            name: "RawLoops", dependencies: ["CMongo"], path: "Benchmarks/RawLoops",
            cSettings: [.unsafeFlags(["-O2"])]),
        // A program of its own beside ebb, which runs it as `ebb bench`.
        .executableTarget(
            name: "ebb-bench",
            dependencies: [
                "Daemon", "Ingest", "Interest", "Keys", "Metering", "Mongo", "Program", "RawLoops",
                "Recommending", "Repositories", "Service",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Benchmarks/Bench", swiftSettings: house, linkerSettings: shipped),

        .target(name: "SteppingClock", path: "Benchmarks/SteppingClock"),
        // Hurts ebb and its servers; scripts/chaos runs it.
        .executableTarget(
            name: "ebb-chaos",
            dependencies: [
                "Interest", "Mongo", "Program", "Recommending", "Repositories",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Benchmarks/Chaos", swiftSettings: tested),

        .target(
            name: "Harness", dependencies: ["Mongo"], path: "Tests/Harness",
            swiftSettings: house),
        .testTarget(name: "InterestTests", dependencies: ["Interest"], swiftSettings: tests),
        .testTarget(
            name: "MeteringTests",
            dependencies: ["Metering", .product(name: "CoreMetrics", package: "swift-metrics")],
            swiftSettings: tests),
        .testTarget(
            name: "CertificatesTests", dependencies: ["Certificates"], swiftSettings: tests),
        .testTarget(name: "HashingTests", dependencies: ["Hashing"], swiftSettings: tests),
        .testTarget(
            name: "TLSTests",
            dependencies: [
                "COpenSSL", "Hashing", "TLS",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: tests),
        .testTarget(name: "AlgebraTests", dependencies: ["Algebra"], swiftSettings: tests),
        .testTarget(name: "KeysTests", dependencies: ["Interest", "Keys"], swiftSettings: tests),
        .testTarget(name: "PageTests", dependencies: ["Page"], swiftSettings: tests),
        .testTarget(name: "PlotTests", dependencies: ["Plot"], swiftSettings: tests),
        .testTarget(
            name: "MongoTests", dependencies: ["CMongo", "Harness", "Mongo"],
            swiftSettings: tests),
        // A process of its own that uses a data folder, for the tests to race and to kill.
        .executableTarget(
            name: "Tenant", dependencies: ["Daemon"], path: "Tests/Tenant", swiftSettings: house),
        .testTarget(
            name: "DaemonTests", dependencies: ["Daemon", "Harness", "Mongo", "Tenant"],
            swiftSettings: tests),
        .testTarget(
            name: "RepositoriesTests",
            dependencies: [
                "Harness", "Interest", "Metering", "Mongo", "Repositories", "Trace",
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: tests),
        // Damaged files, for the tests and, a million of them, for a process of its own.
        .target(
            name: "Damage", dependencies: ["CZlib", "CZstd", "Ingest", "Interest"],
            path: "Tests/Damage", swiftSettings: house),
        .executableTarget(
            name: "Fuzz", dependencies: ["Damage"], path: "Tests/Fuzz", swiftSettings: house),
        .testTarget(
            name: "IngestTests", dependencies: ["Damage", "Ingest", "Interest", "Repositories"],
            swiftSettings: tests),
        .testTarget(
            name: "RecommendingTests",
            dependencies: ["Harness", "Ingest", "Interest", "Recommending"],
            swiftSettings: tests),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "Harness", "Interest", "Keys", "Metering", "Page", "Recommending", "Repositories",
                "Service", "Trace",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: tests),
        .testTarget(
            name: "EbbTests",
            dependencies: [
                "Harness", "Interest", "Mongo", "Recommending", "Repositories", "ebb-chaos",
                // Imported by none of them: it is built beside the tests, and not after them.
                "Command",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: tests),
        .testTarget(
            name: "ProgramTests",
            dependencies: [
                "Program", .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: tests),
        .testTarget(
            name: "TraceTests",
            dependencies: [
                "Trace",
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]),
        .testTarget(name: "TidyTests", swiftSettings: tests),
    ]
)
