// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/clickhouse/statement_reader.h"

#include "connectors/clickhouse/errors.h"

namespace tributary::connectors::clickhouse {

StatementReader::StatementReader(ClickhouseConnection& connection, std::shared_ptr<Running> running,
                                 std::unique_ptr<net::HttpStream> stream, CancelToken token,
                                 CancelToken::Registration link)
    : m_connection(connection),
      m_running(std::move(running)),
      m_stream(std::move(stream)),
      m_token(std::move(token)),
      m_link(std::move(link)) {}

StatementReader::~StatementReader() {
    end(false);
}

void StatementReader::end(bool endedThere) {
    if (!m_stream) return;
    m_link.reset();
    m_bytes = m_stream->bytesRead();
    m_reader.reset();
    m_stream.reset();
    if (!endedThere) m_connection.kill(*m_running);
    m_connection.finished(m_running);
}

Error StatementReader::ended(Error error) {
    const bool toldByServer = !error.nativeCode.empty();
    end(toldByServer);
    if (m_token.isCancelled()) return m_token.error();
    return error;
}

Result<void> StatementReader::begin(bool compressed, Strings strings) {
    const long status = m_stream->status();
    if (status != 200) return refuse(compressed);
    const std::string format = m_stream->header("X-ClickHouse-Format");
    if (!format.empty() && format != "Native") {
        return fail(
            ended(Error(ErrorCode::InvalidArgument, "The server answers in format " + format + ", not Native",
                        "Leave the FORMAT clause out of the statement.")));
    }
    auto source = plainSource(*m_stream);
    if (compressed) source = compressedSource(std::move(source));
    m_reader = std::make_unique<NativeReader>(std::move(source), strings);
    auto more = m_reader->begin();
    if (!more) return fail(ended(more.error()));
    m_columns = m_reader->columns();
    m_hasRows = *more;
    if (!m_hasRows) end(true);
    return {};
}

Result<void> StatementReader::refuse(bool compressed) {
    const long status = m_stream->status();
    constexpr size_t kMaxBody = 256u << 10;
    Wire plain(plainSource(*m_stream));
    auto body = plain.rest(kMaxBody);
    std::string text = body ? *body : std::string();
    if (compressed && !beginsWithException(text)) {
        // What had been made for the compressed answer may come through its compression.
        class Once : public ByteSource {
          public:
            explicit Once(std::string bytes) : m_bytes(std::move(bytes)) {}
            Result<bool> more(std::string& out) override {
                out += m_bytes;
                return !std::exchange(m_bytes, {}).empty();
            }

          private:
            std::string m_bytes;
        };
        Wire unpacked(compressedSource(std::make_unique<Once>(text)));
        if (auto inner = unpacked.rest(kMaxBody); inner && beginsWithException(*inner)) text = *inner;
    }
    Error error = serverError(text, status);
    if (error.nativeCode.empty()) error.nativeCode = "HTTP " + std::to_string(status);
    return fail(ended(std::move(error)));
}

Result<void> StatementReader::expect(std::vector<sql::Column> columns) {
    if (m_hasRows && !columns.empty()) {
        bool same = columns.size() == m_columns.size();
        for (size_t i = 0; same && i < columns.size(); i++) same = columns[i].type == m_columns[i].type;
        if (!same) {
            return fail(ended(Error(ErrorCode::Conflict,
                                    "The columns have changed in the server since they were read",
                                    "Refresh the schema of the connection and run the statement again.")));
        }
    }
    m_columns = std::move(columns);
    return {};
}

Result<bool> StatementReader::next(duckdb::DataChunk& chunk) {
    if (!m_stream) {
        chunk.SetCardinality(0);
        return false;
    }
    if (m_token.isCancelled() || m_running->stop.isCancelled()) return fail(ended(m_running->stop.error()));
    auto more = m_reader->next(chunk);
    if (!more) return fail(ended(more.error()));
    if (!*more) end(true);
    return more;
}

}  // namespace tributary::connectors::clickhouse
