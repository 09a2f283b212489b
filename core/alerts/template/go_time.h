// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/alerts/model/time.h"

namespace tributary::alerts::templates {

/// Time.String of a time in UTC: "2015-11-16 13:37:18.123 +0000 UTC".
std::string goTimeText(TimePoint time);
/// Time.Format of a time in UTC: the layout is how Go's reference time would be written.
std::string goTimeFormat(TimePoint time, std::string_view layout);
/// Duration.String: "4m0.5s".
std::string goDurationText(int64_t milliseconds);
std::string_view monthName(unsigned month);
std::string_view weekdayName(unsigned weekday);

}  // namespace tributary::alerts::templates
