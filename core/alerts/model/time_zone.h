// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/alerts/model/time.h"

namespace tributary::alerts {

/// A place's clock, from the system's time zone database (TZif files, RFC 9636; the rule in the footer serves
/// the years beyond the table). Immutable and cheap to copy; any thread.
class TimeZone {
  public:
    /// UTC.
    TimeZone();
    /// "Europe/Berlin", "UTC" or "" (UTC), "Local" (the system's). NotFound for a name the database lacks,
    /// Corrupt for a damaged file. `folder` empty: $TZDIR, else /usr/share/zoneinfo.
    static Result<TimeZone> load(std::string_view name, std::string folder = {});

    const std::string& name() const;
    /// Local time minus UTC at that instant.
    Duration offsetAt(TimePoint instant) const;
    /// What the wall clock shows: the instant shifted by its offset, so that days and hours can be taken from
    /// it as if it were UTC.
    TimePoint toLocal(TimePoint instant) const { return instant + offsetAt(instant); }
    /// The instant at which the wall clock shows `local`: the earlier of two when the clock is set back; when
    /// the clock is set forward and the time is skipped, the instant as if it had not been.
    TimePoint fromLocal(TimePoint local) const;

  private:
    struct Table;
    std::shared_ptr<const Table> m_table;
};

}  // namespace tributary::alerts
