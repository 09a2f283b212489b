// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef TRIBUTARY_HOSTILE_STREAM_H
#define TRIBUTARY_HOSTILE_STREAM_H

#include <stdint.h>

#include <adbc.h>

/* What a query's stream does. */
typedef struct StreamPlan {
    const char* text;    /* in every row */
    int64_t batches;     /* -1: without end */
    const char* damage;  /* NULL, or how the batches are malformed */
    const char* release; /* behaviour when the stream is released; "" none */
} StreamPlan;

void hostile_stream(const StreamPlan* plan, struct ArrowArrayStream* out);

#endif
