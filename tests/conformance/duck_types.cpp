// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/duck_types.h"

namespace tributary::conformance {

namespace {

void addNumbers(std::vector<TypeCase>& t) {
    t.push_back({"boolean", "BOOLEAN", "BOOLEAN", {{"true", "true"}, {"false", "false"}, {"NULL", {}}}});
    t.push_back({"tinyint", "TINYINT", "TINYINT", {{"-128", "-128"}, {"127", "127"}, {"NULL", {}}}});
    t.push_back({"ubigint",
                 "UBIGINT",
                 "UBIGINT",
                 {{"0", "0"}, {"18446744073709551615", "18446744073709551615"}, {"NULL", {}}}});
    t.push_back({"bigint",
                 "BIGINT",
                 "BIGINT",
                 {{"-9223372036854775808", "-9223372036854775808"},
                  {"9223372036854775807", "9223372036854775807"},
                  {"9007199254740993", "9007199254740993"},
                  {"NULL", {}}}});
    t.push_back({"decimal",
                 "DECIMAL(38,10)",
                 "DECIMAL(38,10)",
                 {{"1234567890123456789012345678.0123456789", "1234567890123456789012345678.0123456789"},
                  {"-0.0000000001", "-0.0000000001"},
                  {"0", "0.0000000000"},
                  {"NULL", {}}}});
    t.push_back({"double",
                 "DOUBLE",
                 "DOUBLE",
                 {{"0.1", "0.1"},
                  {"'nan'", "nan"},
                  {"'inf'", "inf"},
                  {"'-inf'", "-inf"},
                  {"'5e-324'", "5e-324"},
                  {"'1.7976931348623157e308'", "1.7976931348623157e+308"},
                  {"NULL", {}}}});
    t.push_back(
        {"float", "FLOAT", "FLOAT", {{"0.1", "0.1"}, {"'nan'", "nan"}, {"'-inf'", "-inf"}, {"NULL", {}}}});
}

void addTexts(std::vector<TypeCase>& t) {
    t.push_back({"varchar",
                 "VARCHAR",
                 "VARCHAR",
                 {{"''", ""},
                  {"'a'", "a"},
                  {"'A'", "A"},
                  {"'ab'", "ab"},
                  {"'ab '", "ab "},
                  {"'ä'", "ä"},
                  {"'汉字'", "汉字"},
                  {"'😀'", "😀"},
                  {"'it''s'", "it's"},
                  {"'back\\slash'", "back\\slash"},
                  {"'100%'", "100%"},
                  {"NULL", {}}}});
    t.push_back(
        {"blob", "BLOB", "BLOB", {{"''", ""}, {"'\\x00\\xFF'", "\\x00\\xFF"}, {"'A'", "A"}, {"NULL", {}}}});
}

void addTimes(std::vector<TypeCase>& t) {
    t.push_back({"date",
                 "DATE",
                 "DATE",
                 {{"'2024-02-29'", "2024-02-29"},
                  {"'0001-01-01'", "0001-01-01"},
                  {"'9999-12-31'", "9999-12-31"},
                  {"'infinity'", "infinity"},
                  {"'-infinity'", "-infinity"},
                  {"NULL", {}}}});
    t.push_back({"time",
                 "TIME",
                 "TIME",
                 {{"'00:00:00'", "00:00:00"}, {"'23:59:59.999999'", "23:59:59.999999"}, {"NULL", {}}}});
    t.push_back({"timestamp",
                 "TIMESTAMP",
                 "TIMESTAMP",
                 {{"'2024-02-29 12:34:56.000001'", "2024-02-29 12:34:56.000001"},
                  {"'infinity'", "infinity"},
                  {"'1900-01-01'", "1900-01-01 00:00:00"},
                  {"NULL", {}}}});
    t.push_back({"timestamp_ns",
                 "TIMESTAMP_NS",
                 "TIMESTAMP_NS",
                 {{"'2024-02-29 12:34:56.123456789'", "2024-02-29 12:34:56.123456789"}, {"NULL", {}}}});
    t.push_back({"timestamptz",
                 "TIMESTAMPTZ",
                 "TIMESTAMP WITH TIME ZONE",
                 {{"'2024-02-29 12:34:56+05:30'", "2024-02-29 07:04:56+00"}, {"NULL", {}}}});
}

void addOthers(std::vector<TypeCase>& t) {
    t.push_back({"uuid",
                 "UUID",
                 "UUID",
                 {{"'00000000-0000-0000-0000-000000000000'", "00000000-0000-0000-0000-000000000000"},
                  {"'ffffffff-ffff-ffff-ffff-ffffffffffff'", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
                  {"NULL", {}}}});
    t.push_back({"list",
                 "INTEGER[]",
                 "INTEGER[]",
                 {{"[1, NULL, 3]", "[1, NULL, 3]"}, {"[]", "[]"}, {"NULL", {}}},
                 false,
                 false});
    t.push_back({"struct_",
                 "STRUCT(a INTEGER, b VARCHAR)",
                 "STRUCT(a INTEGER, b VARCHAR)",
                 {{"{'a': 1, 'b': 'x'}", "{'a': 1, 'b': x}"}, {"NULL", {}}},
                 false,
                 false});
    t.push_back({"map",
                 "MAP(VARCHAR, INTEGER)",
                 "MAP(VARCHAR, INTEGER)",
                 {{"MAP {'k': 1}", "{k=1}"}, {"NULL", {}}},
                 false,
                 false});
}

}  // namespace

std::vector<TypeCase> duckTypes() {
    std::vector<TypeCase> types;
    addNumbers(types);
    addTexts(types);
    addTimes(types);
    addOthers(types);
    return types;
}

}  // namespace tributary::conformance
