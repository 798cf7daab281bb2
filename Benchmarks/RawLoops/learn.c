#include "raw_loops.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec moment;
  clock_gettime(CLOCK_MONOTONIC, &moment);
  return (double)moment.tv_sec + 1e-9 * (double)moment.tv_nsec;
}

raw_result raw_learn(const int32_t *users, const int32_t *items, size_t count, size_t known,
                     size_t user_count, size_t item_count, size_t listed, double half_life,
                     int32_t reach, double shrinkage) {
  raw_result result = {0};
  // The last items of each user in a ring, and how many there were.
  int32_t *last = calloc(user_count * (size_t)reach, sizeof *last);
  int32_t *have = calloc(user_count, sizeof *have);
  double *counts = calloc(item_count, sizeof *counts);
  double *pairs = calloc(item_count * item_count, sizeof *pairs);
  double *strengths = calloc((size_t)reach, sizeof *strengths);
  if (last && have && counts && pairs && strengths) {
    for (int32_t d = 0; d < reach; d++) strengths[d] = exp2(-(double)d / half_life);
    double start = now();
    for (size_t k = 0; k < count; k++) {
      if (k == known) start = now();
      int32_t user = users[k], item = items[k];
      int32_t *ring = last + (size_t)user * (size_t)reach;
      int32_t n = have[user] < reach ? have[user] : reach;
      for (int32_t d = 0; d < n; d++) {
        int32_t other = ring[(have[user] - 1 - d) % reach];
        pairs[(size_t)other * item_count + (size_t)item] += strengths[d];
      }
      ring[have[user]++ % reach] = item;
      counts[item] += 1;
    }
    result.seconds = now() - start;
    result.count = (int64_t)(count - known);
    for (size_t i = 0; i < listed; i++) {
      double best = 0;
      for (size_t j = 0; j < item_count; j++) {
        if (i == j) continue;
        double sum = pairs[i * item_count + j] + pairs[j * item_count + i];
        best = fmax(best, sum / sqrt((counts[i] + shrinkage) * (counts[j] + shrinkage)));
      }
      result.checksum += best;
    }
  }
  free(last);
  free(have);
  free(counts);
  free(pairs);
  free(strengths);
  return result;
}
