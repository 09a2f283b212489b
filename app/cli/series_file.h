// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace tributary::cli {

/// A CSV file of one series: a column `timestamp` and one or more columns of values.
struct SeriesFile {
    std::vector<std::string> columns;  ///< of values, as the header names them
    std::vector<std::string> stamps;   ///< as the file has them
    std::vector<int64_t> times;        ///< microseconds since 1970 UTC, of `stamps`
    std::vector<std::string> texts;    ///< values row by row, as the file has them
    std::vector<double> values;        ///< of `texts`; NaN: empty, or no number that can be
    size_t missing = 0;                ///< values without a number
    size_t backwards = 0;              ///< rows that are older than the row before
};

/// Reads the file: header with `timestamp` and, for one series, `value` (or exactly one more column); with
/// `all`, every column but the timestamp is a value. A field in double quotes may hold a comma. Times are
/// `YYYY-MM-DD HH:MM[:SS[.f]]`, with T, Z or an offset, or seconds, milliseconds or microseconds since 1970;
/// without an offset they are UTC. Empty, NaN, null, NA and infinite values are missing. Anything else is a
/// Data error that names `name`, line and text.
Result<SeriesFile> readSeries(std::string_view bytes, const std::string& name, bool all);

}  // namespace tributary::cli
