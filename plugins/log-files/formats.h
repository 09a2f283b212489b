// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tributary_adbc_rows.hpp>
#include <tributary_adbc_source.hpp>

#include <memory>

namespace tributary::plugins::logs {

using sdk::ColumnInfo;
using sdk::Row;

/// What a format needs to know beyond the line.
struct Setting {
    std::string regex;
    int64_t zoneSeconds = 0;  ///< of times that are written without a zone
};

/// How lines become cells. One for each connected log; learns from a sample before it is used.
class Format {
  public:
    virtual ~Format() = default;
    /// A line of the sample.
    virtual void learn(std::string_view) {}
    /// The format's own columns.
    virtual std::vector<ColumnInfo> columns() const = 0;
    /// Sets cells from `first` on; false: the line is not of this format (all cells stay NULL). `changed` is
    /// the file's last modification, `where` names the line for errors.
    virtual bool parse(std::string_view line, int64_t changed, const std::vector<ColumnInfo>& all,
                       size_t first, Row& row, const std::function<std::string()>& where) = 0;
};

std::unique_ptr<Format> syslogFormat(const Setting& setting);
std::unique_ptr<Format> combinedFormat(const Setting& setting);
std::unique_ptr<Format> jsonFormat();
std::unique_ptr<Format> logfmtFormat();
std::unique_ptr<Format> regexFormat(const Setting& setting);
std::unique_ptr<Format> plainFormat();

/// The name of the format that most of the lines fit: syslog, combined, json, logfmt, plain.
std::string recognise(const std::vector<std::string>& lines);

ColumnInfo column(const char* name, const char* format, const char* comment);
/// "Jan", "jan" … → 1 to 12; 0: no month.
int monthNumber(std::string_view name);

}  // namespace tributary::plugins::logs
