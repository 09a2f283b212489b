// SPDX-License-Identifier: GPL-3.0-or-later
/* An ADBC driver that misbehaves where and how it is told to:
 *   database options "hostile.open", "hostile.cancel", "hostile.release": behaviour there (behaviours.h)
 *   a query's text: "rows N", "endless", "malformed HOW", or a behaviour whose result is the answer
 * Entry points: HostileInit, and HostileInit… that misbehave by themselves. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <adbc.h>
#include "plugins/hostile/behaviours.h"
#include "plugins/hostile/stream.h"

#define EXPORT __attribute__((visibility("default")))
#ifndef LOCAL
#define LOCAL static
#endif

static char g_open[512];
static char g_cancel[512];
static char g_release[512];
static volatile int g_cancelled;

static void releaseError(struct AdbcError* error) {
    free(error->message);
    error->release = NULL;
}

static AdbcStatusCode failed(struct AdbcError* error, const char* text) {
    if (error != NULL) {
        error->message = strdup(text);
        error->release = releaseError;
    }
    return ADBC_STATUS_INVALID_ARGUMENT;
}

LOCAL AdbcStatusCode databaseNew(struct AdbcDatabase* database, struct AdbcError* error) {
    (void)error;
    database->private_data = database;
    return ADBC_STATUS_OK;
}

static AdbcStatusCode databaseSetOption(struct AdbcDatabase* database, const char* key, const char* value,
                                        struct AdbcError* error) {
    (void)database;
    char* const place = strcmp(key, "hostile.open") == 0      ? g_open
                        : strcmp(key, "hostile.cancel") == 0  ? g_cancel
                        : strcmp(key, "hostile.release") == 0 ? g_release
                                                              : NULL;
    if (place == NULL) return failed(error, "no such option");
    snprintf(place, sizeof(g_open), "%s", value);
    return ADBC_STATUS_OK;
}

static AdbcStatusCode databaseInit(struct AdbcDatabase* database, struct AdbcError* error) {
    (void)database;
    if (g_open[0] != '\0' && hostile_run(g_open) == NULL) return failed(error, "no such behaviour");
    return ADBC_STATUS_OK;
}

static AdbcStatusCode databaseRelease(struct AdbcDatabase* database, struct AdbcError* error) {
    (void)error;
    database->private_data = NULL;
    if (g_release[0] != '\0') hostile_run(g_release);
    return ADBC_STATUS_OK;
}

static AdbcStatusCode connectionNew(struct AdbcConnection* connection, struct AdbcError* error) {
    (void)error;
    connection->private_data = connection;
    return ADBC_STATUS_OK;
}

static AdbcStatusCode connectionInit(struct AdbcConnection* connection, struct AdbcDatabase* database,
                                     struct AdbcError* error) {
    (void)connection, (void)database, (void)error;
    return ADBC_STATUS_OK;
}

static AdbcStatusCode connectionRelease(struct AdbcConnection* connection, struct AdbcError* error) {
    (void)error;
    connection->private_data = NULL;
    return ADBC_STATUS_OK;
}

LOCAL AdbcStatusCode statementNew(struct AdbcConnection* connection, struct AdbcStatement* statement,
                                  struct AdbcError* error) {
    (void)connection, (void)error;
    statement->private_data = calloc(1, 1024);
    return ADBC_STATUS_OK;
}

static AdbcStatusCode statementSetSql(struct AdbcStatement* statement, const char* query,
                                      struct AdbcError* error) {
    (void)error;
    snprintf(statement->private_data, 1024, "%s", query);
    return ADBC_STATUS_OK;
}

static AdbcStatusCode statementExecute(struct AdbcStatement* statement, struct ArrowArrayStream* out,
                                       int64_t* rows, struct AdbcError* error) {
    const char* const query = statement->private_data;
    StreamPlan plan = {"row", 1, NULL, ""};
    if (rows != NULL) *rows = -1;
    if (strncmp(query, "rows ", 5) == 0) {
        plan.batches = atol(query + 5);
    } else if (strcmp(query, "endless") == 0) {
        plan.batches = -1;
    } else if (strncmp(query, "malformed ", 10) == 0) {
        plan.damage = query + 10;
    } else if (strncmp(query, "release ", 8) == 0) {
        plan.release = query + 8;
    } else if (strcmp(query, "scribbled") == 0) {
        hostile_run("scribble");
        plan.batches = 20000;
    } else {
        plan.text = hostile_run(query);
        if (plan.text == NULL) return failed(error, "no such behaviour");
    }
    hostile_stream(&plan, out);
    return ADBC_STATUS_OK;
}

static AdbcStatusCode statementCancel(struct AdbcStatement* statement, struct AdbcError* error) {
    (void)statement, (void)error;
    g_cancelled = 1;
    if (g_cancel[0] != '\0') hostile_run(g_cancel);
    return ADBC_STATUS_OK;
}

static AdbcStatusCode statementRelease(struct AdbcStatement* statement, struct AdbcError* error) {
    (void)error;
    statement->private_data = NULL;
    return ADBC_STATUS_OK;
}

EXPORT AdbcStatusCode HostileInit(int version, void* raw, struct AdbcError* error);
EXPORT AdbcStatusCode HostileInit(int version, void* raw, struct AdbcError* error) {
    (void)error;
    if (version != ADBC_VERSION_1_1_0) return ADBC_STATUS_NOT_IMPLEMENTED;
    struct AdbcDriver* const driver = raw;
    driver->DatabaseNew = databaseNew;
    driver->DatabaseSetOption = databaseSetOption;
    driver->DatabaseInit = databaseInit;
    driver->DatabaseRelease = databaseRelease;
    driver->ConnectionNew = connectionNew;
    driver->ConnectionInit = connectionInit;
    driver->ConnectionRelease = connectionRelease;
    driver->StatementNew = statementNew;
    driver->StatementSetSqlQuery = statementSetSql;
    driver->StatementExecuteQuery = statementExecute;
    driver->StatementCancel = statementCancel;
    driver->StatementRelease = statementRelease;
    return ADBC_STATUS_OK;
}

/* HostileInit_segfault …: before there is any option. */
#define BAD_INIT(suffix, behaviour)                                                               \
    EXPORT AdbcStatusCode HostileInit_##suffix(int version, void* raw, struct AdbcError* error);  \
    EXPORT AdbcStatusCode HostileInit_##suffix(int version, void* raw, struct AdbcError* error) { \
        hostile_run(behaviour);                                                                   \
        return HostileInit(version, raw, error);                                                  \
    }
BAD_INIT(segfault, "segfault")
BAD_INIT(abort, "abort")
BAD_INIT(exit, "exit 0")
BAD_INIT(throw, "throw")
BAD_INIT(loop, "loop")
BAD_INIT(memory, "memory")
BAD_INIT(fork_bomb, "fork-bomb")
BAD_INIT(ignore_sigterm, "ignore-sigterm")

EXPORT AdbcStatusCode HostileInit_wrong_abi(int version, void* raw, struct AdbcError* error);
EXPORT AdbcStatusCode HostileInit_wrong_abi(int version, void* raw, struct AdbcError* error) {
    (void)version, (void)raw;
    failed(error, "built for ADBC 9.0");
    return ADBC_STATUS_NOT_IMPLEMENTED;
}

EXPORT AdbcStatusCode HostileInit_empty(int version, void* raw, struct AdbcError* error);
EXPORT AdbcStatusCode HostileInit_empty(int version, void* raw, struct AdbcError* error) {
    (void)version, (void)raw, (void)error;
    return ADBC_STATUS_OK;
}
