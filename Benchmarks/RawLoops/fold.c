// A fold in C that is only meant to be fast: arrays of fixed size, no law but two half-lives. A
// failed transaction is retried, but not a commit with an unknown outcome.
#include "raw_loops.h"

#include <math.h>
#include <mongoc/mongoc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INTERESTS_MAX = 256, NAME_MAX_BYTES = 64, COMPONENTS = 2, TRIES_MAX = 100 };

typedef struct {
  char name[NAME_MAX_BYTES], law[NAME_MAX_BYTES];
  int64_t version, activity, oldest, newest, landmarks[COMPONENTS];
  size_t count;
  char items[INTERESTS_MAX][NAME_MAX_BYTES];
  double states[INTERESTS_MAX][COMPONENTS];
  int64_t lasts[INTERESTS_MAX];
} profile;

typedef struct {
  const char *uri, *database, *law;
  const char **users;
  const double *half_lives;
  size_t count, batch, first, step;
  raw_result result;
} fold_task;

static double now(void) { return 1e-6 * (double)bson_get_monotonic_time(); }

static void copy_text(char *to, bson_iter_t *field) {
  snprintf(to, NAME_MAX_BYTES, "%s", bson_iter_utf8(field, NULL));
}

static int compare_names(const void *first, const void *second) {
  return strcmp(((const profile *)first)->name, ((const profile *)second)->name);
}

static profile *find_profile(profile *profiles, size_t count, const char *name) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = strcmp(profiles[middle].name, name);
    if (order == 0) return &profiles[middle];
    if (order < 0) low = middle + 1; else high = middle;
  }
  return NULL;
}

static void read_interest(profile *user, bson_iter_t *fields) {
  size_t index = user->count++;
  while (bson_iter_next(fields)) {
    const char *key = bson_iter_key(fields);
    if (strcmp(key, "item") == 0) {
      copy_text(user->items[index], fields);
    } else if (strcmp(key, "last") == 0) {
      user->lasts[index] = bson_iter_date_time(fields);
    } else if (strcmp(key, "state") == 0) {
      bson_iter_t state;
      bson_iter_recurse(fields, &state);
      for (int k = 0; k < COMPONENTS && bson_iter_next(&state); k++)
        user->states[index][k] = bson_iter_double(&state);
    }
  }
}

static void read_profile(profile *profiles, size_t count, const bson_t *document) {
  bson_iter_t field, inner, fields;
  if (!bson_iter_init_find(&field, document, "_id")) return;
  profile *user = find_profile(profiles, count, bson_iter_utf8(&field, NULL));
  if (!user || !bson_iter_init(&field, document)) return;
  while (bson_iter_next(&field)) {
    const char *key = bson_iter_key(&field);
    if (strcmp(key, "law") == 0) copy_text(user->law, &field);
    if (strcmp(key, "version") == 0) user->version = bson_iter_as_int64(&field);
    if (strcmp(key, "activity") == 0) user->activity = bson_iter_as_int64(&field);
    if (strcmp(key, "oldest") == 0) user->oldest = bson_iter_date_time(&field);
    if (strcmp(key, "newest") == 0) user->newest = bson_iter_date_time(&field);
    if (strcmp(key, "landmarks") == 0) {
      bson_iter_recurse(&field, &inner);
      for (int k = 0; k < COMPONENTS && bson_iter_next(&inner); k++)
        user->landmarks[k] = bson_iter_as_int64(&inner);
    }
    if (strcmp(key, "interests") == 0) {
      bson_iter_recurse(&field, &inner);
      while (user->count < INTERESTS_MAX && bson_iter_next(&inner)) {
        bson_iter_recurse(&inner, &fields);
        read_interest(user, &fields);
      }
    }
  }
}

static void add_behavior(profile *user, const char *item, int64_t time, const double *half_lives) {
  size_t index = 0;
  while (index < user->count && strcmp(user->items[index], item) != 0) index++;
  if (index == INTERESTS_MAX) return;
  if (index == user->count) {
    user->count++;
    snprintf(user->items[index], NAME_MAX_BYTES, "%s", item);
    memset(user->states[index], 0, sizeof user->states[index]);
    user->lasts[index] = time;
  }
  if (user->lasts[index] < time) user->lasts[index] = time;
  if (user->activity == 0 || time < user->oldest) user->oldest = time;
  if (user->activity == 0 || time > user->newest) user->newest = time;
  user->activity++;
  for (int k = 0; k < COMPONENTS; k++) {
    double clock = (double)time / half_lives[k];
    int64_t landmark = (int64_t)floor((double)user->newest / half_lives[k]);
    if (landmark != user->landmarks[k]) {
      double factor = exp2((double)(user->landmarks[k] - landmark));
      for (size_t i = 0; i < user->count; i++) user->states[i][k] *= factor;
      user->landmarks[k] = landmark;
    }
    user->states[index][k] += exp2(clock - (double)landmark);
  }
}

