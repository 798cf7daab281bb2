/// The release that this source is.
///
/// The only place that holds the version's text: the command, the OpenAPI document, backups and the
/// scripts that build a release read it from here. `CHANGELOG.md` begins with the same version.
public enum Release {
    /// The version, such as `1.2.3`.
    public static let version = "0.2.0"
}
