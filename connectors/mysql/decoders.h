// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mysql.h>

#include <cstdint>
#include <duckdb.hpp>
#include <memory>
#include <string>
#include <vector>

#include "connectors/mysql/types.h"
#include "core/base/error.h"
#include "core/sql/remote_query.h"

namespace tributary::connectors::mysql {

/// Puts the values of one column into a vector, straight from the wire. The two functions are chosen once per
/// result.
struct ColumnDecoder {
    /// Binary protocol: reads one value at `at` and moves `at` behind it; never reads from `end` on. False:
    /// damaged.
    using Read = bool (*)(ColumnDecoder&, duckdb::idx_t row, const uint8_t*& at, const uint8_t* end);
    /// Text form of one value, and of what the binary protocol sends with a length.
    using Store = void (*)(ColumnDecoder&, duckdb::idx_t row, const char* text, size_t length);

    Read read = nullptr;
    Store store = nullptr;
    duckdb::Vector* vector = nullptr;
    duckdb::data_ptr_t data = nullptr;
    uint8_t width = 0, scale = 0;
    unsigned bits = 0, fraction = 0;
    bool withTime = false;  ///< a calendar value has a time of day
    ZeroDates zeroDates = ZeroDates::Error;
    std::string problem;  ///< set when a value cannot be kept exactly
    std::string problemHint;

    template <typename T>
    T* values() const {
        return reinterpret_cast<T*>(data);
    }
    void setNull(duckdb::idx_t row) { duckdb::FlatVector::SetNull(*vector, row, true); }
    void refuse(std::string what, std::string hint = {});
};

/// The decoder that brings `field` into `column.type`; Conflict if the table is no longer what was planned.
Result<ColumnDecoder> makeDecoder(const sql::Column& column, const MYSQL_FIELD& field,
                                  const TypeOptions& options, bool textProtocol);

/// The decoders of a result; takes the library's per-column callbacks while a row is fetched.
class RowSink {
  public:
    /// `skipAll`: rows are counted only.
    RowSink(std::vector<ColumnDecoder> decoders, std::vector<std::string> names, bool skipAll);

    void begin(duckdb::DataChunk& chunk);
    void setRow(duckdb::idx_t row) { m_row = row; }
    void setEnd(const uint8_t* end) { m_end = end; }

    /// Matches the library's result callback: `at` null means NULL.
    void onValue(unsigned column, unsigned char** at);
    void onText(unsigned column, const char* text, size_t length);

    /// The first value that could not be kept, or a damaged row.
    bool failed() const { return m_damaged || m_refused; }
    Error error() const;
    uint64_t bytes() const { return m_bytes; }

  private:
    std::vector<ColumnDecoder> m_decoders;
    std::vector<std::string> m_names;
    const bool m_skipAll;
    const uint8_t* m_end = nullptr;
    duckdb::idx_t m_row = 0;
    uint64_t m_bytes = 0;
    bool m_damaged = false;
    bool m_refused = false;
};

}  // namespace tributary::connectors::mysql