static void write_profile(const profile *user, bson_t *document) {
  bson_t list, interest, state;
  char buffer[16];
  const char *key;
  BSON_APPEND_UTF8(document, "_id", user->name);
  BSON_APPEND_UTF8(document, "law", user->law);
  BSON_APPEND_INT64(document, "version", user->version);
  BSON_APPEND_INT64(document, "activity", user->activity);
  BSON_APPEND_DATE_TIME(document, "oldest", user->oldest);
  BSON_APPEND_DATE_TIME(document, "newest", user->newest);
  BSON_APPEND_ARRAY_BEGIN(document, "landmarks", &list);
  for (uint32_t k = 0; k < COMPONENTS; k++) {
    bson_uint32_to_string(k, &key, buffer, sizeof buffer);
    BSON_APPEND_INT64(&list, key, user->landmarks[k]);
  }
  bson_append_array_end(document, &list);
  BSON_APPEND_ARRAY_BEGIN(document, "interests", &list);
  for (uint32_t i = 0; i < user->count; i++) {
    bson_uint32_to_string(i, &key, buffer, sizeof buffer);
    BSON_APPEND_DOCUMENT_BEGIN(&list, key, &interest);
    BSON_APPEND_UTF8(&interest, "item", user->items[i]);
    BSON_APPEND_ARRAY_BEGIN(&interest, "state", &state);
    for (uint32_t k = 0; k < COMPONENTS; k++) {
      bson_uint32_to_string(k, &key, buffer, sizeof buffer);
      BSON_APPEND_DOUBLE(&state, key, user->states[i][k]);
    }
    bson_append_array_end(&interest, &state);
    BSON_APPEND_DATE_TIME(&interest, "last", user->lasts[i]);
    bson_append_document_end(&list, &interest);
  }
  bson_append_array_end(document, &list);
}

/// Appends `{field: {$in: [the names of the profiles]}}` to `filter`.
static void append_names(bson_t *filter, const char *field, const profile *profiles,
                         size_t count) {
  bson_t condition, list;
  char buffer[16];
  const char *key;
  BSON_APPEND_DOCUMENT_BEGIN(filter, field, &condition);
  BSON_APPEND_ARRAY_BEGIN(&condition, "$in", &list);
  for (size_t i = 0; i < count; i++) {
    bson_uint32_to_string((uint32_t)i, &key, buffer, sizeof buffer);
    BSON_APPEND_UTF8(&list, key, profiles[i].name);
  }
  bson_append_array_end(&condition, &list);
  bson_append_document_end(filter, &condition);
}

typedef struct {
  mongoc_client_session_t *session;
  mongoc_collection_t *behaviors, *weights;
  profile *profiles;
  size_t count;
  const double *half_lives;
  const char *law, **users;
  // Whether the whole transaction can be retried after the last error.
  bool transient;
} fold_batch;

static void note(fold_batch *batch, const bson_t *reply) {
  batch->transient = reply && mongoc_error_has_label(reply, "TransientTransactionError");
}

static bool failed(fold_batch *batch, mongoc_cursor_t *cursor, bson_error_t *error) {
  const bson_t *reply = NULL;
  if (!mongoc_cursor_error_document(cursor, error, &reply)) return false;
  note(batch, reply);
  return true;
}

static bool read_weights(fold_batch *batch, bson_error_t *error) {
  bson_t filter = BSON_INITIALIZER, options = BSON_INITIALIZER;
  append_names(&filter, "_id", batch->profiles, batch->count);
  BSON_APPEND_INT64(&options, "batchSize", (int64_t)batch->count);
  bool ok = mongoc_client_session_append(batch->session, &options, error);
  const bson_t *document;
  mongoc_cursor_t *cursor =
      mongoc_collection_find_with_opts(batch->weights, &filter, &options, NULL);
  while (mongoc_cursor_next(cursor, &document))
    read_profile(batch->profiles, batch->count, document);
  ok = ok && !failed(batch, cursor, error);
  mongoc_cursor_destroy(cursor);
  bson_destroy(&filter);
  bson_destroy(&options);
  return ok;
}

