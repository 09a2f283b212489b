// SPDX-License-Identifier: MIT
#include <adbc.h>
#include <dlfcn.h>

#include <tributary_test.hpp>

using namespace tributary_sdk;
using namespace tributary_sdk::test;

static AdbcDriver driver;
static AdbcConnection connection;

/// Rows as text: values with | between, a line break behind each row; or the error.
static std::string query(const char* sql) {
    AdbcError error = ADBC_ERROR_INIT;
    AdbcStatement statement{};
    ArrowArrayStream stream{};
    std::string out;
    driver.StatementNew(&connection, &statement, &error);
    driver.StatementSetSqlQuery(&statement, sql, &error);
    if (driver.StatementExecuteQuery(&statement, &stream, nullptr, &error) == ADBC_STATUS_OK) {
        Input input(&stream);
        for (Batch batch; input.next(batch);) {
            for (int64_t row = 0; row < batch.rows(); ++row) {
                for (size_t i = 0; i < batch.width(); ++i)
                    out += (i ? "|" : "") + batch.column(i).display(row);
                out += '\n';
            }
        }
    } else {
        out = error.message ? error.message : "failed";
        if (error.release) error.release(&error);
    }
    driver.StatementRelease(&statement, &error);
    return out;
}

int main(int, char** arguments) {
    void* library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    const auto init =
        library ? reinterpret_cast<AdbcDriverInitFunc>(dlsym(library, "AdbcDriverInit")) : nullptr;
    AdbcError error = ADBC_ERROR_INIT;
    AdbcDatabase database{};
    if (!init || init(ADBC_VERSION_1_1_0, &driver, &error) != ADBC_STATUS_OK) return 1;
    driver.DatabaseNew(&database, &error);
    driver.DatabaseSetOption(&database, "numbers.count", "10", &error);
    driver.DatabaseInit(&database, &error);
    driver.ConnectionNew(&connection, &error);
    expect(driver.ConnectionInit(&connection, &database, &error) == ADBC_STATUS_OK, "it connects");
    expectEqual(query("SELECT n, square FROM numbers WHERE n > 7"), "8|64\n9|81\n10|100\n");
    expectEqual(query("SELECT square FROM numbers LIMIT 2"), "1\n4\n");
    expect(query("SELECT nothing FROM numbers").find("no column nothing") != std::string::npos,
           "a wrong column is told");
    driver.ConnectionRelease(&connection, &error);
    driver.DatabaseRelease(&database, &error);
    return result();
}
