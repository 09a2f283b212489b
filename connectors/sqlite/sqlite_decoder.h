// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sqlite3.h>

#include <duckdb.hpp>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/sql/remote_query.h"

namespace tributary::connectors::sqlite {

/// Writes SQLite values of one column into a vector of its type. Prepared once per statement, bound to a
/// vector once per chunk; no allocation per value.
class ColumnDecoder {
  public:
    explicit ColumnDecoder(const sql::Column& column);
    void bind(duckdb::Vector& vector);

    /// False: the value is not exactly one of the column's type (see misfit()).
    bool write(sqlite3_value* value, duckdb::idx_t row) {
        if (sqlite3_value_type(value) == SQLITE_NULL) {
            duckdb::FlatVector::Validity(*m_vector).SetInvalid(row);
            return true;
        }
        return m_write(*this, value, row);
    }
    /// Bytes of text and blobs written so far.
    uint64_t variableBytes() const { return m_bytes; }

  private:
    using Write = bool (*)(ColumnDecoder&, sqlite3_value*, duckdb::idx_t);
    struct Writers;
    friend struct Writers;

    template <typename T>
    T* data() {
        return static_cast<T*>(m_data);
    }

    void store(std::string_view text, duckdb::idx_t row);

    Write m_write = nullptr;
    duckdb::Vector* m_vector = nullptr;
    void* m_data = nullptr;
    uint8_t m_width = 0;
    uint8_t m_scale = 0;
    uint64_t m_bytes = 0;
    std::string m_text;
};

/// Whether a column of `type` keeps `value` (not NULL) exactly.
bool fits(const duckdb::LogicalType& type, sqlite3_value* value);

/// The Data error of a value that does not fit its column.
Error misfit(const sql::Column& column, sqlite3_value* value, uint64_t row);

}  // namespace tributary::connectors::sqlite
