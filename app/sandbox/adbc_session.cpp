// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/adbc_session.h"

#include <cerrno>

#include "app/sandbox/adbc_driver.h"
#include "app/sandbox/input_stream.h"
#include "core/plugin/wire/schema_codec.h"

namespace tributary::sandbox {

using plugin::CallKind;
using plugin::MessageKind;
using plugin::Packer;
using plugin::StreamHolder;
using plugin::Unpacker;

namespace {

constexpr std::string_view kConnectionOptions = "adbc.connection.";

struct TableName {
    std::optional<std::string> catalog, schema;
    std::string table;
};

TableName readName(Unpacker& in) {
    TableName name;
    name.catalog = in.optionalString();
    name.schema = in.optionalString();
    name.table = in.string();
    return name;
}

const char* orNull(const std::optional<std::string>& text) {
    return text ? text->c_str() : nullptr;
}

Failure ofArrow(const Error& error) {
    Failure failure;
    failure.status = static_cast<int32_t>(error.code);
    failure.message = error.message;
    failure.hint = error.hint;
    return failure;
}

Failure cancelled() {
    return cancelledFailure(Failure::From::Adbc, ADBC_STATUS_CANCELLED);
}

}  // namespace

/// A statement that a cancel reaches while it lives.
class AdbcSession::Statement {
  public:
    explicit Statement(AdbcSession& session) : m_session(session) {}
    ~Statement() {
        m_session.m_link.onCancel({});
        AdbcCall call(m_session.m_driver);
        if (m_made) m_session.m_driver.StatementRelease(&m_statement, call.error());
    }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Outcome make() {
        AdbcDriver& driver = m_session.m_driver;
        AdbcCall call(driver);
        m_statement.private_driver = &driver;
        const auto status = driver.StatementNew(&m_session.m_connection, &m_statement, call.error());
        m_made = status == ADBC_STATUS_OK;
        if (!m_made) return call.failure(status);
        m_session.m_link.onCancel([this] { cancel(); });
        return std::nullopt;
    }
    Outcome setSql(std::string_view sql) {
        AdbcCall call(m_session.m_driver);
        return call.failure(
            m_session.m_driver.StatementSetSqlQuery(&m_statement, std::string(sql).c_str(), call.error()));
    }
    Outcome setOption(const char* key, const std::string& value) {
        AdbcCall call(m_session.m_driver);
        return call.failure(
            m_session.m_driver.StatementSetOption(&m_statement, key, value.c_str(), call.error()));
    }
    AdbcStatement* get() { return &m_statement; }

  private:
    /// In the control thread. A driver that cannot do either is killed by the host after its patience.
    void cancel() {
        AdbcDriver& driver = m_session.m_driver;
        AdbcCall call(driver);
        if (canCancelStatement(driver))
            driver.StatementCancel(&m_statement, call.error());
        else if (canCancelConnection(driver))
            m_session.cancelConnection();
    }

