// The limits that Ebb is measured against: what a C programmer would write with the same driver
// and the same documents, without Ebb.
#ifndef EBB_RAW_LOOPS_H
#define EBB_RAW_LOOPS_H

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

/// Asks two questions for one user after the other: is anything pending, and what is the weight
/// document (decoded to the last number)? `rounds` times through `users` (NUL-terminated, one
/// behind the other).
/// With `latencies` (room for rounds * count) each pair's seconds are written there.
raw_result raw_read_both(const char *uri, const char *database, const char *users, size_t count,
                         int rounds, double *latencies);

/// Weights of `count` interests from two numbers each, `rounds` times, each at another moment:
/// two exp2 a round, then two multiplications and an addition an interest.
raw_result raw_decay(const double *fast, const double *slow, size_t count, double *weights,
                     int64_t rounds);

/// The same weights with an exp2 for every interest and component, as from a time kept with each.
raw_result raw_decay_naive(const double *fast, const double *slow, const double *ages, size_t count,
                           double *weights, int64_t rounds);

#endif