/// Adds the pending behaviors, and writes the key of each into `ids`.
static bool add_pending(fold_batch *batch, bson_t *ids, uint32_t *added, bson_error_t *error) {
  bson_t filter = BSON_INITIALIZER, keys = BSON_INITIALIZER, options = BSON_INITIALIZER;
  BSON_APPEND_BOOL(&filter, "pending", true);
  append_names(&filter, "user", batch->profiles, batch->count);
  const char *names[] = {"user", "pending", "fold", "time", "_id"};
  for (int i = 0; i < 5; i++) BSON_APPEND_INT32(&keys, names[i], 1);
  BSON_APPEND_DOCUMENT(&options, "sort", &keys);
  BSON_APPEND_DOCUMENT(&options, "hint", &keys);
  BSON_APPEND_INT64(&options, "batchSize", 20000);
  bool ok = mongoc_client_session_append(batch->session, &options, error);
  mongoc_cursor_t *cursor =
      mongoc_collection_find_with_opts(batch->behaviors, &filter, &options, NULL);
  const bson_t *document;
  profile *user = NULL;
  while (mongoc_cursor_next(cursor, &document)) {
    bson_iter_t field;
    const char *name = "", *item = "", *key;
    int64_t time = 0;
    char buffer[16];
    bson_iter_init(&field, document);
    while (bson_iter_next(&field)) {
      const char *found = bson_iter_key(&field);
      if (strcmp(found, "user") == 0) name = bson_iter_utf8(&field, NULL);
      if (strcmp(found, "item") == 0) item = bson_iter_utf8(&field, NULL);
      if (strcmp(found, "time") == 0) time = bson_iter_date_time(&field);
      if (strcmp(found, "_id") == 0) {
        bson_uint32_to_string((*added)++, &key, buffer, sizeof buffer);
        bson_append_iter(ids, key, -1, &field);
      }
    }
    if (!user || strcmp(user->name, name) != 0) {
      user = find_profile(batch->profiles, batch->count, name);
      if (!user) continue;
      user->version++;
    }
    add_behavior(user, item, time, batch->half_lives);
  }
  ok = ok && !failed(batch, cursor, error);
  mongoc_cursor_destroy(cursor);
  bson_destroy(&filter);
  bson_destroy(&keys);
  bson_destroy(&options);
  return ok;
}

/// Marks all users with one update, because in these benchmarks they are in the same fold.
static bool mark(fold_batch *batch, const bson_t *ids, bson_error_t *error) {
  bson_t *filter = BCON_NEW("_id", "{", "$in", BCON_ARRAY(ids), "}");
  bson_t *update = BCON_NEW("$set", "{", "fold", BCON_INT64(batch->profiles[0].version), "}",
                            "$unset", "{", "pending", BCON_BOOL(true), "}");
  bson_t options = BSON_INITIALIZER, reply;
  bool ok = mongoc_client_session_append(batch->session, &options, error);
  if (ok) {
    ok = mongoc_collection_update_many(batch->behaviors, filter, update, &options, &reply, error);
    if (!ok) note(batch, &reply);
    bson_destroy(&reply);
  }
  bson_destroy(filter);
  bson_destroy(update);
  bson_destroy(&options);
  return ok;
}

static bool save(fold_batch *batch, bson_error_t *error) {
  bson_t options = BSON_INITIALIZER, upsert = BSON_INITIALIZER, reply;
  BSON_APPEND_BOOL(&options, "ordered", false);
  BSON_APPEND_BOOL(&upsert, "upsert", true);
  bool ok = mongoc_client_session_append(batch->session, &options, error);
  mongoc_bulk_operation_t *bulk =
      mongoc_collection_create_bulk_operation_with_opts(batch->weights, &options);
  for (size_t i = 0; ok && i < batch->count; i++) {
    bson_t *filter = BCON_NEW("_id", BCON_UTF8(batch->profiles[i].name));
    bson_t document = BSON_INITIALIZER;
    write_profile(&batch->profiles[i], &document);
    ok = mongoc_bulk_operation_replace_one_with_opts(bulk, filter, &document, &upsert, error);
    bson_destroy(filter);
    bson_destroy(&document);
  }
  if (ok) {
    ok = mongoc_bulk_operation_execute(bulk, &reply, error) != 0;
    if (!ok) note(batch, &reply);
    bson_destroy(&reply);
  }
  mongoc_bulk_operation_destroy(bulk);
  bson_destroy(&options);
  bson_destroy(&upsert);
  return ok;
}

