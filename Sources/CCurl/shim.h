#ifndef EBB_CCURL_SHIM_H
#define EBB_CCURL_SHIM_H

/* Swift cannot call a variadic function, and curl_easy_setopt is one. So each call is set up and
   performed here, and its reply is collected here: the callbacks need no Swift. */

#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

/* One call. The strings and bytes belong to the caller and stay until it returns. */
typedef struct {
    const char *url;
    const char *method; /* empty: POST with a body, else GET */
    const char *body; /* NULL: none */
    size_t body_length;
    struct curl_slist *headers;
    long connect_milliseconds;
    long total_milliseconds;
    size_t reply_limit;
    const int *stopped; /* set with ebb_curl_stop, from any thread */
} ebb_curl_call;

/* What came back. ebb_curl_reply_free gives the bytes back. */
typedef struct {
    long status;
    long retry_after_seconds;
    char *bytes;
    size_t count;
    size_t capacity;
    size_t limit;
    int is_too_large;
    char problem[CURL_ERROR_SIZE];
} ebb_curl_reply;

static inline void ebb_curl_stop(int *stopped) { __atomic_store_n(stopped, 1, __ATOMIC_RELAXED); }

static inline size_t ebb_curl_take(char *bytes, size_t size, size_t count, void *into) {
    ebb_curl_reply *reply = (ebb_curl_reply *)into;
    size_t length = size * count, needed = reply->count + length;
    if (needed > reply->limit) {
        reply->is_too_large = 1;
        return 0;
    }
    if (needed > reply->capacity) {
        size_t capacity = reply->capacity ? reply->capacity * 2 : 16384;
        if (capacity < needed) capacity = needed;
        char *larger = (char *)realloc(reply->bytes, capacity);
        if (!larger) return 0;
        reply->bytes = larger;
        reply->capacity = capacity;
    }
    memcpy(reply->bytes + reply->count, bytes, length);
    reply->count = needed;
    return length;
}

static inline int ebb_curl_watch(
    void *stopped, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
    (void)a, (void)b, (void)c, (void)d;
    return __atomic_load_n((const int *)stopped, __ATOMIC_RELAXED);
}

/* Performs a call on a handle, which keeps its connection for the next one. */
static inline CURLcode ebb_curl_perform(
    CURL *handle, const ebb_curl_call *call, ebb_curl_reply *reply) {
    memset(reply, 0, sizeof *reply);
    reply->limit = call->reply_limit;
    curl_easy_reset(handle);
    curl_easy_setopt(handle, CURLOPT_URL, call->url);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, call->connect_milliseconds);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, call->total_milliseconds);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, call->headers);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, reply->problem);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, ebb_curl_take);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, reply);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, ebb_curl_watch);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, call->stopped);
    if (call->body) {
        curl_easy_setopt(handle, CURLOPT_POST, 1L);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body_length);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, call->body);
    }
    if (*call->method) curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, call->method);
    CURLcode code = curl_easy_perform(handle);
    curl_off_t seconds = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &reply->status);
    if (curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK)
        reply->retry_after_seconds = (long)seconds;
    /* The handle must not remember what belongs to this call. */
    curl_easy_reset(handle);
    return code;
}

static inline void ebb_curl_reply_free(ebb_curl_reply *reply) {
    free(reply->bytes);
    reply->bytes = NULL;
}

/* Sets libcurl up for all threads; call it once before the first handle. */
static inline CURLcode ebb_curl_global(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

#endif
