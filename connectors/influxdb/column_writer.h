// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <duckdb.hpp>
#include <string_view>

#include "core/base/error.h"
#include "core/sql/remote_query.h"

namespace tributary::connectors::influxdb {

/// Puts values of the wire into one column's vector, in the column's exact type. A value the type cannot hold
/// exactly is an error of code Data naming the column; `put…` then returns false and `error()` tells it.
/// Bound to a new vector for each chunk.
class ColumnWriter {
  public:
    explicit ColumnWriter(sql::Column column);

    void bind(duckdb::Vector& vector);
    const sql::Column& column() const { return m_column; }

    void putNull(duckdb::idx_t row) { m_validity->SetInvalid(row); }
    bool putInteger(duckdb::idx_t row, int64_t value);
    bool putUnsigned(duckdb::idx_t row, uint64_t value);
    bool putDouble(duckdb::idx_t row, double value);
    bool putBoolean(duckdb::idx_t row, bool value);
    bool putText(duckdb::idx_t row, std::string_view value);

    /// A number, boolean, time or duration written as text, read in the column's type.
    bool parse(duckdb::idx_t row, std::string_view text);

    const Error& error() const { return m_error; }

  private:
    bool refuse(const std::string& what);
    template <typename T>
    T* data() {
        return reinterpret_cast<T*>(m_data);
    }

    sql::Column m_column;
    duckdb::LogicalTypeId m_type;
    duckdb::Vector* m_vector = nullptr;
    duckdb::data_ptr_t m_data = nullptr;
    duckdb::ValidityMask* m_validity = nullptr;
    Error m_error;
};

/// Nanoseconds since 1970 of an RFC 3339 instant or a zone-less ISO time (read as UTC) with up to nine digits
/// after the second; nullopt if it is none or outside TIMESTAMP_NS.
std::optional<int64_t> parseNanoseconds(std::string_view text);

/// The instant in RFC 3339 with nanoseconds, UTC.
std::string formatNanoseconds(int64_t ns);

}  // namespace tributary::connectors::influxdb
