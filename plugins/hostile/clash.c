// SPDX-License-Identifier: GPL-3.0-or-later
/* A driver that was not linked with -Bsymbolic: it exports its functions by the names the standard gives
 * them, which libduckdb exports, too, and takes their addresses; and it exports what the program's own
 * libraries export. */
#define LOCAL __attribute__((visibility("default")))
#define databaseNew AdbcDatabaseNew
#define statementNew AdbcStatementNew
#include "plugins/hostile/driver.c"

#define CLASH(name)         \
    EXPORT int name(void);  \
    EXPORT int name(void) { \
        return 7;           \
    }
CLASH(duckdb_open)
CLASH(sqlite3_open)
CLASH(SSL_new)
CLASH(crypto_sign)
CLASH(seccomp_init)
