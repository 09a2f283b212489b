// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adbc.h>
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <map>
#include <string>
#include <vector>

#include "tests/plugins/arrow_text.h"

namespace tributary::plugins::test {

/// What a call answered: rows as text, or the error. `columns` and `formats` are the schema's.
struct Answer {
    AdbcStatusCode status = ADBC_STATUS_OK;
    std::string error;
    std::string sqlstate;
    std::vector<std::string> columns, formats;
    std::vector<Line> rows;
    size_t batches = 0;
    int64_t longest = 0;  ///< rows of the longest batch
    int64_t affected = -1;

    bool ok() const { return status == ADBC_STATUS_OK; }
    std::vector<std::string> column(size_t index) const {
        std::vector<std::string> out;
        for (const auto& row : rows) out.push_back(row[index]);
        return out;
    }
};

/// Loads a driver as `tributary-sandbox` does and keeps one connection of it. Not thread-safe but for
/// `cancel`.
class Driver {
  public:
    explicit Driver(const char* file) {
        m_library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        if (!m_library) {
            ADD_FAILURE() << dlerror();
            return;
        }
        auto init = reinterpret_cast<AdbcDriverInitFunc>(dlsym(m_library, "AdbcDriverInit"));
        AdbcError error = ADBC_ERROR_INIT;
        EXPECT_NE(init, nullptr);
        EXPECT_EQ(init(ADBC_VERSION_1_1_0, &m_driver, &error), ADBC_STATUS_OK);
    }
    ~Driver() {
        close();
        AdbcError error = ADBC_ERROR_INIT;
        EXPECT_TRUE(!m_driver.release || m_driver.release(&m_driver, &error) == ADBC_STATUS_OK);
    }
    Driver(const Driver&) = delete;

    Answer open(const std::map<std::string, std::string>& options) {
        close();
        return call([&](AdbcError* e) {
            AdbcStatusCode status = m_driver.DatabaseNew(&m_database, e);
            for (const auto& [key, value] : options) {
                if (!status) status = m_driver.DatabaseSetOption(&m_database, key.c_str(), value.c_str(), e);
            }
            if (!status) status = m_driver.DatabaseInit(&m_database, e);
            if (!status) status = m_driver.ConnectionNew(&m_connection, e);
            if (!status) status = m_driver.ConnectionInit(&m_connection, &m_database, e);
            return status;
        });
    }
    void close() {
        if (m_connection.private_data)
            call([&](AdbcError* e) { return m_driver.ConnectionRelease(&m_connection, e); });
        if (m_database.private_data)
            call([&](AdbcError* e) { return m_driver.DatabaseRelease(&m_database, e); });
    }

    /// `each` is called after every batch; it may call cancel().
    Answer query(const std::string& sql, const std::function<void()>& each = {}) {
        AdbcStatement statement{};
        ArrowArrayStream stream{};
        int64_t affected = -1;
        Answer out = call([&](AdbcError* e) {
            AdbcStatusCode status = m_driver.StatementNew(&m_connection, &statement, e);
            if (!status) status = m_driver.StatementSetSqlQuery(&statement, sql.c_str(), e);
            if (!status) status = m_driver.StatementExecuteQuery(&statement, &stream, &affected, e);
            return status;
        });
        if (out.ok()) out = drain(stream, each);
        out.affected = affected;
        if (statement.private_data)
            call([&](AdbcError* e) { return m_driver.StatementRelease(&statement, e); });
        return out;
    }
    Answer execute(const std::string& sql) {
        AdbcStatement statement{};
        Answer out = call([&](AdbcError* e) {
            AdbcStatusCode status = m_driver.StatementNew(&m_connection, &statement, e);
            if (!status) status = m_driver.StatementSetSqlQuery(&statement, sql.c_str(), e);
            if (!status) status = m_driver.StatementExecuteQuery(&statement, nullptr, nullptr, e);
            return status;
        });
        if (statement.private_data)
            call([&](AdbcError* e) { return m_driver.StatementRelease(&statement, e); });
        return out;
    }
    void cancel() {
        AdbcError error = ADBC_ERROR_INIT;
        EXPECT_EQ(m_driver.ConnectionCancel(&m_connection, &error), ADBC_STATUS_OK);
    }

