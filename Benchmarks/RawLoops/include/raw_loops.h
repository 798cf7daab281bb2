// The limits that Ebb is compared with: C code with the same driver and the same documents, but
// without Ebb.
#ifndef EBB_RAW_LOOPS_H
#define EBB_RAW_LOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The result of a raw loop: its duration, and a checksum that proves the work.
typedef struct {
  double seconds;
  double checksum;
  int64_t count;
  /// Empty on success.
  char error[512];
} raw_result;

/// Consecutive documents; document i begins at offsets[i], and offsets[count] is the end.
typedef struct {
  const uint8_t *bytes;
  const size_t *offsets;
  size_t count;
} raw_documents;

/// Inserts all documents unordered, in batches, with `threads` threads and one client each.
raw_result raw_insert(const char *uri, const char *database, const char *collection,
                      raw_documents documents, size_t batch, int threads);

/// Reads one user after another, `rounds` times through `users`, with `threads` threads and one
/// client each: the weight document, with all numbers decoded, and with `asks_both` first whether
/// anything is pending.
/// With `latencies` (space for rounds * count), writes the seconds of each read there.
raw_result raw_read(const char *uri, const char *database, const char **users, size_t count,
                    int rounds, int threads, bool asks_both, double *latencies);

/// Folds the pending behaviors of `users`, `batch` of them in a transaction, with `threads` threads
/// and one client each: finds the pending behaviors and the weight documents, adds each behavior (a
/// gain of 1, two half-lives in milliseconds), marks it with the number of the fold, and replaces
/// the documents. New documents get the fingerprint `law`.
raw_result raw_fold(const char *uri, const char *database, const char **users, size_t count,
                    size_t batch, int threads, const char *law, const double *half_lives);

/// Computes the weights of `count` interests from two numbers each, `rounds` times at different
/// times: two exp2 in each round, then two multiplications and one addition for each interest.
raw_result raw_decay(const double *fast, const double *slow, size_t count, double *weights,
                     int64_t rounds);

/// Computes the same weights with one exp2 for each interest and component, from separate ages.
raw_result raw_decay_naive(const double *fast, const double *slow, const double *ages, size_t count,
                           double *weights, int64_t rounds);

/// Scores every item for `interests` interests, `rounds` times for different ones, from the
/// similarities of each item to the items that speak for it, and keeps the ten best. The checksum is
/// the sum of their scores. `weights` is space for a number for each item, all 0.
raw_result raw_recommend(const int32_t *starts, const int32_t *columns, const double *values,
                         size_t items, size_t interests, double *weights, int64_t rounds);

/// Chooses `wanted` items by maximal marginal relevance, comparing each with each that was chosen,
/// `rounds` times. The terms of an item are in order. The checksum is the sum of place times item.
raw_result raw_diversity(const int32_t *starts, const int32_t *terms, const double *scores,
                         size_t items, size_t wanted, double weight, int64_t rounds);

/// Counts the pairs of each behavior with the last `reach` of its user, in a dense matrix. Those
/// after the first `known` are timed. The checksum is the sum over the first `listed` items of the
/// similarity of the nearest other item.
raw_result raw_learn(const int32_t *users, const int32_t *items, size_t count, size_t known,
                     size_t user_count, size_t item_count, size_t listed, double half_life,
                     int32_t reach, double shrinkage);

#endif
