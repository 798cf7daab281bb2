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

let package = Package(
    name: "ebb",
    platforms: [.macOS(.v26)],
    dependencies: [],
    targets: [
        .target(name: "Interest", swiftSettings: house),
        .testTarget(name: "InterestTests", dependencies: ["Interest"], swiftSettings: house),
    ]
)