/// Initializes the profiles before the documents are read, ordered by name.
static void begin_profiles(fold_batch *batch) {
  for (size_t i = 0; i < batch->count; i++) {
    profile *user = &batch->profiles[i];
    memset(user, 0, offsetof(profile, items));
    snprintf(user->name, sizeof user->name, "%s", batch->users[i]);
    snprintf(user->law, sizeof user->law, "%s", batch->law);
  }
  qsort(batch->profiles, batch->count, sizeof(profile), compare_names);
}

static bool try_fold(fold_batch *batch, const mongoc_transaction_opt_t *options, uint32_t *added,
                     bson_error_t *error) {
  bson_t ids = BSON_INITIALIZER, reply;
  begin_profiles(batch);
  *added = 0;
  batch->transient = false;
  bool ok = mongoc_client_session_start_transaction(batch->session, options, error) &&
            read_weights(batch, error) && add_pending(batch, &ids, added, error) &&
            (*added == 0 || (mark(batch, &ids, error) && save(batch, error)));
  if (ok) {
    ok = mongoc_client_session_commit_transaction(batch->session, &reply, error);
    if (!ok) note(batch, &reply);
    bson_destroy(&reply);
  } else if (mongoc_client_session_in_transaction(batch->session)) {
    mongoc_client_session_abort_transaction(batch->session, NULL);
  }
  bson_destroy(&ids);
  return ok;
}

static bool fold_one(fold_batch *batch, const mongoc_transaction_opt_t *options, uint32_t *added,
                     bson_error_t *error) {
  for (int tries = 0; tries < TRIES_MAX; tries++) {
    memset(error, 0, sizeof *error);
    if (try_fold(batch, options, added, error)) return true;
    if (!batch->transient) return false;
    usleep(1000 * (unsigned)(tries + 1));  // The conflicting transaction is still running.
  }
  return false;
}

static void *fold_some(void *argument) {
  fold_task *task = argument;
  bson_error_t error = {0};
  mongoc_client_t *client = mongoc_client_new(task->uri);
  mongoc_transaction_opt_t *options = mongoc_transaction_opts_new();
  mongoc_write_concern_t *majority = mongoc_write_concern_new();
  mongoc_read_concern_t *snapshot = mongoc_read_concern_new();
  mongoc_write_concern_set_w(majority, MONGOC_WRITE_CONCERN_W_MAJORITY);
  mongoc_read_concern_set_level(snapshot, MONGOC_READ_CONCERN_LEVEL_SNAPSHOT);
  mongoc_transaction_opts_set_write_concern(options, majority);
  mongoc_transaction_opts_set_read_concern(options, snapshot);
  fold_batch batch = {
      mongoc_client_start_session(client, NULL, &error),
      mongoc_client_get_collection(client, task->database, "behaviors"),
      mongoc_client_get_collection(client, task->database, "weights"),
      malloc(task->batch * sizeof(profile)), 0, task->half_lives, task->law, NULL, false};
  for (size_t start = task->first * task->batch; start < task->count && !error.code;
       start += task->step * task->batch) {
    batch.count = task->count - start < task->batch ? task->count - start : task->batch;
    batch.users = &task->users[start];
    uint32_t added = 0;
    if (fold_one(&batch, options, &added, &error)) task->result.count += added;
  }
  snprintf(task->result.error, sizeof task->result.error, "%s", error.message);
  free(batch.profiles);
  mongoc_collection_destroy(batch.behaviors);
  mongoc_collection_destroy(batch.weights);
  mongoc_client_session_destroy(batch.session);
  mongoc_transaction_opts_destroy(options);
  mongoc_write_concern_destroy(majority);
  mongoc_read_concern_destroy(snapshot);
  mongoc_client_destroy(client);
  return NULL;
}

raw_result raw_fold(const char *uri, const char *database, const char **users, size_t count,
                    size_t batch, int threads, const char *law, const double *half_lives) {
  enum { THREADS_MAX = 64 };
  mongoc_init();
  if (threads > THREADS_MAX) threads = THREADS_MAX;
  fold_task tasks[THREADS_MAX];
  pthread_t workers[THREADS_MAX];
  raw_result result = {0};
  double start = now();
  for (int i = 0; i < threads; i++) {
    tasks[i] = (fold_task){uri,   database, law,       users,           half_lives,
                           count, batch,    (size_t)i, (size_t)threads, {0}};
    pthread_create(&workers[i], NULL, fold_some, &tasks[i]);
  }
  for (int i = 0; i < threads; i++) {
    pthread_join(workers[i], NULL);
    result.count += tasks[i].result.count;
    if (tasks[i].result.error[0])
      memcpy(result.error, tasks[i].result.error, sizeof result.error);
  }
  result.seconds = now() - start;
  return result;
}
