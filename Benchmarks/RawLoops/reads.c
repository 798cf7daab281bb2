#include "raw_loops.h"

#include <mongoc/mongoc.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static double now(void) { return 1e-6 * (double)bson_get_monotonic_time(); }

/// Walks through a weight document, reads every field, and adds up the states.
static double decode(const bson_t *document) {
  double sum = 0;
  bson_iter_t field, interests, interest, state;
  if (!bson_iter_init_find(&field, document, "interests")) return 0;
  bson_iter_recurse(&field, &interests);
  while (bson_iter_next(&interests)) {
    bson_iter_recurse(&interests, &interest);
    while (bson_iter_next(&interest)) {
      const char *key = bson_iter_key(&interest);
      if (strcmp(key, "item") == 0) {
        uint32_t length;
        sum += bson_iter_utf8(&interest, &length)[0] != 0 ? 0 : 1;
      } else if (strcmp(key, "state") == 0) {
        bson_iter_recurse(&interest, &state);
        while (bson_iter_next(&state)) sum += bson_iter_double(&state);
      } else if (strcmp(key, "last") == 0) {
        sum += bson_iter_date_time(&interest) < 0 ? 1 : 0;
      }
    }
  }
  return sum;
}

static double ask(mongoc_collection_t *collection, const bson_t *filter, const bson_t *options,
                  int64_t *found, bson_error_t *error) {
  double sum = 0;
  const bson_t *document;
  mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(collection, filter, options, NULL);
  while (mongoc_cursor_next(cursor, &document)) {
    sum += decode(document);
    (*found)++;
  }
  mongoc_cursor_error(cursor, error);
  mongoc_cursor_destroy(cursor);
  return sum;
}

typedef struct {
  const char *uri, *database;
  const char **users;
  size_t count, first, step;
  int rounds;
  bool asks_both;
  double *latencies;
  pthread_barrier_t *connected;
  raw_result result;
} read_task;

static void *read_some(void *argument) {
  read_task *task = argument;
  bson_error_t error = {0};
  mongoc_client_t *client = mongoc_client_new(task->uri);
  mongoc_collection_t *behaviors =
      mongoc_client_get_collection(client, task->database, "behaviors");
  mongoc_collection_t *weights = mongoc_client_get_collection(client, task->database, "weights");
  bson_t *one = BCON_NEW("limit", BCON_INT64(1), "singleBatch", BCON_BOOL(true));
  bson_t *presence = BCON_NEW("limit", BCON_INT64(1), "singleBatch", BCON_BOOL(true), "projection",
                              "{", "_id", BCON_INT32(1), "}", "hint", "user_fold");
  // The time for connecting is not measured.
  bson_t *ping = BCON_NEW("ping", BCON_INT32(1));
  mongoc_client_command_simple(client, "admin", ping, NULL, NULL, &error);
  bson_destroy(ping);
  pthread_barrier_wait(task->connected);
  for (int round = 0; round < task->rounds && !error.code; round++) {
    for (size_t i = task->first; i < task->count && !error.code; i += task->step) {
      double begun = now();
      int64_t pending = 0;
      if (task->asks_both) {
        bson_t *question =
            BCON_NEW("pending", BCON_BOOL(true), "user", BCON_UTF8(task->users[i]));
        ask(behaviors, question, presence, &pending, &error);
        bson_destroy(question);
      }
      bson_t *by_id = BCON_NEW("_id", BCON_UTF8(task->users[i]));
      task->result.checksum += ask(weights, by_id, one, &task->result.count, &error);
      task->result.checksum += (double)pending;
      bson_destroy(by_id);
      if (task->latencies) task->latencies[(size_t)round * task->count + i] = now() - begun;
    }
  }
  snprintf(task->result.error, sizeof task->result.error, "%s", error.message);
  bson_destroy(one);
  bson_destroy(presence);
  mongoc_collection_destroy(behaviors);
  mongoc_collection_destroy(weights);
  mongoc_client_destroy(client);
  return NULL;
}

raw_result raw_read(const char *uri, const char *database, const char **users, size_t count,
                    int rounds, int threads, bool asks_both, double *latencies) {
  enum { THREADS_MAX = 64 };
  mongoc_init();
  if (threads > THREADS_MAX) threads = THREADS_MAX;
  read_task tasks[THREADS_MAX];
  pthread_t workers[THREADS_MAX];
  pthread_barrier_t connected;
  pthread_barrier_init(&connected, NULL, (unsigned)threads + 1);
  raw_result result = {0};
  for (int i = 0; i < threads; i++) {
    tasks[i] = (read_task){uri,    database,  users,     count,      (size_t)i, (size_t)threads,
                           rounds, asks_both, latencies, &connected, {0}};
    pthread_create(&workers[i], NULL, read_some, &tasks[i]);
  }
  pthread_barrier_wait(&connected);
  double start = now();
  for (int i = 0; i < threads; i++) {
    pthread_join(workers[i], NULL);
    result.count += tasks[i].result.count;
    result.checksum += tasks[i].result.checksum;
    if (tasks[i].result.error[0]) {
      memcpy(result.error, tasks[i].result.error, sizeof result.error);
    }
  }
  result.seconds = now() - start;
  pthread_barrier_destroy(&connected);
  return result;
}
