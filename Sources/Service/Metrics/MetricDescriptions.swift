public import Metering

extension MeteringConfiguration {
    /// What Ebb says of itself, with the buckets that suit it.
    ///
    /// No label holds a user or an item.
    public static var ebb: MeteringConfiguration {
        MeteringConfiguration(
            descriptions:
                requests.merging(store) { first, _ in first }.merging(models) { first, _ in first })
    }

    private static let requests: [String: Description] = [
        "http_server_request_duration_seconds": Description(
            "From the head of a request to its answer, by route, method and status."),
        "http_server_active_requests": Description("Requests that are worked on."),
        "process_resident_memory_bytes": Description("Memory of this process that is resident."),
        "ebb_tls_certificate_expiry_timestamp_seconds": Description(
            "When the certificate that new connections are served with ends, in seconds since 1970."
        ),
        "ebb_model_version": Description("The version of the model that serves."),
        "ebb_model_trained_timestamp_seconds": Description(
            "When the model that serves was trained, in seconds since 1970."),
        "ebb_model_behaviors": Description("Behaviors that the model was trained on."),
        "ebb_catalog_current": Description(
            "1 while lists are made by the catalog in memory, 0 while each is checked against the "
                + "store."),
        "ebb_catalog_items": Description(
            "Items in memory: of the catalog, removed ones, and those that models know."),
        "ebb_catalog_lookups": Description(
            "Questions to the store about items by their ids, since the start."),
        "ebb_catalog_followed_timestamp_seconds": Description(
            "Up to when all changes of the catalog are known, in seconds since 1970."),
        "ebb_models_refused": Description("Models in the store that cannot serve."),
        "ebb_training_timestamp_seconds": Description(
            "When the last training ended or last said that it lives, in seconds since 1970."),
        "ebb_training_duration_seconds": Description("How long the last training took."),
        "ebb_training_outcome": Description(
            "How the last training went: 1 at running, done, kept, failed or killed. After a kept, "
                + "failed or killed one the model before it serves."),
        "ebb_training_new_behaviors": Description(
            "Behaviors since the last training, where the server trains by itself."),
        "ebb_server_load_requests": Description(
            "The mean number of requests in work, by which training waits for a busy server."),
        "ebb_self_started_jobs_total": Description("Jobs that this server started by itself."),
        "ebb_live_quality": Description(
            "How high what users do next stood in what was recommended to them: the NDCG, faded "
                + "by a half-life of 1h or 7d, by the recommender that headed the list."),
        "ebb_live_quality_behaviors": Description(
            "How many behaviors ebb_live_quality rests on, faded like it."),
    ]

    private static let models: [String: Description] = [
        "ebb_rerank_lists_total": Description(
            "Lists that a model might have reordered, by what came of it."),
        "ebb_rerank_tokens_total": Description("Tokens that rerankings cost."),
        "ebb_rerank_dropped_total": Description(
            "Entries of a reranker's answers that were unknown or repeated."),
    ]

    private static let store: [String: Description] = [
        "ebb_behaviors_appended_total": Description(
            "Behaviors that came: inserted, or repeated and in the log already."),
        "ebb_follow_lag_seconds": Description(
            "How far the store is behind a source that this server follows."),
        "ebb_follow_documents_total": Description(
            "Documents of a followed source that were brought into the store."),
        "ebb_reads_waiting": Description("Reads that wait for a worker or are being answered."),
        "ebb_read_batch_users": Description(
            "Users whom one round trip asked for.", bounds: [1, 2, 4, 8, 16, 32, 64, 128]),
        "ebb_read_wait_seconds": Description("How long reads waited for their first turn."),
        "ebb_reads_refused_total": Description(
            "Reads told \"busy\": full, too many waited; late, the turn came too late."),
        "ebb_fold_users": Description(
            "Users whom one transaction folded.",
            bounds: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]),
        "ebb_fold_behaviors": Description("Behaviors that one transaction folded."),
        "ebb_transaction_retries_total": Description(
            "Transactions begun again after a passing trouble, such as a write conflict."),
        "ebb_commit_retries_total": Description(
            "Commits sent again because nobody knew what had become of them."),
        "ebb_malformed_documents_total": Description(
            "Documents of a wrong shape that a read left out, by collection: see ebb doctor."),
        "ebb_lane_wait_seconds": Description("How long operations waited for a lane."),
        "ebb_lane_refusals_total": Description(
            "Operations refused because too many waited for a lane."),
    ]
}
