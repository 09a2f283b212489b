// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/influxdb/http_session.h"

namespace tributary::connectors::influxdb {

/// A column of one table of an annotated CSV answer.
struct CsvColumn {
    std::string name;
    std::string datatype;      ///< "long", "dateTime:RFC3339", …
    std::string defaultValue;  ///< stands for an empty cell
    bool inGroupKey = false;
};

/// Reads Flux's annotated CSV: tables of other columns follow each other, each after its #datatype, #group
/// and #default lines. Pulls bytes as needed and holds one record. An error table, which the server appends
/// when it fails after the first rows, is an error.
class AnnotatedCsv {
  public:
    explicit AnnotatedCsv(std::unique_ptr<Answer> answer) : m_answer(std::move(answer)) {}

    /// The next data row; false: the end.
    Result<bool> nextRow();
    /// Columns of the table the row belongs to; without the annotation column.
    const std::vector<CsvColumn>& columns() const { return m_columns; }
    /// Grows whenever `columns` has changed.
    uint64_t version() const { return m_version; }
    /// The row's cells with defaults put in, as many as columns; valid until the next call. Empty: NULL.
    const std::vector<std::string_view>& cells() const { return m_cells; }
    Result<void> check() { return m_answer->check(); }
    uint64_t bytesRead() const { return m_answer->bytesRead(); }

  private:
    Result<bool> record();
    bool splitRecord(size_t end);
    Result<bool> header();
    Result<bool> row();

    std::unique_ptr<Answer> m_answer;
    std::string m_buffer;
    std::string m_unquoted;  ///< cells that had quotes in them
    size_t m_at = 0;
    bool m_ended = false;
    bool m_inHeader = true;
    uint64_t m_version = 0;
    std::vector<CsvColumn> m_columns;
    std::vector<std::string> m_datatypes, m_groups, m_defaults;
    std::vector<std::string_view> m_raw;
    std::vector<std::string_view> m_cells;
};

}  // namespace tributary::connectors::influxdb
