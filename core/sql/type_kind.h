// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>

namespace tributary::sql {

/// A point in time: a date or a timestamp of any precision, with a zone or without.
inline bool isPointInTime(const duckdb::LogicalType& type) {
    switch (type.id()) {
        case duckdb::LogicalTypeId::DATE:
        case duckdb::LogicalTypeId::TIMESTAMP:
        case duckdb::LogicalTypeId::TIMESTAMP_SEC:
        case duckdb::LogicalTypeId::TIMESTAMP_MS:
        case duckdb::LogicalTypeId::TIMESTAMP_NS:
        case duckdb::LogicalTypeId::TIMESTAMP_TZ:
            return true;
        default:
            return false;
    }
}

}  // namespace tributary::sql
