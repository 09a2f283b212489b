// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/odbc-bridge/reader.h"

#include <algorithm>

namespace tributary::plugins::odbc {

namespace {

constexpr size_t kBlockBytes = size_t(1) << 20;
constexpr SQLULEN kBlockRows = 2048;

SQLPOINTER number(SQLULEN value) {
    return reinterpret_cast<SQLPOINTER>(value);
}

}  // namespace

ResultReader::ResultReader(Session& session, const std::string& sql, std::optional<uint64_t> limit,
                           const std::atomic<bool>& cancelled)
    : m_session(session),
      m_statement(std::make_unique<Statement>(session)),
      m_cancelled(cancelled),
      m_left(limit) {
    if (limit) SQLSetStmtAttr(m_statement->handle(), SQL_ATTR_MAX_ROWS, number(*limit), SQL_IS_UINTEGER);
    m_statement->execute(sql);
    m_columns = describeColumns(session, *m_statement);
    std::vector<sdk::Field> fields;
    if (m_columns.empty()) {  // it has run, and gives no rows
        m_schema = sdk::structOf({});
        m_done = true;
        SQLLEN rows = -1;
        if (SQL_SUCCEEDED(SQLRowCount(m_statement->handle(), &rows))) m_affected = rows;
        return;
    }
    for (const auto& column : m_columns) fields.push_back({column.name, column.format, true});
    m_schema = sdk::structOf(std::move(fields));
    plan();
    bind();
}

ResultReader::~ResultReader() {
    // An unread rest is thrown away on the server instead of being fetched.
    if (!m_done) SQLCancel(m_statement->handle());
}

void ResultReader::plan() {
    const SQLUINTEGER can = m_session.infoNumber(SQL_GETDATA_EXTENSIONS);
    m_canSeek = !m_session.quirks().cannotSeek && (can & SQL_GD_BLOCK) && (can & SQL_GD_BOUND) &&
                (can & SQL_GD_ANY_COLUMN);
    m_firstFetched = m_columns.size();
    const bool rowByRow = m_session.fetchMode() == "row" || (m_session.fetchMode() == "auto" && !m_canSeek);
    for (size_t i = 0; rowByRow && i < m_columns.size(); i++) {
        if (m_columns[i].open) m_firstFetched = std::min(m_firstFetched, i);
    }
    size_t width = 1;
    for (size_t i = 0; i < m_firstFetched; i++) width += m_columns[i].width + sizeof(SQLLEN);
    m_blockRows =
        m_firstFetched < m_columns.size() ? 1 : std::clamp<SQLULEN>(kBlockBytes / width, 1, kBlockRows);
}

void ResultReader::bind() {
    SQLHSTMT handle = m_statement->handle();
    SQLSetStmtAttr(handle, SQL_ATTR_ROW_BIND_TYPE, number(SQL_BIND_BY_COLUMN), SQL_IS_UINTEGER);
    if (m_blockRows > 1 &&
        !SQL_SUCCEEDED(SQLSetStmtAttr(handle, SQL_ATTR_ROW_ARRAY_SIZE, number(m_blockRows), SQL_IS_UINTEGER)))
        m_blockRows = 1;
    SQLULEN real = 0;
    if (m_blockRows > 1 &&
        SQL_SUCCEEDED(SQLGetStmtAttr(handle, SQL_ATTR_ROW_ARRAY_SIZE, &real, SQL_IS_UINTEGER, nullptr)) &&
        real > 0)
        m_blockRows = std::min(m_blockRows, real);
    SQLSetStmtAttr(handle, SQL_ATTR_ROWS_FETCHED_PTR, &m_fetchedRows, SQL_IS_POINTER);
    m_bound.resize(m_columns.size());
    for (size_t i = 0; i < m_firstFetched; i++) {
        auto& [cells, lengths] = m_bound[i];
        cells.resize(m_columns[i].width * m_blockRows);
        lengths.resize(m_blockRows);
        m_statement->check(SQLBindCol(handle, static_cast<SQLUSMALLINT>(i + 1), m_columns[i].cType,
                                      cells.data(), static_cast<SQLLEN>(m_columns[i].width), lengths.data()),
                           "Binding the column " + m_columns[i].name);
    }
}

SQLULEN ResultReader::fetchBlock() {
    m_fetchedRows = 0;
    m_atRow = 0;
    for (size_t i = 0; i < m_firstFetched; i++)
        std::fill(m_bound[i].lengths.begin(), m_bound[i].lengths.end(), 0);
    const SQLRETURN result = SQLFetch(m_statement->handle());
    if (result == SQL_NO_DATA) {
        m_done = true;
        return 0;
    }
    m_statement->check(result, "Reading rows");
    // Drivers that do not know blocks do not set the number.
    return m_fetchedRows == 0 ? 1 : std::min(m_fetchedRows, m_blockRows);
}

void ResultReader::seek(SQLULEN row) {
    if (m_atRow == row + 1) return;
    m_statement->check(SQLSetPos(m_statement->handle(), static_cast<SQLSETPOSIROW>(row + 1), SQL_POSITION,
                                 SQL_LOCK_NO_CHANGE),
                       "Reading a long value (set \"Fetch rows\" to \"one by one\")");
    m_atRow = row + 1;
}

bool ResultReader::next(ArrowArray* out) {
    sdk::ColumnBuilder batch(m_schema);
    while (!m_done && batch.rows() + m_blockRows <= sdk::kBatchRows && batch.bytes() < sdk::kBatchBytes) {
        if (m_cancelled) throw sdk::Error(ADBC_STATUS_CANCELLED, "The query was cancelled", "57014");
        if (m_left && *m_left == 0) break;
        SQLULEN rows = fetchBlock();
        if (m_left) {
            rows = std::min<SQLULEN>(rows, *m_left);
            *m_left -= rows;
        }
        appendBlock(batch, rows);
    }
    if (batch.rows() == 0) return false;
    batch.finish(out);
    return true;
}

void ResultReader::appendBlock(sdk::ColumnBuilder& batch, SQLULEN rows) {
    if (m_firstFetched == m_columns.size()) {
        // SQLSetPos goes forward only in some drivers: long values are read row by row then, short ones by
        // column.
        const bool open =
            std::any_of(m_columns.begin(), m_columns.end(), [](const auto& c) { return c.open; });
        for (size_t i = 0; !open && i < m_columns.size(); i++) {
            for (SQLULEN row = 0; row < rows; row++) appendCell(batch.child(i), i, row);
        }
        for (SQLULEN row = 0; open && row < rows; row++) {
            for (size_t i = 0; i < m_columns.size(); i++) appendCell(batch.child(i), i, row);
        }
    } else {
        for (size_t i = 0; rows && i < m_columns.size(); i++) {
            if (i < m_firstFetched) {
                appendCell(batch.child(i), i, 0);
            } else {
                appendFetched(batch.child(i), i);
            }
        }
    }
    for (SQLULEN row = 0; row < rows; row++) batch.endRow();
}

}  // namespace tributary::plugins::odbc
