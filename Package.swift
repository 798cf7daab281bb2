// swift-tools-version: 6.2
import PackageDescription

/// The compiler settings of all targets, which enforce as much of the house style as possible.
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

/// For modules whose tests use internal declarations. Also in release builds: the tests run the
/// shipped object files, because a debug build does not show errors of the optimizer.
///
/// The scripts set the variable. Without it, these modules have no unsafe flags, so that other
/// packages can depend on them.
let tested =
    Context.environment["EBB_TESTABLE"] == nil
    ? house : house + [.unsafeFlags(["-enable-testing"], .when(configuration: .release))]

/// For the tests, which are compiled once for each run and need not be fast.
let tests = house + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

/// For shipped programs: they contain the Swift runtime, so that they run without Swift installed.
///
/// These are linker flags, instead of `--static-swift-stdlib`, with which every module would be
/// compiled again for the tests. The libraries are those that this option adds for Foundation.
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
        // The domain alone, for other packages: laws of decay, weights, views.
        .library(name: "Interest", targets: ["Interest"]),
        // Typed calls to a server, for other packages.
        .library(name: "EbbClient", targets: ["EbbClient"]),
        // The chaos harness preloads this into the processes whose clock it changes.
        .library(name: "SteppingClock", type: .dynamic, targets: ["SteppingClock"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-algorithms", from: "1.2.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: [.defaults, "YAML"]),
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
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        // The functions of glibc that Swift's own module does not have.
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

        .target(
            name: "Interest", swiftSettings: tested,
            // For rounding, which Swift leaves to the C library where nothing else links it.
            linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
        .target(name: "Plot", dependencies: ["Interest"], swiftSettings: tested),
        .target(name: "Access", dependencies: ["Hashing", "Interest"], swiftSettings: house),
        .target(name: "Work", dependencies: ["Interest"], swiftSettings: house),
        .target(name: "Wire", dependencies: ["Interest", "Work"], swiftSettings: tested),
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
                "Access", "Hashing", "Interest", "Mongo", "Trace", "Work",
                .product(name: "Algorithms", package: "swift-algorithms"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: tested),
        .target(
            name: "Ingest",
            dependencies: ["Hashing", "Interest", "Work", "CZlib", "CZstd"],
            swiftSettings: tested),
        .target(
            name: "Metering",
            dependencies: [.product(name: "CoreMetrics", package: "swift-metrics")],
            swiftSettings: house),
        .target(name: "Algebra", dependencies: ["COpenBLAS"], swiftSettings: house),
        .target(name: "HTTPCalls", dependencies: ["CCurl"], swiftSettings: house),
        .target(
            name: "EbbClient", dependencies: ["HTTPCalls", "Interest", "Wire"],
            swiftSettings: tested),
        .target(
            name: "LargeModels",
            dependencies: ["HTTPCalls", "Interest"], swiftSettings: tested),
        .target(
            name: "Recommending",
            dependencies: ["Algebra", "Hashing", "Interest", "Trace", "Wire", "Work"],
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
                "Access", "Certificates", "Hashing", "Ingest", "Interest", "Metering", "Page",
                "Recommending", "TLS", "Trace", "Wire", "Work", "CMalloc",
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
        // Everything that ebb does except HTTP. The two programs below build on it.
        .target(
            name: "Command",
            dependencies: [
                "Access", "Certificates", "Daemon", "EbbClient", "HTTPCalls", "Ingest", "Interest",
                "LargeModels", "Metering", "Mongo", "Plot", "Program", "Recommending",
                "Repositories", "Wire", "Work",
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
                "Access", "Command", "HTTPCalls", "Interest", "Metering", "Mongo",
                "Recommending", "Repositories", "Service", "Work",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house, linkerSettings: shipped),

        .target(
            name: "RawLoops", dependencies: ["CMongo"], path: "Benchmarks/RawLoops",
            cSettings: [.unsafeFlags(["-O2"])]),
        // A separate program, which ebb runs as `ebb bench`.
        .executableTarget(
            name: "ebb-bench",
            dependencies: [
                "Access", "Daemon", "Ingest", "Interest", "Metering", "Mongo", "Program",
                "RawLoops", "Recommending", "Repositories", "Service", "Work",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Benchmarks/Bench", swiftSettings: house, linkerSettings: shipped),

        .target(name: "SteppingClock", path: "Benchmarks/SteppingClock"),
        // Disrupts ebb and its servers; scripts/chaos runs it.
        .executableTarget(
            name: "ebb-chaos",
            dependencies: [
                "Interest", "Mongo", "Program", "Recommending", "Repositories", "Work",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Benchmarks/Chaos", swiftSettings: tested),

        .target(
            name: "Harness", dependencies: ["Mongo"], path: "Tests/Harness",
            swiftSettings: house),
        .testTarget(
            name: "InterestTests", dependencies: ["Harness", "Interest"], swiftSettings: tests),
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
        .testTarget(
            name: "AccessTests", dependencies: ["Access", "Harness", "Interest"],
            swiftSettings: tests),
        .testTarget(name: "WorkTests", dependencies: ["Interest", "Work"], swiftSettings: tests),
        .testTarget(name: "WireTests", dependencies: ["Interest", "Wire"], swiftSettings: tests),
        .testTarget(
            name: "EbbClientTests",
            dependencies: ["EbbClient", "Interest", "ModelStub", "Wire"], swiftSettings: tests),
        .testTarget(name: "PageTests", dependencies: ["Page"], swiftSettings: tests),
        .testTarget(name: "PlotTests", dependencies: ["Plot"], swiftSettings: tests),
        .testTarget(
            name: "MongoTests", dependencies: ["CMongo", "Harness", "Mongo"],
            swiftSettings: tests),
        // A separate program that uses a data folder, which tests run concurrently and kill.
        .executableTarget(
            name: "Tenant", dependencies: ["Daemon"], path: "Tests/Tenant", swiftSettings: house),
        .testTarget(
            name: "DaemonTests", dependencies: ["Daemon", "Harness", "Mongo", "Tenant"],
            swiftSettings: tests),
        .testTarget(
            name: "RepositoriesTests",
            dependencies: [
                "Access", "Harness", "Hashing", "Interest", "Metering", "Mongo", "Repositories",
                "Trace",
                "Work",
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: tests),
        // Damaged files for the tests, and for a fuzzing program that reads a million of them.
        .target(
            name: "Damage", dependencies: ["CZlib", "CZstd", "Ingest", "Interest"],
            path: "Tests/Damage", swiftSettings: house),
        .executableTarget(
            name: "Fuzz", dependencies: ["Damage"], path: "Tests/Fuzz", swiftSettings: house),
        .testTarget(
            name: "IngestTests",
            dependencies: ["Damage", "Ingest", "Interest", "Repositories", "Work"],
            swiftSettings: tests),
        // A server of large models that misbehaves in every way.
        .target(
            name: "ModelStub",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/ModelStub", swiftSettings: house),
        .testTarget(
            name: "HTTPCallsTests", dependencies: ["HTTPCalls", "ModelStub"],
            swiftSettings: tests),
        .testTarget(
            name: "LargeModelsTests",
            dependencies: ["HTTPCalls", "Interest", "LargeModels", "ModelStub"],
            swiftSettings: tests),
        .testTarget(
            name: "RecommendingTests",
            dependencies: [
                "Algebra", "HTTPCalls", "Harness", "Ingest", "Interest", "LargeModels", "ModelStub",
                "Recommending", "Repositories", "Work",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "Access", "Harness", "Interest", "Metering", "Page", "Recommending",
                "Repositories", "Service", "Trace", "Wire", "Work",
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
                "EbbClient", "Harness", "Interest", "Mongo", "Recommending", "Repositories",
                "Work", "ebb-chaos",
                // Not imported by any test: so it is built together with the tests, not after them.
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
