#include "raw_loops.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec moment;
  clock_gettime(CLOCK_MONOTONIC, &moment);
  return (double)moment.tv_sec + 1e-9 * (double)moment.tv_nsec;
}

enum { best_count = 10 };

raw_result raw_recommend(const int32_t *starts, const int32_t *columns, const double *values,
                         size_t items, size_t interests, double *weights, int64_t rounds) {
  raw_result result = {0};
  double start = now();
  for (int64_t round = 0; round < rounds; round++) {
    double best[best_count] = {0};
    for (size_t i = 0; i < interests; i++)
      weights[((size_t)round * 131 + i * 197) % items] += 1.0 / (double)(i + 1);
    for (size_t item = 0; item < items; item++) {
      if (weights[item] != 0) continue;
      double score = 0;
      for (int32_t k = starts[item]; k < starts[item + 1]; k++)
        score += weights[columns[k]] * values[k];
      if (score <= best[best_count - 1]) continue;
      int place = best_count - 1;
      for (; place > 0 && best[place - 1] < score; place--) best[place] = best[place - 1];
      best[place] = score;
    }
    for (int place = 0; place < best_count; place++) result.checksum += best[place];
    for (size_t i = 0; i < interests; i++)
      weights[((size_t)round * 131 + i * 197) % items] = 0;
  }
  result.seconds = now() - start;
  result.count = rounds;
  return result;
}

static double likeness(const int32_t *terms, int32_t a, int32_t a_end, int32_t b, int32_t b_end) {
  int32_t all = a_end - a + b_end - b, shared = 0;
  while (a < a_end && b < b_end) {
    if (terms[a] == terms[b]) shared++, a++, b++;
    else if (terms[a] < terms[b]) a++;
    else b++;
  }
  return all == shared ? 0 : (double)shared / (double)(all - shared);
}

raw_result raw_diversity(const int32_t *starts, const int32_t *terms, const double *scores,
                         size_t items, size_t wanted, double weight, int64_t rounds) {
  raw_result result = {0};
  size_t *chosen = calloc(items, sizeof *chosen);
  bool *taken = calloc(items, sizeof *taken);
  double start = now();
  for (int64_t round = 0; chosen && taken && round < rounds; round++) {
    result.checksum = 0;
    for (size_t item = 0; item < items; item++) taken[item] = false;
    for (size_t count = 0; count < wanted && count < items; count++) {
      size_t best = items;
      double highest = 0;
      for (size_t item = 0; item < items; item++) {
        if (taken[item]) continue;
        double most = 0;
        for (size_t k = 0; k < count; k++)
          most = fmax(most, likeness(terms, starts[item], starts[item + 1], starts[chosen[k]],
                                     starts[chosen[k] + 1]));
        double value = (1 - weight) * scores[item] / scores[0] - weight * most;
        if (best == items || value > highest) best = item, highest = value;
      }
      taken[best] = true;
      chosen[count] = best;
      result.checksum += (double)((count + 1) * best);
    }
  }
  result.seconds = now() - start;
  result.count = rounds;
  free(chosen);
  free(taken);
  return result;
}
