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
