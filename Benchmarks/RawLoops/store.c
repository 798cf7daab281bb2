#include "raw_loops.h"

#include <mongoc/mongoc.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static double now(void) { return 1e-6 * (double)bson_get_monotonic_time(); }

typedef struct {
  const char *uri, *database, *collection;
  raw_documents documents;
  size_t batch, first, step;
  int64_t inserted;
  char error[512];
} insert_task;

static bool insert_batch(mongoc_collection_t *collection, const raw_documents *documents,
                         size_t start, size_t end, bson_error_t *error) {
  bson_t options = BSON_INITIALIZER;
  BSON_APPEND_BOOL(&options, "ordered", false);
  mongoc_bulk_operation_t *bulk =
      mongoc_collection_create_bulk_operation_with_opts(collection, &options);
  bool ok = true;
  for (size_t i = start; ok && i < end; i++) {
    bson_t document;
    size_t length = documents->offsets[i + 1] - documents->offsets[i];
    ok = bson_init_static(&document, documents->bytes + documents->offsets[i], length) &&
         mongoc_bulk_operation_insert_with_opts(bulk, &document, NULL, error);
  }
  bson_t reply;
  ok = ok && mongoc_bulk_operation_execute(bulk, &reply, error) != 0;
  if (ok) bson_destroy(&reply);
  mongoc_bulk_operation_destroy(bulk);
  bson_destroy(&options);
  return ok;
}

static void *insert_some(void *argument) {
  insert_task *task = argument;
  mongoc_client_t *client = mongoc_client_new(task->uri);
  mongoc_collection_t *collection =
      mongoc_client_get_collection(client, task->database, task->collection);
  for (size_t start = task->first * task->batch; start < task->documents.count;
       start += task->step * task->batch) {
    size_t end = start + task->batch;
    if (end > task->documents.count) end = task->documents.count;
    bson_error_t error;
    if (!insert_batch(collection, &task->documents, start, end, &error)) {
      snprintf(task->error, sizeof task->error, "%s", error.message);
      break;
    }
    task->inserted += (int64_t)(end - start);
  }
  mongoc_collection_destroy(collection);
  mongoc_client_destroy(client);
  return NULL;
}

raw_result raw_insert(const char *uri, const char *database, const char *collection,
                      raw_documents documents, size_t batch, int threads) {
  enum { THREADS_MAX = 64 };
  mongoc_init();
  if (threads > THREADS_MAX) threads = THREADS_MAX;
  insert_task tasks[THREADS_MAX];
  pthread_t workers[THREADS_MAX];
  raw_result result = {0};
  double start = now();
  for (int i = 0; i < threads; i++) {
    tasks[i] = (insert_task){uri, database, collection, documents, batch, (size_t)i,
                             (size_t)threads, 0, ""};
    pthread_create(&workers[i], NULL, insert_some, &tasks[i]);
  }
  for (int i = 0; i < threads; i++) {
    pthread_join(workers[i], NULL);
    result.count += tasks[i].inserted;
    if (tasks[i].error[0]) memcpy(result.error, tasks[i].error, sizeof result.error);
  }
  result.seconds = now() - start;
  return result;
}

/// Walks through a weight document and sums its states, reading every field on the way.
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

raw_result raw_read_both(const char *uri, const char *database, const char *users, size_t count,
                         int rounds, double *latencies) {
  mongoc_init();
  raw_result result = {0};
  bson_error_t error = {0};
  mongoc_client_t *client = mongoc_client_new(uri);
  mongoc_collection_t *behaviors = mongoc_client_get_collection(client, database, "behaviors");
  mongoc_collection_t *weights = mongoc_client_get_collection(client, database, "weights");
  bson_t *one = BCON_NEW("limit", BCON_INT64(1), "singleBatch", BCON_BOOL(true));
  bson_t *presence = BCON_NEW("limit", BCON_INT64(1), "singleBatch", BCON_BOOL(true), "projection",
                              "{", "_id", BCON_INT32(1), "}");
  double start = now();
  for (int round = 0; round < rounds && !error.code; round++) {
    const char *user = users;
    for (size_t i = 0; i < count && !error.code; i++, user += strlen(user) + 1) {
      double begun = now();
      int64_t pending = 0;
      bson_t *question = BCON_NEW("pending", BCON_BOOL(true), "user", BCON_UTF8(user));
      bson_t *by_id = BCON_NEW("_id", BCON_UTF8(user));
      ask(behaviors, question, presence, &pending, &error);
      result.checksum += ask(weights, by_id, one, &result.count, &error) + (double)pending;
      bson_destroy(question);
      bson_destroy(by_id);
      if (latencies) latencies[(size_t)round * count + i] = now() - begun;
    }
  }
  result.seconds = now() - start;
  snprintf(result.error, sizeof result.error, "%s", error.message);
  bson_destroy(one);
  bson_destroy(presence);
  mongoc_collection_destroy(behaviors);
  mongoc_collection_destroy(weights);
  mongoc_client_destroy(client);
  return result;
}
