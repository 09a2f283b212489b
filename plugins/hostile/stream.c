// SPDX-License-Identifier: GPL-3.0-or-later
/* A stream of one text column, sound or malformed. */
#define _GNU_SOURCE
#include "plugins/hostile/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/hostile/behaviours.h"

enum { kRows = 64, kDepth = 2000 };

static void releaseSchema(struct ArrowSchema* schema) {
    schema->release = NULL; /* its parts are static or leak: this plugin leaks on purpose */
}

static struct ArrowSchema* makeSchema(const char* format, const char* name, struct ArrowSchema* child) {
    struct ArrowSchema* const out = calloc(1, sizeof(*out));
    out->format = format;
    out->name = name;
    out->release = releaseSchema;
    if (child != NULL) {
        out->n_children = 1;
        out->children = calloc(1, sizeof(*out->children));
        out->children[0] = child;
    }
    return out;
}

static int is(const StreamPlan* plan, const char* damage) {
    return plan->damage != NULL && strcmp(plan->damage, damage) == 0;
}

static int getSchema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
    const StreamPlan* const plan = stream->private_data;
    struct ArrowSchema* column = makeSchema("u", "told", NULL);
    if (is(plan, "deep")) {
        for (int i = 0; i < kDepth; ++i) column = makeSchema("+l", "deep", column);
    }
    if (is(plan, "format")) column->format = "no such format";
    if (is(plan, "nameless")) column->name = NULL;
    *out = *makeSchema("+s", "", column);
    return 0;
}

static void releaseArray(struct ArrowArray* array) {
    array->release = NULL;
}

static struct ArrowArray* makeText(const StreamPlan* plan) {
    const size_t length = strlen(plan->text);
    struct ArrowArray* const out = calloc(1, sizeof(*out));
    int32_t* const offsets = calloc(kRows + 1, sizeof(*offsets));
    char* const text = malloc(length * kRows + 1);
    for (int32_t i = 0; i < kRows; ++i) {
        memcpy(text + (size_t)i * length, plan->text, length);
        offsets[i + 1] = (int32_t)((size_t)(i + 1) * length);
    }
    if (is(plan, "offsets")) offsets[kRows / 2] = INT32_MAX - 8; /* beyond the data */
    if (is(plan, "negative-offsets")) offsets[kRows / 2] = -4096;
    if (is(plan, "descending")) offsets[1] = offsets[kRows];
    if (is(plan, "utf8")) memset(text, 0xff, length);
    out->length = kRows;
    out->n_buffers = 3;
    out->buffers = calloc(3, sizeof(*out->buffers));
    out->buffers[1] = offsets;
    out->buffers[2] = text;
    out->release = releaseArray;
    if (is(plan, "negative-length")) out->length = -1;
    if (is(plan, "huge")) out->length = INT64_C(1) << 40;
    if (is(plan, "negative-offset")) out->offset = -64;
    if (is(plan, "no-buffers")) out->buffers = NULL;
    if (is(plan, "buffer-count")) out->n_buffers = 1000000;
    if (is(plan, "null-count")) out->null_count = INT64_C(1) << 50;
    return out;
}

static int getNext(struct ArrowArrayStream* stream, struct ArrowArray* out) {
    StreamPlan* const plan = stream->private_data;
    memset(out, 0, sizeof(*out));
    if (plan->batches == 0) return 0;
    if (plan->batches > 0) --plan->batches;
    if (is(plan, "error")) return EIO;
    struct ArrowArray* const column = makeText(plan);
    out->length = column->length;
    out->n_buffers = 1;
    out->buffers = calloc(1, sizeof(*out->buffers));
    out->n_children = 1;
    out->children = calloc(1, sizeof(*out->children));
    out->children[0] = column;
    out->release = releaseArray;
    if (is(plan, "no-children")) out->children = NULL;
    if (is(plan, "more-children")) out->n_children = 3;
    return 0;
}

static const char* lastError(struct ArrowArrayStream* stream) {
    (void)stream;
    return "the stream failed, as it was asked to";
}

static void releaseStream(struct ArrowArrayStream* stream) {
    const StreamPlan* const plan = stream->private_data;
    stream->release = NULL;
    if (plan->release[0] != '\0') hostile_run(plan->release);
}

void hostile_stream(const StreamPlan* plan, struct ArrowArrayStream* out) {
    StreamPlan* const copy = malloc(sizeof(*copy));
    *copy = *plan;
    memset(out, 0, sizeof(*out));
    out->get_schema = getSchema;
    out->get_next = getNext;
    out->get_last_error = lastError;
    out->release = releaseStream;
    out->private_data = copy;
}
