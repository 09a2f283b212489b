// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/oracle/nasty_values.h"

#include <map>

namespace tributary::oracle {

const std::vector<std::optional<std::string>>& nastyValues(Kind kind) {
    using Values = std::vector<std::optional<std::string>>;
    static const std::map<Kind, Values> kValues = {
        {Kind::Id, {}},
        {Kind::Int, {std::nullopt, "0", "1", "-1", "7", "2147483647", "-2147483648", "100"}},
        {Kind::BigInt,
         {std::nullopt, "0", "9007199254740993", "9007199254740992", "9223372036854775807",
          "-9223372036854775808", "-5", "42"}},
        {Kind::Double,
         {std::nullopt, "0.0", "-0.0", "0.1", "2.5", "-2.5", "1e300", "9007199254740993", "nan", "inf",
          "-inf"}},
        {Kind::Decimal,
         {std::nullopt, "0.0000", "0.0001", "-0.0001", "1234567890123456.7891", "-1234567890123456.7891",
          "2.5000"}},
        {Kind::Text,
         {std::nullopt, "",     "a",      "A",         "ä",  "Ä",   "ß",  "ẞ",       "ss",          "ab",
          "ab ",        "AB",   "/api/x", "😀",         "n1", "n10", "N1", "o'brien", "back\\slash", "100%",
          "_x",         "中文", "é",      "e\xCC\x81", "z",  "Z",   "1",  "01"}},
        {Kind::Date, {std::nullopt, "1970-01-01", "1970-01-02", "2024-02-29", "2024-03-31", "2099-12-31"}},
        {Kind::Timestamp,
         {std::nullopt, "1970-01-01 00:00:01", "2024-03-31 01:30:00", "2024-03-31 02:30:00",
          "2024-10-27 02:30:00", "2038-01-19 03:14:07"}},
        {Kind::Nanoseconds,
         {"1970-01-01 00:00:00", "1970-01-01 00:00:00.000000001", "1969-12-31 23:59:59.999999999",
          "1677-09-22 00:00:00", "2024-03-31 02:30:00.123456789", "2024-03-31 02:30:00.12345679",
          "2038-01-19 03:14:07", "2262-04-11 23:47:16.854775805"}},
        {Kind::Boolean, {std::nullopt, "true", "false"}},
    };
    return kValues.at(kind);
}

std::string duckdbLiteral(Kind kind, const std::string& value) {
    std::string quoted = "'";
    for (char c : value) {
        quoted += c;
        if (c == '\'') quoted += c;
    }
    quoted += "'";
    switch (kind) {
        case Kind::Text:
            return quoted;
        case Kind::Double:
            return quoted + "::DOUBLE";
        case Kind::Nanoseconds:
            return "TIMESTAMP_NS " + quoted;
        case Kind::Date:
            return "DATE " + quoted;
        case Kind::Timestamp:
            return "TIMESTAMP " + quoted;
        default:
            return value;
    }
}

}  // namespace tributary::oracle
