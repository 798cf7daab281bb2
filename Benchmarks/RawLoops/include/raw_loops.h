// The limits that Ebb is measured against: what a C programmer would write with the same driver
// and the same documents, without Ebb.
#ifndef EBB_RAW_LOOPS_H
#define EBB_RAW_LOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a raw loop did: how long it took and a sum over what it read, to show that it read it.
typedef struct {
  double seconds;
  double checksum;
  int64_t count;
  /// Empty where all went well.
  char error[512];
} raw_result;

/// Documents one behind the other; document i begins at offsets[i] and offsets[count] is the end.
typedef struct {
  const uint8_t *bytes;
  const size_t *offsets;
  size_t count;
} raw_documents;

/// Inserts all documents, unordered, in batches, by `threads` threads with a client each.
raw_result raw_insert(const char *uri, const char *database, const char *collection,
                      raw_documents documents, size_t batch, int threads);

/// Reads one user after the other, `rounds` times through `users`, by `threads` threads with a
/// client each: the weight document, decoded to the last number, and with `asks_both` before it
/// whether anything is pending.
/// With `latencies` (room for rounds * count) each user's seconds are written there.
raw_result raw_read(const char *uri, const char *database, const char **users, size_t count,
                    int rounds, int threads, bool asks_both, double *latencies);

/// Folds what is pending of `users`, `batch` of them in a transaction, by `threads` threads with a
/// client each: finds what is pending and the weight documents, adds each behavior (a gain of 1,
/// two half-lives in milliseconds), writes the number of the fold on it, replaces the documents.
/// Documents of nobody yet get the fingerprint `law`.
raw_result raw_fold(const char *uri, const char *database, const char **users, size_t count,
                    size_t batch, int threads, const char *law, const double *half_lives);

/// Weights of `count` interests from two numbers each, `rounds` times, each at another moment:
/// two exp2 a round, then two multiplications and an addition an interest.
raw_result raw_decay(const double *fast, const double *slow, size_t count, double *weights,
                     int64_t rounds);

/// The same weights with an exp2 for every interest and component, as from a time kept with each.
raw_result raw_decay_naive(const double *fast, const double *slow, const double *ages, size_t count,
                           double *weights, int64_t rounds);

#endif
