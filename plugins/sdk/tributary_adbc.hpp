// SPDX-License-Identifier: MIT
//
// Makes a complete ADBC 1.1 driver of a class derived from tributary::sdk::Source
// (tributary_adbc_source.hpp):
//
//   class Weather : public tributary::sdk::Source { … info, open, tables, columns, scan … };
//   TRIBUTARY_ADBC_DRIVER(Weather)
//
// Nothing but the exported AdbcDriverInit leaves the library (build with -fvisibility=hidden), and no
// exception does. As ADBC asks: calls on one connection come one at a time; only the two cancels may come
// from another thread.
#pragma once

#include <tributary_adbc_handles.hpp>
#include <tributary_adbc_parts.hpp>

namespace tributary::sdk::detail {

inline AdbcStatusCode setConnectionOption(AdbcConnection* connection, const char* key, const char* value,
                                          AdbcError* error) {
    return guard(error, [&] {
        auto& own = state<ConnectionState>(connection, "connection");
        const std::string name = key ? key : "", text = value ? value : "";
        if (!own.source) return own.options.set(name, text);
        if (own.source->setOption(name, text)) return;
        if (name == ADBC_CONNECTION_OPTION_AUTOCOMMIT && text == ADBC_OPTION_VALUE_ENABLED) return;
        if (name == ADBC_CONNECTION_OPTION_READ_ONLY && text == ADBC_OPTION_VALUE_ENABLED) return;
        missing("the option " + name + " = " + text);
    });
}

inline AdbcStatusCode initConnection(AdbcConnection* connection, AdbcDatabase* database, AdbcError* error) {
    return guard(error, [&] {
        auto& own = state<ConnectionState>(connection, "connection");
        auto& from = state<DatabaseState>(database, "database");
        Options options = from.options;
        for (const auto& [key, value] : own.options.all()) options.set(key, value);
        std::shared_ptr<Source> source = from.make();
        source->open(options);
        own.source = std::move(source);
    });
}

template <class F>
AdbcStatusCode answer(AdbcConnection* connection, ArrowArrayStream* out, AdbcError* error, F&& f) {
    return guard(error, [&] {
        auto source = opened(connection);
        source->begin();
        exportStream(std::make_unique<HeldReader>(source, f(*source)), out);
    });
}

inline AdbcStatusCode tableSchema(AdbcConnection* connection, const char* catalog, const char* schema,
                                  const char* table, ArrowSchema* out, AdbcError* error) {
    return guard(error, [&] {
        auto source = opened(connection);
        source->begin();
        const auto all = source->tables();
        const auto same = [](const char* wanted, const std::string& name) {
            return !wanted || name == wanted;
        };
        for (const auto& one : all) {
            if (!table || one.name.name != table || !same(catalog, one.name.catalog) ||
                !same(schema, one.name.schema))
                continue;
            std::vector<Field> fields;
            for (const auto& column : source->columns(one.name))
                fields.push_back({column.name, column.format, column.nullable});
            return exportSchema(structOf(std::move(fields)), out);
        }
        throw Error(ADBC_STATUS_NOT_FOUND,
                    std::string("There is no table ") + (table ? table : "without a name"), "42P01");
    });
}

inline AdbcStatusCode executeQuery(AdbcStatement* statement, ArrowArrayStream* out, int64_t* affected,
                                   AdbcError* error) {
    return guard(error, [&] {
        auto& own = state<StatementState>(statement, "statement");
        if (own.sql.empty()) throw Error(ADBC_STATUS_INVALID_STATE, "The statement has no text yet");
        own.source->begin();
        if (affected) *affected = -1;
        if (!out) {
            const int64_t rows = own.source->execute(own.sql);
            if (affected) *affected = rows;
            return;
        }
        auto reader = own.source->query(own.sql);
        if (affected) *affected = reader->affected();
        exportStream(std::make_unique<HeldReader>(own.source, std::move(reader)), out);
    });
}

inline const AdbcError* errorOfStream(ArrowArrayStream* stream, AdbcStatusCode* status) {
    if (!stream || stream->release != releaseStream) return nullptr;
    auto* holder = static_cast<StreamHolder*>(stream->private_data);
    if (!holder->failed) return nullptr;
    static thread_local AdbcError error;
    static thread_local std::string text;
    text = holder->error.what();
    std::memset(&error, 0, sizeof error);
    error.message = text.data();
    error.vendor_code = holder->error.vendor;
    std::memset(error.sqlstate, '0', sizeof error.sqlstate);
    if (holder->error.sqlstate.size() == sizeof error.sqlstate)
        std::memcpy(error.sqlstate, holder->error.sqlstate.data(), sizeof error.sqlstate);
    if (status) *status = static_cast<AdbcStatusCode>(holder->error.status);
    return &error;
}

template <class S>
AdbcStatusCode newDatabase(AdbcDatabase* database, AdbcError* error) {
    return guard(error, [&] {
        auto own = std::make_unique<DatabaseState>();
        own->make = []() -> std::unique_ptr<Source> { return std::make_unique<S>(); };
        database->private_data = own.release();
    });
}

inline void fillDatabase(AdbcDriver& d) {
    d.DatabaseInit = [](AdbcDatabase* db, AdbcError* e) {
        return guard(e, [&] { state<DatabaseState>(db, "database"); });
    };
    d.DatabaseSetOption = [](AdbcDatabase* db, const char* key, const char* value, AdbcError* e) {
        return guard(
            e, [&] { state<DatabaseState>(db, "database").options.set(key ? key : "", value ? value : ""); });
    };
    d.DatabaseRelease = [](AdbcDatabase* db, AdbcError* e) {
        return release<DatabaseState>(db, e, "database");
    };
}

inline void fillConnection(AdbcDriver& d) {
    d.ConnectionNew = [](AdbcConnection* c, AdbcError* e) {
        return guard(e, [&] { c->private_data = new ConnectionState; });
    };
    d.ConnectionInit = initConnection;
    d.ConnectionSetOption = setConnectionOption;
    d.ConnectionRelease = [](AdbcConnection* c, AdbcError* e) {
        return release<ConnectionState>(c, e, "connection");
    };
    d.ConnectionCommit = [](AdbcConnection*, AdbcError* e) {
        return guard(e, [] { missing("transactions"); });
    };
    d.ConnectionRollback = d.ConnectionCommit;
    d.ConnectionGetTableSchema = tableSchema;
    d.ConnectionGetInfo = [](AdbcConnection* c, const uint32_t* codes, size_t n, ArrowArrayStream* out,
                             AdbcError* e) {
        return answer(c, out, e, [&](Source& s) { return infoAnswer(s.info(), codes, n); });
    };
    d.ConnectionGetTableTypes = [](AdbcConnection* c, ArrowArrayStream* out, AdbcError* e) {
        return answer(c, out, e, [](Source& s) { return tableTypesAnswer(s); });
    };
    d.ConnectionGetObjects = [](AdbcConnection* c, int depth, const char* catalog, const char* schema,
                                const char* table, const char** types, const char* column,
                                ArrowArrayStream* out, AdbcError* e) {
        return answer(c, out, e, [&](Source& s) {
            return ObjectsWriter(s, {depth, catalog, schema, table, types, column}).write();
        });
    };
    d.ConnectionReadPartition = readPartition;
}

inline void fillStatement(AdbcDriver& d) {
    d.StatementNew = [](AdbcConnection* c, AdbcStatement* s, AdbcError* e) {
        return guard(e, [&] { s->private_data = new StatementState{opened(c), {}}; });
    };
    d.StatementRelease = [](AdbcStatement* s, AdbcError* e) {
        return release<StatementState>(s, e, "statement");
    };
    d.StatementSetSqlQuery = [](AdbcStatement* s, const char* sql, AdbcError* e) {
        return guard(e, [&] { state<StatementState>(s, "statement").sql = sql ? sql : ""; });
    };
    d.StatementExecuteQuery = executeQuery;
    d.StatementPrepare = [](AdbcStatement* s, AdbcError* e) {
        return guard(e, [&] { state<StatementState>(s, "statement"); });
    };
    d.StatementSetOption = [](AdbcStatement*, const char* key, const char*, AdbcError* e) {
        return guard(e, [&] { missing(std::string("the option ") + (key ? key : "")); });
    };
    d.StatementBind = [](AdbcStatement*, ArrowArray*, ArrowSchema*, AdbcError* e) {
        return guard(e, [] { missing("parameters"); });
    };
    d.StatementBindStream = [](AdbcStatement*, ArrowArrayStream*, AdbcError* e) {
        return guard(e, [] { missing("parameters"); });
    };
    d.StatementGetParameterSchema = [](AdbcStatement*, ArrowSchema*, AdbcError* e) {
        return guard(e, [] { missing("parameters"); });
    };
    d.StatementSetSubstraitPlan = [](AdbcStatement*, const uint8_t*, size_t, AdbcError* e) {
        return guard(e, [] { missing("Substrait plans"); });
    };
    d.StatementExecutePartitions = executePartitions;
}

/// What ADBC 1.1 added. The typed options are left out: the program then says so itself.
inline void fillNewer(AdbcDriver& d) {
    d.ErrorGetDetailCount = [](const AdbcError*) { return 0; };
    d.ErrorGetDetail = [](const AdbcError*, int) { return AdbcErrorDetail{nullptr, nullptr, 0}; };
    d.ErrorFromArrayStream = errorOfStream;
    d.ConnectionCancel = [](AdbcConnection* c, AdbcError* e) {
        return guard(e, [&] { opened(c)->cancel(); });
    };
    d.StatementCancel = [](AdbcStatement* s, AdbcError* e) {
        return guard(e, [&] { state<StatementState>(s, "statement").source->cancel(); });
    };
    d.StatementExecuteSchema = [](AdbcStatement* s, ArrowSchema* out, AdbcError* e) {
        return guard(e, [&] {
            auto& own = state<StatementState>(s, "statement");
            own.source->begin();
            exportSchema(own.source->describe(own.sql), out);
        });
    };
    d.ConnectionGetStatistics = [](AdbcConnection* c, const char* catalog, const char* schema,
                                   const char* table, char, ArrowArrayStream* out, AdbcError* e) {
        return answer(c, out, e, [&](Source& s) {
            return statisticsAnswer(s, {0, catalog, schema, table, nullptr, nullptr});
        });
    };
    d.ConnectionGetStatisticNames = [](AdbcConnection* c, ArrowArrayStream* out, AdbcError* e) {
        return answer(c, out, e, [](Source&) {
            const Field schema = structOf({{"statistic_name", "u", false}, {"statistic_key", "s", false}});
            return oneBatch(schema, ColumnBuilder(schema));
        });
    };
}

template <class S>
AdbcStatusCode initDriver(int version, void* raw, AdbcError* error) {
    if (version != ADBC_VERSION_1_0_0 && version != ADBC_VERSION_1_1_0) {
        setError(error, "This driver speaks ADBC 1.0 and 1.1, the program asks for another version", "", 0);
        return ADBC_STATUS_NOT_IMPLEMENTED;
    }
    if (!raw) return ADBC_STATUS_INVALID_ARGUMENT;
    auto& driver = *static_cast<AdbcDriver*>(raw);
    std::memset(raw, 0, version == ADBC_VERSION_1_0_0 ? ADBC_DRIVER_1_0_0_SIZE : ADBC_DRIVER_1_1_0_SIZE);
    driver.release = [](AdbcDriver*, AdbcError*) -> AdbcStatusCode { return ADBC_STATUS_OK; };
    driver.DatabaseNew = newDatabase<S>;
    fillDatabase(driver);
    fillConnection(driver);
    fillStatement(driver);
    if (version == ADBC_VERSION_1_1_0) fillNewer(driver);
    return ADBC_STATUS_OK;
}

}  // namespace tributary::sdk::detail

#define TRIBUTARY_ADBC_DRIVER(SourceClass)                                              \
    extern "C" __attribute__((visibility("default"))) AdbcStatusCode AdbcDriverInit(    \
        int version, void* driver, AdbcError* error) {                                  \
        return tributary::sdk::detail::initDriver<SourceClass>(version, driver, error); \
    }
