#ifndef PLUGWRIGHT_H
#define PLUGWRIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What all plugins share. The layouts are those of version 1 of plugwright's binary interface. */

#define PLUGWRIGHT_ABI @ABI@u

typedef uint32_t plugwright_status;
#define PLUGWRIGHT_OK 0u           /* `value` is set */
#define PLUGWRIGHT_ERR 1u          /* the function returned Err: `value` holds the whole result */
#define PLUGWRIGHT_PANICKED 2u     /* `failure` is set: message, file, line, column */
#define PLUGWRIGHT_BAD_ARGUMENT 3u /* `failure` is set: what was expected, what came, index of the parameter */
#define PLUGWRIGHT_TOO_MUCH 6u     /* `failure` is set: what can cross, and what came of the call instead */

/* What a function of the plugin returns: with the status a value of 8 bytes or fewer, which is nowhere else. */
typedef struct { plugwright_status status; uint64_t word; } plugwright_reply;

/* Memory that is lent for the length of a call: `len` items, or UTF-8 bytes. */
typedef struct { const void *ptr; size_t len; } plugwright_slice;
/* Memory that changes hands: `len` items of `cap` that fit, allocated with malloc. */
typedef struct { void *ptr; size_t len; size_t cap; } plugwright_buffer;
/* A 128-bit integer. */
typedef struct { uint64_t low; uint64_t high; } plugwright_wide;
typedef struct { uint64_t secs; uint32_t nanos; } plugwright_duration;
typedef struct { int64_t secs; uint32_t nanos; } plugwright_time;
typedef struct { plugwright_buffer message; plugwright_buffer detail; uint32_t line; uint32_t column; } plugwright_failure;

typedef struct {
    uint32_t abi;
    void *context;
    void *(*alloc)(void *context, size_t size, size_t align);
    void (*dealloc)(void *context, void *ptr, size_t size, size_t align);
    void *(*realloc)(void *context, void *ptr, size_t size, size_t align, size_t new_size);
} plugwright_host;

/* Static text of the library. */
typedef struct { const char *ptr; size_t len; } plugwright_text;

/* A value that stays in the plugin. What a call left is owned: pass it on as it is to give it away, `plugwright_shared` or
   `plugwright_exclusive` of it to lend it, and `plugwright_drop` it once if it was not given away. */
typedef struct { void *to; uintptr_t tag; } plugwright_object;
typedef struct { uint8_t nothing; } plugwright_unit;
typedef union { plugwright_unit value; plugwright_failure failure; } plugwright_drop_result;
typedef struct {
    plugwright_text path;
    bool send, sync;
    plugwright_status (*drop)(void *object, plugwright_drop_result *out);
} plugwright_class;

typedef struct { const void *direct; const void *wire; uint64_t signature; const void *lazy; } plugwright_entry;

/* The beginning of a library's table; what follows is of no concern here. */
typedef struct {
    uint32_t abi;
    uint32_t entry_count;
    const plugwright_entry *entries;
@TABLE@
} plugwright_table;

/* The type of the symbol `plugwright_plugin_v1`, the only one that a plugin exports. */
typedef const plugwright_table *(*plugwright_entry_point)(void);

/* Plugins allocate with malloc. It aligns to 16 bytes, which no form below exceeds. */
static inline void *plugwright_alloc(void *context, size_t size, size_t align) {
    (void)context;
    return align <= 16 ? malloc(size) : NULL;
}
static inline void plugwright_dealloc(void *context, void *ptr, size_t size, size_t align) {
    (void)context; (void)size; (void)align;
    free(ptr);
}
static inline void *plugwright_realloc(void *context, void *ptr, size_t size, size_t align, size_t new_size) {
    (void)context; (void)size;
    return align <= 16 ? realloc(ptr, new_size) : NULL;
}

/* Puts the value of a reply to where the larger ones are. */
static inline plugwright_status plugwright_put(plugwright_reply reply, void *value, size_t size) {
    if (size <= sizeof reply.word && reply.status <= PLUGWRIGHT_ERR) memcpy(value, &reply.word, size);
    return reply.status;
}

/* Lends text that ends in a zero. */
static inline plugwright_slice plugwright_lend(const char *text) {
    plugwright_slice slice = { text, strlen(text) };
    return slice;
}

/* Copies text that ends in a zero, to give the copy away. */
static inline plugwright_buffer plugwright_give(const char *text) {
    size_t len = strlen(text);
    plugwright_buffer buffer = { (void *)1, 0, 0 };
    if (len > 0 && (buffer.ptr = malloc(len)) != NULL) {
        memcpy(buffer.ptr, text, len);
        buffer.len = buffer.cap = len;
    }
    return buffer;
}

/* Frees a buffer that a call left. What its items own is to be freed before. */
static inline void plugwright_free(plugwright_buffer buffer) {
    if (buffer.cap > 0) free(buffer.ptr);
}

static inline plugwright_object plugwright_shared(plugwright_object owned) {
    owned.tag |= 1u;
    return owned;
}
static inline plugwright_object plugwright_exclusive(plugwright_object owned) {
    owned.tag |= 2u;
    return owned;
}
static inline plugwright_status plugwright_drop(plugwright_object owned, plugwright_drop_result *out) {
    return ((const plugwright_class *)owned.tag)->drop(owned.to, out);
}

/* Frees a failure. */
static inline void plugwright_free_failure(plugwright_failure failure) {
    plugwright_free(failure.message);
    plugwright_free(failure.detail);
}

#endif