    Answer objects(int depth, const char* schema = nullptr, const char* table = nullptr) {
        return streamed([&](ArrowArrayStream* out, AdbcError* e) {
            return m_driver.ConnectionGetObjects(&m_connection, depth, nullptr, schema, table, nullptr,
                                                 nullptr, out, e);
        });
    }
    Answer info() {
        return streamed([&](ArrowArrayStream* out, AdbcError* e) {
            return m_driver.ConnectionGetInfo(&m_connection, nullptr, 0, out, e);
        });
    }
    Answer tableTypes() {
        return streamed([&](ArrowArrayStream* out, AdbcError* e) {
            return m_driver.ConnectionGetTableTypes(&m_connection, out, e);
        });
    }
    Answer statistics() {
        return streamed([&](ArrowArrayStream* out, AdbcError* e) {
            return m_driver.ConnectionGetStatistics(&m_connection, nullptr, nullptr, nullptr, 1, out, e);
        });
    }
    Answer tableSchema(const char* schema, const char* table) {
        ArrowSchema arrow{};
        Answer out = call([&](AdbcError* e) {
            return m_driver.ConnectionGetTableSchema(&m_connection, nullptr, schema, table, &arrow, e);
        });
        if (out.ok()) takeSchema(arrow, out);
        return out;
    }
    Answer executeSchema(const std::string& sql) {
        AdbcStatement statement{};
        ArrowSchema arrow{};
        Answer out = call([&](AdbcError* e) {
            AdbcStatusCode status = m_driver.StatementNew(&m_connection, &statement, e);
            if (!status) status = m_driver.StatementSetSqlQuery(&statement, sql.c_str(), e);
            if (!status) status = m_driver.StatementExecuteSchema(&statement, &arrow, e);
            return status;
        });
        if (out.ok()) takeSchema(arrow, out);
        if (statement.private_data)
            call([&](AdbcError* e) { return m_driver.StatementRelease(&statement, e); });
        return out;
    }

    AdbcDriver& raw() { return m_driver; }
    AdbcConnection& connection() { return m_connection; }

  private:
    template <class F>
    Answer call(F&& f) {
        AdbcError error = ADBC_ERROR_INIT;
        Answer out;
        out.status = f(&error);
        if (error.message) out.error = error.message;
        out.sqlstate.assign(error.sqlstate, 5);
        if (error.release) error.release(&error);
        return out;
    }
    template <class F>
    Answer streamed(F&& f) {
        ArrowArrayStream stream{};
        Answer out = call([&](AdbcError* e) { return f(&stream, e); });
        return out.ok() ? drain(stream, {}) : out;
    }
    static void takeSchema(ArrowSchema& arrow, Answer& out) {
        for (int64_t i = 0; i < arrow.n_children; i++) {
            out.columns.emplace_back(arrow.children[i]->name);
            out.formats.emplace_back(arrow.children[i]->format);
        }
        arrow.release(&arrow);
        EXPECT_EQ(arrow.release, nullptr);
    }
    Answer drain(ArrowArrayStream& stream, const std::function<void()>& each) {
        Answer out;
        ArrowSchema schema{}, kept{};
        int failed = stream.get_schema(&stream, &schema);
        if (!failed) failed = stream.get_schema(&stream, &kept);
        while (!failed) {
            ArrowArray batch{};
            failed = stream.get_next(&stream, &batch);
            if (failed || !batch.release) break;
            appendRows(kept, batch, out.rows);
            out.batches++;
            out.longest = std::max(out.longest, batch.length);
            batch.release(&batch);
            EXPECT_EQ(batch.release, nullptr);
            if (each) each();
        }
        if (failed) {
            out.error = stream.get_last_error(&stream);
            out.status = ADBC_STATUS_UNKNOWN;
            const AdbcError* error = m_driver.ErrorFromArrayStream(&stream, &out.status);
            EXPECT_TRUE(error && error->message == out.error);
        }
        if (kept.release) kept.release(&kept);
        if (schema.release) takeSchema(schema, out);
        stream.release(&stream);
        EXPECT_EQ(stream.release, nullptr);
        return out;
    }

    void* m_library = nullptr;
    AdbcDriver m_driver{};
    AdbcDatabase m_database{};
    AdbcConnection m_connection{};
};

/// Runs `work` often and expects the heap not to grow by more than what caches of libraries may keep.
inline void expectNoLeak(const std::function<void()>& work, size_t allowed = 64 * 1024) {
    for (int i = 0; i < 10; i++) work();
    const size_t before = mallinfo2().uordblks;
    for (int i = 0; i < 50; i++) work();
    const size_t after = mallinfo2().uordblks;
    EXPECT_LE(after, before + allowed) << "the heap grew in 50 rounds";
}

}  // namespace tributary::plugins::test