    AdbcSession& m_session;
    AdbcStatement m_statement{};
    bool m_made = false;
};

AdbcSession::~AdbcSession() {
    closeConnection();
    AdbcCall call(m_driver);
    if (m_hasDatabase) m_driver.DatabaseRelease(&m_database, call.error());
}

void AdbcSession::closeConnection() {
    AdbcCall call(m_driver);
    if (m_hasConnection) m_driver.ConnectionRelease(&m_connection, call.error());
    m_hasConnection = false;
}

void AdbcSession::cancelConnection() {
    AdbcCall call(m_driver);
    m_driver.ConnectionCancel(&m_connection, call.error());
}

void AdbcSession::call(const CallRequest& request) {
    // A statement, once there is one, is cancelled itself.
    if (m_hasConnection && canCancelConnection(m_driver)) m_link.onCancel([this] { cancelConnection(); });
    Outcome outcome = m_link.cancelled() ? Outcome(cancelled()) : run(request);
    m_link.onCancel({});
    if (outcome) m_link.failed(*outcome);
}

AdbcSession::Outcome AdbcSession::run(const CallRequest& request) {
    if (request.kind != CallKind::OpenDatabase && !m_hasConnection)
        return ofArrow({ErrorCode::Connection, "There is no connection yet."});
    switch (request.kind) {
        case CallKind::OpenDatabase:
            return openDatabase(Unpacker(request.payload));
        case CallKind::SetConnectionOption:
            return setConnectionOption(Unpacker(request.payload));
        case CallKind::Query:
            return query(request.payload);
        case CallKind::Objects:
            return objects(Unpacker(request.payload));
        case CallKind::Info:
            return info();
        case CallKind::TableTypes:
            return tableTypes();
        case CallKind::Statistics:
            return statistics(Unpacker(request.payload));
        case CallKind::TableSchema:
            return tableSchema(Unpacker(request.payload));
        case CallKind::ExecuteSchema:
            return executeSchema(request.payload);
        case CallKind::Partitions:
            return partitions(request.payload);
        case CallKind::ReadPartition:
            return readPartition(request.payload);
        case CallKind::Ingest:
            return ingest(request);
        default:
            return ofArrow({ErrorCode::Unsupported, "A data source cannot do this."});
    }
}

AdbcSession::Outcome AdbcSession::openDatabase(Unpacker in) {
    if (m_hasDatabase) return ofArrow({ErrorCode::Conflict, "The database is open already."});
    AdbcCall call(m_driver);
    m_database.private_driver = &m_driver;
    if (auto failed = call.failure(m_driver.DatabaseNew(&m_database, call.error()))) return failed;
    m_hasDatabase = true;
    std::vector<std::pair<std::string, std::string>> later;
    const uint64_t options = in.count(16);
    for (uint64_t i = 0; i < options; i++) {
        const std::string key = in.string();
        const std::string value = in.string();
        if (key.starts_with(kConnectionOptions)) {
            later.emplace_back(key, value);
            continue;
        }
        const auto status = m_driver.DatabaseSetOption(&m_database, key.c_str(), value.c_str(), call.error());
        if (auto failed = call.failure(status)) return failed;
    }
    if (auto failed = call.failure(m_driver.DatabaseInit(&m_database, call.error()))) return failed;
    if (auto failed = openConnection(later)) return failed;
    m_link.done({});
    return std::nullopt;
}

AdbcSession::Outcome AdbcSession::openConnection(
    const std::vector<std::pair<std::string, std::string>>& options) {
    AdbcCall call(m_driver);
    m_connection.private_driver = &m_driver;
    if (auto failed = call.failure(m_driver.ConnectionNew(&m_connection, call.error()))) return failed;
    m_hasConnection = true;
    for (const auto& [key, value] : options) {
        const auto status =
            m_driver.ConnectionSetOption(&m_connection, key.c_str(), value.c_str(), call.error());
        if (auto failed = call.failure(status)) return failed;
    }
    return call.failure(m_driver.ConnectionInit(&m_connection, &m_database, call.error()));
}

AdbcSession::Outcome AdbcSession::setConnectionOption(Unpacker in) {
    AdbcCall call(m_driver);
    const std::string key = in.string();
    const std::string value = in.string();
    const auto status = m_driver.ConnectionSetOption(&m_connection, key.c_str(), value.c_str(), call.error());
    if (auto failed = call.failure(status)) return failed;
    m_link.done({});
    return std::nullopt;
}

AdbcSession::Outcome AdbcSession::query(std::string_view sql) {
    Statement statement(*this);
    if (auto failed = statement.make()) return failed;
    if (auto failed = statement.setSql(sql)) return failed;
    AdbcCall call(m_driver);
    StreamHolder stream;
    int64_t rows = -1;
    const auto status = m_driver.StatementExecuteQuery(statement.get(), stream.out(), &rows, call.error());
    if (auto failed = call.failure(status)) return failed;
    return sendRows(*stream, rows);
}

AdbcSession::Outcome AdbcSession::objects(Unpacker in) {
    const auto depth = in.get<int32_t>();
    const auto catalog = in.optionalString();
    const auto schema = in.optionalString();
    const auto table = in.optionalString();
    std::vector<std::string> types(in.count(8));
    std::vector<const char*> pointers;
    for (auto& type : types) pointers.push_back((type = in.string()).c_str());
    pointers.push_back(nullptr);
    const auto column = in.optionalString();
    AdbcCall call(m_driver);
    StreamHolder stream;
    const auto status = m_driver.ConnectionGetObjects(
        &m_connection, depth, orNull(catalog), orNull(schema), orNull(table),
        types.empty() ? nullptr : pointers.data(), orNull(column), stream.out(), call.error());
    if (auto failed = call.failure(status)) return failed;
    return sendRows(*stream, -1);
}

AdbcSession::Outcome AdbcSession::info() {
    AdbcCall call(m_driver);
    StreamHolder stream;
    const auto status = m_driver.ConnectionGetInfo(&m_connection, nullptr, 0, stream.out(), call.error());
    if (auto failed = call.failure(status)) return failed;
    return sendRows(*stream, -1);
}

AdbcSession::Outcome AdbcSession::tableTypes() {
    AdbcCall call(m_driver);
    StreamHolder stream;
    const auto status = m_driver.ConnectionGetTableTypes(&m_connection, stream.out(), call.error());
    if (auto failed = call.failure(status)) return failed;
    return sendRows(*stream, -1);
}

AdbcSession::Outcome AdbcSession::statistics(Unpacker in) {
    const TableName name = readName(in);
    const auto approximate = static_cast<char>(in.get<uint8_t>());
    AdbcCall call(m_driver);
    StreamHolder stream;
    const auto status =
        m_driver.ConnectionGetStatistics(&m_connection, orNull(name.catalog), orNull(name.schema),
                                         name.table.c_str(), approximate, stream.out(), call.error());
    if (auto failed = call.failure(status)) return failed;
    return sendRows(*stream, -1);
}

AdbcSession::Outcome AdbcSession::tableSchema(Unpacker in) {
    const TableName name = readName(in);
    AdbcCall call(m_driver);
    plugin::SchemaHolder schema;
    const auto status =
        m_driver.ConnectionGetTableSchema(&m_connection, orNull(name.catalog), orNull(name.schema),
                                          name.table.c_str(), schema.out(), call.error());
    if (auto failed = call.failure(status)) return failed;
    if (auto failed = sendSchema(*schema)) return failed;
    m_link.done({});
    return std::nullopt;
}

AdbcSession::Outcome AdbcSession::executeSchema(std::string_view sql) {
    Statement statement(*this);
    if (auto failed = statement.make()) return failed;
    if (auto failed = statement.setSql(sql)) return failed;
    AdbcCall call(m_driver);
    plugin::SchemaHolder schema;
    const auto status = m_driver.StatementExecuteSchema(statement.get(), schema.out(), call.error());
    if (auto failed = call.failure(status)) return failed;
    if (auto failed = sendSchema(*schema)) return failed;
    m_link.done({});
    return std::nullopt;
}

AdbcSession::Outcome AdbcSession::partitions(std::string_view sql) {
    Statement statement(*this);
    if (auto failed = statement.make()) return failed;
    if (auto failed = statement.setSql(sql)) return failed;
    AdbcCall call(m_driver);
    plugin::SchemaHolder schema;
    AdbcPartitions parts{};
    int64_t rows = -1;
    const auto status =
        m_driver.StatementExecutePartitions(statement.get(), schema.out(), &parts, &rows, call.error());
    if (auto failed = call.failure(status)) return failed;
    Packer out;
    out.put(rows);
    const auto encoded = schema ? plugin::encodeSchema(*schema) : Result<std::string>(std::string());
    out.put(std::string_view(encoded ? *encoded : std::string()));
    out.put(static_cast<uint64_t>(parts.num_partitions));
    for (size_t i = 0; i < parts.num_partitions; i++)
        out.put(
            std::string_view(reinterpret_cast<const char*>(parts.partitions[i]), parts.partition_lengths[i]));
    if (parts.release != nullptr) parts.release(&parts);
    if (!encoded) return ofArrow(encoded.error());
    m_link.done(out.take());
    return std::nullopt;
}

AdbcSession::Outcome AdbcSession::readPartition(std::string_view part) {
    AdbcCall call(m_driver);
    StreamHolder stream;
    const auto status =
        m_driver.ConnectionReadPartition(&m_connection, reinterpret_cast<const uint8_t*>(part.data()),
                                         part.size(), stream.out(), call.error());
    if (auto failed = call.failure(status)) return failed;
    return sendRows(*stream, -1);
}

AdbcSession::Outcome AdbcSession::ingest(const CallRequest& request) {
    constexpr const char* kModes[] = {ADBC_INGEST_OPTION_MODE_CREATE, ADBC_INGEST_OPTION_MODE_APPEND,
                                      ADBC_INGEST_OPTION_MODE_REPLACE, ADBC_INGEST_OPTION_MODE_CREATE_APPEND};
    Unpacker in(request.payload);
    const TableName name = readName(in);
    const auto mode = in.get<uint8_t>();
    if (!in.ok() || mode >= std::size(kModes) || request.inputs.size() != 1)
        return ofArrow({ErrorCode::Internal, "The call to write rows is damaged."});
    auto rows = openInput(m_link, 0, request.inputs[0]);
    if (!rows) return ofArrow(rows.error());
    Statement statement(*this);
    if (auto failed = statement.make()) return failed;
    if (auto failed = statement.setOption(ADBC_INGEST_OPTION_TARGET_TABLE, name.table)) return failed;
    if (auto failed = statement.setOption(ADBC_INGEST_OPTION_MODE, kModes[mode])) return failed;
    if (name.catalog)
        if (auto failed = statement.setOption("adbc.ingest.target_catalog", *name.catalog)) return failed;
    if (name.schema)
        if (auto failed = statement.setOption("adbc.ingest.target_db_schema", *name.schema)) return failed;
    AdbcCall call(m_driver);
    ArrowArrayStream stream = rows->take();  // the driver's from here on
    const auto bound = m_driver.StatementBindStream(statement.get(), &stream, call.error());
    if (auto failed = call.failure(bound)) {
        if (stream.release != nullptr) stream.release(&stream);
        return failed;
    }
    int64_t written = -1;
    const auto status = m_driver.StatementExecuteQuery(statement.get(), nullptr, &written, call.error());
    if (auto failed = call.failure(status)) return failed;
    m_link.done(Packer().put(written).take());
    return std::nullopt;
}

AdbcSession::Outcome AdbcSession::sendSchema(const ArrowSchema& schema) {
    if (schema.release == nullptr)
        return ofArrow({ErrorCode::Data, "The driver does not say which columns there are."});
    const auto encoded = plugin::encodeSchema(schema);
    if (!encoded) return ofArrow(encoded.error());
    m_link.send(MessageKind::Schema, *encoded);
    return std::nullopt;
}

AdbcSession::Outcome AdbcSession::streamFailure(ArrowArrayStream& stream, int status) {
    if (m_link.cancelled() || status == ECANCELED) return cancelled();
    AdbcStatusCode code = ADBC_STATUS_IO;
    const AdbcError* error = m_driver.ErrorFromArrayStream(&stream, &code);
    if (error != nullptr && code != ADBC_STATUS_OK) return AdbcCall::describe(m_driver, code, *error);
    Failure failure;
    failure.from = Failure::From::Adbc;
    failure.status = ADBC_STATUS_UNKNOWN;
    const char* text = stream.get_last_error(&stream);
    failure.message = text == nullptr ? "The driver failed while it sent rows." : text;
    return failure;
}

AdbcSession::Outcome AdbcSession::sendRows(ArrowArrayStream& stream, int64_t rowsAffected) {
    if (stream.release == nullptr) {  // a statement without rows
        m_link.send(MessageKind::Schema, Packer()
                                             .put(std::string_view("+s"))
                                             .put(std::string_view())
                                             .put(std::string_view())
                                             .put(int64_t{0})
                                             .put(uint64_t{0})
                                             .put(uint8_t{0})
                                             .take());
        m_link.done(Packer().put(rowsAffected).take());
        return std::nullopt;
    }
    plugin::SchemaHolder schema;
    if (const int status = stream.get_schema(&stream, schema.out()); status != 0)
        return streamFailure(stream, status);
    if (auto failed = sendSchema(*schema)) return failed;
    const auto type = plugin::parseSchema(*schema);
    if (!type) return ofArrow(type.error());
    for (;;) {
        plugin::OwnedArray rows;
        if (const int status = stream.get_next(&stream, rows.out()); status != 0)
            return streamFailure(stream, status);
        if (m_link.cancelled()) return cancelled();
        if (!rows) break;
        if (const auto sent = m_link.sendBatch(*type, *rows); !sent)
            return m_link.cancelled() ? cancelled() : ofArrow(sent.error());
    }
    m_link.done(Packer().put(rowsAffected).take());
    return std::nullopt;
}

}  // namespace tributary::sandbox
