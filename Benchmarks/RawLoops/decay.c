#include "raw_loops.h"

#include <math.h>
#include <time.h>

static double now(void) {
  struct timespec moment;
  clock_gettime(CLOCK_MONOTONIC, &moment);
  return (double)moment.tv_sec + 1e-9 * (double)moment.tv_nsec;
}

raw_result raw_decay(const double *restrict fast, const double *restrict slow, size_t count,
                     double *restrict weights, int64_t rounds) {
  raw_result result = {0};
  double start = now();
  for (int64_t round = 0; round < rounds; round++) {
    double time = (double)round / (double)rounds;
    double one = 0.5 * exp2(-time / 2), other = 0.5 * exp2(-time / 30);
    for (size_t i = 0; i < count; i++) weights[i] = fast[i] * one + slow[i] * other;
    result.checksum += weights[round % count];
  }
  result.seconds = now() - start;
  result.count = rounds * (int64_t)count;
  return result;
}

raw_result raw_decay_naive(const double *restrict fast, const double *restrict slow,
                           const double *restrict ages, size_t count, double *restrict weights,
                           int64_t rounds) {
  raw_result result = {0};
  double start = now();
  for (int64_t round = 0; round < rounds; round++) {
    double time = (double)round / (double)rounds;
    for (size_t i = 0; i < count; i++) {
      double age = ages[i] + time;
      weights[i] = 0.5 * fast[i] * exp2(-age / 2) + 0.5 * slow[i] * exp2(-age / 30);
    }
    result.checksum += weights[round % count];
  }
  result.seconds = now() - start;
  result.count = rounds * (int64_t)count;
  return result;
}
