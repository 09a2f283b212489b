// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/alerts/model/time.h"
#include "core/sql/splitter.h"

namespace tributary::alerts {

/// Does the federated statement ask as of an instant (`$eval_time`, `$eval_time_ms`)?
bool usesEvalTime(std::string_view sql);
/// The statement with `$eval_time` as an SQL timestamp in UTC and `$eval_time_ms` as a number, outside
/// strings and comments.
std::string withEvalTime(std::string_view sql, TimePoint at);
/// The statement with these texts instead.
std::string withEvalTime(std::string_view sql, const std::string& timestamp, const std::string& millis);
/// The same for a text in a source's own language: `$eval_time` is '2025-01-31 12:00:00' in quotes,
/// `$eval_time_ms` a number, `$eval_time_rfc3339` and `$eval_times` 2025-01-31T12:00:00Z without quotes,
/// wherever they stand.
std::string nativeWithEvalTime(std::string_view text, TimePoint at);

/// Can the native text be asked for many instants at once (it says `$eval_times`)? Its rows then tell their
/// instant in a column of times.
bool asksManyTimes(std::string_view text);
/// The text with `$eval_times` as FROM/TO/STEP: 2025-01-31T12:00:00Z/2025-01-31T13:00:00Z/60000ms.
std::string nativeWithEvalTimes(std::string_view text, TimePoint from, TimePoint to, Duration step);

}  // namespace tributary::alerts
