#ifndef EBB_CMONGO_SHIM_H
#define EBB_CMONGO_SHIM_H

#include <mongoc/mongoc.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * What Swift cannot call. libbson declares bson_t with an alignment of 128 on
 * some systems (Debian) and of 8 on others. Swift imports the first as an opaque
 * type, so neither its size nor its fields can be had from there.
 */

/* Bytes that a bson_t needs: room for one is lent, never made in Swift. */
static inline size_t ebb_bson_size(void) { return sizeof(bson_t); }

/* The alignment a bson_t needs. */
static inline size_t ebb_bson_alignment(void) { return __alignof__(bson_t); }

/* The length field, which Swift cannot see in an opaque type. */
static inline uint32_t ebb_bson_length(const bson_t *document) { return document->len; }

/* The message of an error; valid as long as the error is. */
static inline const char *ebb_error_message(const bson_error_t *error) { return error->message; }

/* Sets the id of a GridFS file: a C union takes no assignment from Swift without copies. */
static inline bson_value_t ebb_value_from_oid(const uint8_t *bytes) {
    bson_value_t value;
    memset(&value, 0, sizeof value);
    value.value_type = BSON_TYPE_OID;
    memcpy(value.value.v_oid.bytes, bytes, sizeof value.value.v_oid.bytes);
    return value;
}

/*
 * Initializes the library without its log on standard error, which would repeat every error that is
 * thrown. Also removes the name of its counters from shared memory, where nothing reads them: the
 * name would outlive a killed process, and the next process with the same number would print a
 * warning. The library creates the counters before main, so no setting can prevent that.
 */
static inline void ebb_start(void) {
    char name[32];
    mongoc_log_set_handler(NULL, NULL);
    mongoc_init();
    snprintf(name, sizeof name, "/mongoc-%u", (unsigned)getpid());
    shm_unlink(name);
}

#endif
