// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/number_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>
#include <string>

namespace tributary::result {
namespace {

template <typename Write, typename... Values>
std::string written(Write write, Values... values) {
    char room[kNumberRoom];
    return {room, write(room, values...)};
}

std::string doubleText(double value) {
    return written(writeDouble, value);
}
std::string floatText(float value) {
    return written(writeFloat, value);
}

/// Reads back equal, and has as many significant digits as the standard library's shortest text.
template <typename T>
void expectShortest(T value, const std::string& text) {
    T back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    using Bits = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;
    const auto wanted = std::bit_cast<Bits>(value);
    ASSERT_EQ(std::bit_cast<Bits>(back), wanted) << text;
    char room[64];
    std::string shortest(
        room, std::to_chars(room, room + sizeof room, std::abs(value), std::chars_format::scientific).ptr);
    std::string digits;
    for (char c : shortest.substr(0, shortest.find('e'))) {
        if (c != '.') digits += c;
    }
    std::string ours;
    for (char c : text.substr(0, text.find('e'))) {
        if (c >= '0' && c <= '9') ours += c;
    }
    ours.erase(0, std::min(ours.find_first_not_of('0'), ours.size() - 1));
    if (text.ends_with(
            ".0")) {  // a whole number shows all its digits, not only those it takes to read it back
        ASSERT_EQ(std::trunc(value), value);
        return;
    }
    ASSERT_EQ(ours, digits) << text;
}

TEST(NumberText, floatsOfAnyBitsAreShortestAndReadBack) {
    std::mt19937_64 random(20240917);
    for (int i = 0; i < 300'000; i++) {
        const auto wide = std::bit_cast<double>(random());
        if (std::isfinite(wide)) expectShortest(wide, doubleText(wide));
        const auto narrow = std::bit_cast<float>(static_cast<uint32_t>(random()));
        if (std::isfinite(narrow)) expectShortest(narrow, floatText(narrow));
        if (HasFatalFailure()) return;
    }
}

TEST(NumberText, floatsOfFewDecimalsAreShortestAndReadBack) {
    std::mt19937_64 random(11);
    for (int i = 0; i < 300'000; i++) {
        const auto digits = static_cast<double>(random() >> (random() % 60));
        const double power = std::pow(10.0, static_cast<double>(random() % 7));
        for (double value : {digits / power, -digits / power, std::nextafter(digits / power, 0.0)}) {
            expectShortest(value, doubleText(value));
            expectShortest(static_cast<float>(value), floatText(static_cast<float>(value)));
        }
        if (HasFatalFailure()) return;
    }
}

TEST(NumberText, floatsAreLaidOutAsInSql) {
    EXPECT_EQ(doubleText(0.0), "0.0");
    EXPECT_EQ(doubleText(-0.0), "-0.0");
    EXPECT_EQ(doubleText(-1.5), "-1.5");
    EXPECT_EQ(doubleText(0.1), "0.1");
    EXPECT_EQ(doubleText(0.001), "0.001");
    EXPECT_EQ(doubleText(0.0001), "0.0001");
    EXPECT_EQ(doubleText(0.00001), "1e-05");
    EXPECT_EQ(doubleText(1e15), "1000000000000000.0");
    EXPECT_EQ(doubleText(9007199254740993.0), "9007199254740992.0");
    EXPECT_EQ(doubleText(1e16), "1e+16");
    EXPECT_EQ(doubleText(1.25e-300), "1.25e-300");
    EXPECT_EQ(doubleText(123456.789), "123456.789");
    EXPECT_EQ(doubleText(std::numeric_limits<double>::infinity()), "inf");
    EXPECT_EQ(doubleText(-std::numeric_limits<double>::infinity()), "-inf");
    EXPECT_EQ(doubleText(std::nan("")), "nan");
    EXPECT_EQ(floatText(0.1F), "0.1");
    EXPECT_EQ(floatText(16777216.0F), "16777216.0");
}

TEST(NumberText, integersOfEveryLength) {
    uint64_t power = 1;
    for (int digits = 1; digits <= 19; digits++, power *= 10) {
        for (uint64_t value : {power - 1, power, power + 1}) {
            EXPECT_EQ(written(writeUnsigned, value), std::to_string(value));
            const auto negative = -static_cast<int64_t>(value);
            EXPECT_EQ(written(writeSigned, negative), std::to_string(negative));
        }
    }
    EXPECT_EQ(written(writeUnsigned, std::numeric_limits<uint64_t>::max()), "18446744073709551615");
    EXPECT_EQ(written(writeSigned, std::numeric_limits<int64_t>::min()), "-9223372036854775808");
}

TEST(NumberText, decimalsKeepTheirScale) {
    const auto text = [](int64_t value, uint8_t scale) {
        char room[kNumberRoom];
        return std::string(room, writeDecimal(room, value, scale));
    };
    EXPECT_EQ(text(0, 2), "0.00");
    EXPECT_EQ(text(-5, 3), "-0.005");
    EXPECT_EQ(text(-12345, 2), "-123.45");
    EXPECT_EQ(text(42, 0), "42");
    EXPECT_EQ(text(-42, 0), "-42");
    EXPECT_EQ(text(999'999'999'999'999'999, 18), "0.999999999999999999");
}

TEST(NumberText, everyDayIsDuckDbsDay) {
    for (int32_t days = -800'000; days <= 3'000'000; days += 1 + (days & 3) * 2) {
        ASSERT_EQ(written(writeDate, duckdb::date_t(days)), duckdb::Date::ToString(duckdb::date_t(days)));
    }
    for (duckdb::date_t date :
         {duckdb::date_t(-719'163), duckdb::date_t(-719'162), duckdb::date_t(2'932'896),
          duckdb::date_t(2'932'897), duckdb::date_t::infinity(), duckdb::date_t::ninfinity()}) {
        EXPECT_EQ(written(writeDate, date), duckdb::Date::ToString(date));
    }
}

TEST(NumberText, timesAreDuckDbsTimes) {
    std::mt19937_64 random(7);
    const auto same = [](int64_t micros) {
        const duckdb::timestamp_t value(micros);
        ASSERT_EQ(written(writeTimestamp, value), duckdb::Timestamp::ToString(value)) << micros;
    };
    for (int i = 0; i < 100'000; i++) {
        int64_t micros = static_cast<int64_t>(random()) >> (random() % 30);
        if (random() % 2) micros -= micros % 1'000'000;
        same(micros % 9'223'372'022'400'000'000);
    }
    for (int64_t micros : {int64_t{0}, int64_t{-1}, int64_t{100}, std::numeric_limits<int64_t>::max(),
                           -std::numeric_limits<int64_t>::max(), int64_t{-62'135'596'800'000'001}}) {
        same(micros);
    }
    EXPECT_EQ(written(writeTime, int64_t{86'400'000'000}), "24:00:00");
    EXPECT_EQ(written(writeTime, int64_t{1'020}), "00:00:00.00102");
}

}  // namespace
}  // namespace tributary::result
