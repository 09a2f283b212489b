// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/base/error.h"
#include "core/connect/settings.h"

namespace tributary::connectors {

/// One point of line protocol, built by the tests to fill a server.
class Point {
  public:
    explicit Point(const std::string& measurement);

    /// Left out when empty: no server of InfluxDB keeps an empty tag.
    Point& tag(const std::string& key, const std::string& value);
    /// `type` as SHOW FIELD KEYS names it: integer, unsigned, float, boolean, string.
    Point& field(const std::string& key, const std::string& type, const std::string& value);
    /// The finished line with its line feed.
    std::string at(int64_t nanoseconds) const;

  private:
    std::string m_head;
    std::string m_fields;
};

/// Writes lines (times in ns) to the server of these settings: the settings of a 2.x connection have an
/// "org". `target` is the database of 1.x or the bucket of 2.x.
Result<void> writeLines(const connect::Settings& settings, const std::string& target,
                        const std::string& lines, const std::string& policy = "");

/// The 1.x interface of a 2.x server: any user, the token as password, a bucket as `database`.
connect::Settings asVersion1(const connect::Settings& settings, const std::string& database);

}  // namespace tributary::connectors
