// SPDX-License-Identifier: GPL-3.0-or-later
// Layouts DuckDB never exports, and values it cannot hold, made by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/plugin/source/arrow_decode.h"
#include "tests/core/plugin/source/arrow_built.h"

namespace tributary::plugin {
namespace {

using Texts = std::vector<std::string>;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Decoded {
    std::string type;
    std::string arrowType;
    std::string note;
    Texts values;  ///< as DuckDB prints them
    std::string error;
};

Decoded decode(BuiltField& field, duckdb::idx_t from = 0) {
    Decoded out;
    auto column = readArrowField(field.schema());
    if (!column) {
        out.error = column.error().text();
        return out;
    }
    out.type = column->type.ToString();
    out.arrowType = column->arrowType;
    out.note = column->note;
    ArrowArray rows{};
    ArrowArray* child = const_cast<ArrowArray*>(&field.array());
    rows.children = &child;
    rows.n_children = 1;
    rows.length = child->length;
    rows.release = [](ArrowArray* array) { array->release = nullptr; };
    ArrowDecode decode(duckdb::make_shared_ptr<ArrowBatch>(OwnedArray(rows)));
    const auto count = static_cast<duckdb::idx_t>(child->length) - from;
    duckdb::Vector vector(column->type);
    auto done = decode.column(*column, 0, from, count, vector);
    if (!done) {
        out.error = done.error().text();
        EXPECT_EQ(done.error().code, ErrorCode::Data) << out.error;
        return out;
    }
    vector.Verify(count);
    for (duckdb::idx_t i = 0; i < count; i++) out.values.push_back(vector.GetValue(i).ToString());
    return out;
}

template <class T>
Decoded decodeFixed(const std::string& format, const std::vector<T>& values, size_t perValue = 1) {
    BuiltField field(format, static_cast<int64_t>(values.size() / perValue));
    field.valid().buffer(values);
    return decode(field);
}

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

TEST(ArrowLayouts, HalfFloats) {
    const auto got = decodeFixed<uint16_t>(
        "e", {0x3c00, 0xc000, 0x0000, 0x8000, 0x7bff, 0x0001, 0x03ff, 0x7c00, 0xfc00, 0x7e00, 0x3555});
    EXPECT_EQ(got.type, "FLOAT");
    EXPECT_THAT(got.values, ElementsAre("1.0", "-2.0", "0.0", "-0.0", "65504.0", "5.9604645e-08",
                                        "6.097555e-05", "inf", "-inf", "nan", "0.33325195"));
}

TEST(ArrowLayouts, DatesInMilliseconds) {
    const auto got = decodeFixed<int64_t>("tdm", {0, 86400000, -86400000});
    EXPECT_THAT(got.values, ElementsAre("1970-01-01", "1970-01-02", "1969-12-31"));
    EXPECT_THAT(decodeFixed<int64_t>("tdm", {1}).error, HasSubstr("the value 1"));
    EXPECT_NE(decodeFixed<int64_t>("tdm", {kMax}).error, "");
    EXPECT_NE(decodeFixed<int32_t>("tdD", {std::numeric_limits<int32_t>::min()}).error, "");
}

TEST(ArrowLayouts, TimesOfAllUnits) {
    EXPECT_THAT(decodeFixed<int32_t>("tts", {0, 86399, 86400}).values,
                ElementsAre("00:00:00", "23:59:59", "24:00:00"));
    EXPECT_THAT(decodeFixed<int32_t>("ttm", {1}).values, ElementsAre("00:00:00.001"));
    const auto nanos = decodeFixed<int64_t>("ttn", {1});
    EXPECT_EQ(nanos.type, "TIME_NS");
    EXPECT_THAT(nanos.values, ElementsAre("00:00:00.000000001"));
    EXPECT_THAT(decodeFixed<int32_t>("tts", {-1}).error, HasSubstr("the value -1"));
    EXPECT_NE(decodeFixed<int64_t>("ttu", {86400000001}).error, "");
}

TEST(ArrowLayouts, TimestampsOfAllUnits) {
    EXPECT_EQ(decodeFixed<int64_t>("tss:", {0}).type, "TIMESTAMP_S");
    EXPECT_EQ(decodeFixed<int64_t>("tsm:", {0}).type, "TIMESTAMP_MS");
    const auto seconds = decodeFixed<int64_t>("tss:Europe/Berlin", {0, -1, kMax, -kMax});
    EXPECT_EQ(seconds.type, "TIMESTAMP WITH TIME ZONE");
    EXPECT_THAT(seconds.note, HasSubstr("Europe/Berlin"));
    EXPECT_THAT(seconds.values,
                ElementsAre("1970-01-01 00:00:00+00", "1969-12-31 23:59:59+00", "infinity", "-infinity"));
    EXPECT_THAT(decodeFixed<int64_t>("tsm:UTC", {1}).values, ElementsAre("1970-01-01 00:00:00.001+00"));
    const auto nanos = decodeFixed<int64_t>("tsn:UTC", {1});
    EXPECT_EQ(nanos.type, "TIMESTAMP_NS");
    EXPECT_THAT(nanos.note, HasSubstr("in UTC"));
    EXPECT_NE(decodeFixed<int64_t>("tss:", {kMax / 1000}).error, "");
    EXPECT_NE(decodeFixed<int64_t>("tsm:UTC", {kMax / 100}).error, "");
    EXPECT_NE(decodeFixed<int64_t>("tsu:", {std::numeric_limits<int64_t>::min()}).error, "");
    EXPECT_NE(decodeFixed<int64_t>("tsx:", {0}).error, "");
}

TEST(ArrowLayouts, DurationsAndIntervals) {
    EXPECT_THAT(decodeFixed<int64_t>("tDs", {90}).values, ElementsAre("00:01:30"));
    EXPECT_THAT(decodeFixed<int64_t>("tDm", {1}).values, ElementsAre("00:00:00.001"));
    EXPECT_THAT(decodeFixed<int64_t>("tDu", {-1}).values, ElementsAre("-00:00:00.000001"));
    EXPECT_EQ(decodeFixed<int64_t>("tDn", {5}).type, "BIGINT");
    EXPECT_NE(decodeFixed<int64_t>("tDs", {kMax}).error, "");
    EXPECT_THAT(decodeFixed<int32_t>("tiM", {14}).values, ElementsAre("1 year 2 months"));
    BuiltField days("tiD", 1);
    days.valid().buffer(std::vector<int32_t>{3, 1500});
    EXPECT_THAT(decode(days).values, ElementsAre("3 days 00:00:01.5"));
    BuiltField fine("tin", 1);
    fine.valid().buffer(std::vector<int64_t>{0, 1001});
    EXPECT_NE(decode(fine).error, "");
}

TEST(ArrowLayouts, DecimalsOfAllWidths) {
    EXPECT_THAT(decodeFixed<int32_t>("d:5,2,32", {-12345, 7}).values, ElementsAre("-123.45", "0.07"));
    EXPECT_THAT(decodeFixed<int64_t>("d:12,3,64", {1234567}).values, ElementsAre("1234.567"));
    EXPECT_THAT(decodeFixed<int32_t>("d:3,0,32", {1000}).error, HasSubstr("the number 1000"));
    const auto wide = decodeFixed<uint64_t>("d:76,4,256", {0, 0, 0, 1, ~0ULL, ~0ULL, ~0ULL, ~0ULL}, 4);
    EXPECT_EQ(wide.type, "VARCHAR");
    EXPECT_THAT(wide.note, HasSubstr("exact text"));
    EXPECT_THAT(wide.values,
                ElementsAre("627710173538668076383578942320766641610235544446403451.2896", "-0.0001"));
    EXPECT_THAT(decodeFixed<uint64_t>("d:38,0,256", {12, 0, 0, 0}, 4).values, ElementsAre("12"));
    EXPECT_NE(decodeFixed<uint64_t>("d:38,0,256", {0, 0, 1, 0}, 4).error, "");
    EXPECT_THAT(decodeFixed<uint64_t>("d:5,-3", {12, 0, 0, 0}, 2).values, ElementsAre("12000", "0"));
    EXPECT_NE(decodeFixed<uint64_t>("d:77,0,256", {0, 0, 0, 0}).error, "");
}

BuiltField texts(const std::vector<std::string>& values, const std::string& name = "v") {
    std::vector<int32_t> offsets = {0};
    std::string bytes;
    for (const auto& value : values) {
        bytes += value;
        offsets.push_back(static_cast<int32_t>(bytes.size()));
    }
    BuiltField field("u", static_cast<int64_t>(values.size()), name);
    field.valid().buffer(offsets).text(bytes);
    return field;
}

TEST(ArrowLayouts, TextMustBeUtf8AndBytesNeedNot) {
    BuiltField bad = texts({"fine", "not \xff fine"});
    EXPECT_THAT(decode(bad).error, HasSubstr("not UTF-8"));
    BuiltField bytes("w:2", 2);
    bytes.valid().buffer(std::vector<uint8_t>{0, 255, 65, 66});
    EXPECT_THAT(decode(bytes).values, ElementsAre("\\x00\\xFF", "AB"));
}

TEST(ArrowLayouts, DictionariesOfAllIndexTypes) {
    const std::vector<std::string> words = {"a text longer than twelve", "b"};
    const auto check = [&](const char* format, auto index) {
        BuiltField field(format, 3);
        field.valid("110").buffer(std::vector<decltype(index)>{1, 0, static_cast<decltype(index)>(99)});
        field.dictionary(texts(words));
        const auto got = decode(field);
        EXPECT_EQ(got.type, "VARCHAR") << format;
        EXPECT_THAT(got.values, ElementsAre("b", words[0], "NULL")) << format;
    };
    check("c", int8_t());
    check("C", uint8_t());
    check("s", int16_t());
    check("S", uint16_t());
    check("i", int32_t());
    check("I", uint32_t());
    check("l", int64_t());
    check("L", uint64_t());
    BuiltField decimals("i", 2);
    BuiltField values("d:76,0,256", 1);
    values.valid().buffer(std::vector<uint64_t>{0, 0, 0, 1});
    decimals.valid().buffer(std::vector<int32_t>{0, 0}).dictionary(std::move(values));
    EXPECT_EQ(decode(decimals).values[1], "6277101735386680763835789423207666416102355444464034512896");
}

TEST(ArrowLayouts, RunsAreSpread) {
    BuiltField field("+r", 6);
    BuiltField ends("i", 3, "run_ends");
    ends.valid().buffer(std::vector<int32_t>{2, 3, 7});
    field.child(std::move(ends)).child(texts({"a", "b", "a text longer than twelve"}, "values"));
    EXPECT_THAT(decode(field).values, ElementsAre("a", "a", "b", "a text longer than twelve",
                                                  "a text longer than twelve", "a text longer than twelve"));
    field.offset(1);
    EXPECT_THAT(decode(field, 2).values,
                ElementsAre("a text longer than twelve", "a text longer than twelve",
                            "a text longer than twelve", "a text longer than twelve"));
}

TEST(ArrowLayouts, OffsetsOfParentsAndChildrenAdd) {
    BuiltField field("+s", 2);
    BuiltField numbers("i", 4, "n");
    numbers.valid("1101").buffer(std::vector<int32_t>{10, 11, 12, 13, 14}).offset(1);
    field.valid("1011").offset(1).child(std::move(numbers));
    // Row 0 is the struct's second, NULL; row 1 its third, whose child is NULL by bit 3? It is the child's
    // fourth.
    EXPECT_THAT(decode(field).values, ElementsAre("NULL", "{'n': 13}"));
}

TEST(ArrowLayouts, NullListsMayCoverItems) {
    BuiltField field("+l", 3);
    field.valid("101")
        .buffer(std::vector<int32_t>{0, 1, 3, 4})
        .child(texts({"a", "\xff", "\xfe", "d"}, "item"));
    EXPECT_THAT(decode(field).values, ElementsAre("[a]", "NULL", "[d]"));
    BuiltField view("+vl", 3);
    view.valid().buffer(std::vector<int32_t>{2, 0, 1}).buffer(std::vector<int32_t>{1, 2, 1});
    view.child(texts({"a", "b", "c"}, "item"));
    EXPECT_THAT(decode(view).values, ElementsAre("[c]", "[a, b]", "[b]"));
}

TEST(ArrowLayouts, FixedListsOfNoItems) {
    BuiltField field("+w:0", 2);
    field.valid("10").child(texts({}, "item"));
    const auto got = decode(field);
    EXPECT_EQ(got.type, "VARCHAR[]");
    EXPECT_THAT(got.values, ElementsAre("[]", "NULL"));
}

BuiltField unionField(const std::string& format, bool dense) {
    BuiltField field(format, 3);
    field.buffer(std::vector<int8_t>{5, 2, 5});
    if (dense) field.buffer(std::vector<int32_t>{0, 0, 1});
    BuiltField numbers("i", dense ? 1 : 3, "n");
    numbers.valid().buffer(dense ? std::vector<int32_t>{7} : std::vector<int32_t>{0, 7, 0});
    field.child(std::move(numbers));
    field.child(texts(
        dense ? Texts{"a", "a text longer than twelve"} : Texts{"a", "x", "a text longer than twelve"}, "t"));
    return field;
}

TEST(ArrowLayouts, UnionsByTheirTypeIds) {
    for (const bool dense : {false, true}) {
        BuiltField field = unionField(dense ? "+ud:2,5" : "+us:2,5", dense);
        const auto got = decode(field);
        EXPECT_EQ(got.type, "UNION(n INTEGER, t VARCHAR)");
        EXPECT_THAT(got.values, ElementsAre("a", "7", "a text longer than twelve"));
        EXPECT_THAT(decode(field, 1).values, ElementsAre("7", "a text longer than twelve"));
    }
    BuiltField wrong = unionField("+ud:2", true);
    EXPECT_NE(decode(wrong).error, "");
}

TEST(ArrowLayouts, AMapHasNoKeyTwice) {
    const auto map = [](const std::vector<std::string>& keys, const std::string& valid) {
        BuiltField entries("+s", static_cast<int64_t>(keys.size()), "entries");
        BuiltField values("i", static_cast<int64_t>(keys.size()), "value");
        values.valid().buffer(std::vector<int32_t>(keys.size(), 1));
        BuiltField texts1 = texts(keys, "key");
        entries.valid().child(std::move(texts1)).child(std::move(values));
        BuiltField field("+m", 2);
        field.valid(valid).buffer(std::vector<int32_t>{0, 2, 4}).child(std::move(entries));
        return field;
    };
    BuiltField fine = map({"a", "b", "a", "c"}, "11");
    EXPECT_THAT(decode(fine).values, ElementsAre("{a=1, b=1}", "{a=1, c=1}"));
    BuiltField twice = map({"a", "b", "c", "c"}, "11");
    EXPECT_THAT(decode(twice).error, HasSubstr("the key c twice"));
    BuiltField unseen = map({"a", "b", "c", "c"}, "10");
    EXPECT_THAT(decode(unseen).values, ElementsAre("{a=1, b=1}", "NULL"));
}

TEST(ArrowLayouts, StructFieldsAreToldApart) {
    BuiltField field("+s", 1);
    field.valid().child(texts({"x"}, "a")).child(texts({"y"}, "A")).child(texts({"z"}, ""));
    const auto got = decode(field);
    EXPECT_EQ(got.type, "STRUCT(a VARCHAR, A_1 VARCHAR, \"3\" VARCHAR)");
    BuiltField empty("+s", 2);
    empty.valid("10");
    EXPECT_THAT(decode(empty).values, ElementsAre("{}", "NULL"));
}

TEST(ArrowLayouts, ExtensionTypes) {
    BuiltField flag("c", 2);
    flag.valid().buffer(std::vector<int8_t>{0, 5}).metadata("ARROW:extension:name", "arrow.bool8");
    EXPECT_THAT(decode(flag).values, ElementsAre("false", "true"));
    BuiltField unknown = texts({"POINT (1 2)"});
    unknown.metadata("ARROW:extension:name", "geoarrow.wkt");
    EXPECT_THAT(decode(unknown).note, HasSubstr("geoarrow.wkt"));
    BuiltField other("!", 0);
    EXPECT_THAT(decode(other).error, HasSubstr("'!'"));
}

TEST(ArrowLayouts, DeepNestingIsRefused) {
    BuiltField field("i", 0, "item");
    for (int i = 0; i < 20; i++) {
        BuiltField list("+l", 0, "item");
        list.valid().child(std::move(field));
        field = std::move(list);
    }
    EXPECT_THAT(decode(field).error, HasSubstr("16 levels"));
}

}  // namespace
}  // namespace tributary::plugin
