// SPDX-License-Identifier: GPL-3.0-or-later
// The block reader on bytes made by hand from the documentation of the Native format: types that
// Debian's 18.16 does not have, and everything that can be wrong with a stream.
#include "connectors/clickhouse/native_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>

namespace tributary::connectors::clickhouse {
namespace {

using duckdb::LogicalType;
using testing::ElementsAre;
using testing::HasSubstr;
using Cells = std::vector<std::vector<std::string>>;

/// Hands out bytes in pieces of a given size.
class Pieces : public ByteSource {
  public:
    Pieces(std::string bytes, size_t size) : m_bytes(std::move(bytes)), m_size(size) {}
    Result<bool> more(std::string& out) override {
        if (m_at == m_bytes.size()) return false;
        const std::string part = m_bytes.substr(m_at, m_size);
        out += part;
        m_at += part.size();
        return true;
    }

  private:
    std::string m_bytes;
    size_t m_size;
    size_t m_at = 0;
};

std::string varUInt(uint64_t value) {
    std::string out;
    for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
    return out + static_cast<char>(value);
}

std::string text(const std::string& value) {
    return varUInt(value.size()) + value;
}

template <typename T>
std::string raw(T value) {
    return std::string(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename T>
std::string rawAll(std::initializer_list<T> values) {
    std::string out;
    for (T value : values) out += raw(value);
    return out;
}

std::string column(const std::string& name, const std::string& type, const std::string& data) {
    return text(name) + text(type) + data;
}

std::string block(uint64_t rows, const std::vector<std::string>& columns) {
    std::string out = varUInt(columns.size()) + varUInt(rows);
    for (const auto& c : columns) out += c;
    return out;
}

Result<Cells> readAll(std::unique_ptr<ByteSource> source, Strings strings = Strings::Text) {
    NativeReader reader(std::move(source), strings);
    Cells out;
    auto begun = reader.begin();
    if (!begun) return fail(begun.error());
    if (!*begun) return out;
    duckdb::vector<LogicalType> types;
    for (const auto& c : reader.columns()) types.push_back(c.type);
    duckdb::DataChunk chunk;
    chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
    while (true) {
        chunk.Reset();
        auto more = reader.next(chunk);
        if (!more) return fail(more.error());
        if (!*more) return out;
        chunk.Verify();
        for (duckdb::idx_t i = 0; i < chunk.size(); i++) {
            std::vector<std::string> row;
            for (duckdb::idx_t c = 0; c < chunk.ColumnCount(); c++)
                row.push_back(chunk.GetValue(c, i).ToString());
            out.push_back(std::move(row));
        }
    }
}

Result<Cells> readAll(const std::string& bytes, size_t piece = 1u << 20, Strings strings = Strings::Text) {
    return readAll(std::make_unique<Pieces>(bytes, piece), strings);
}

/// The values of one column.
std::vector<std::string> values(const std::string& type, uint64_t rows, const std::string& data) {
    auto cells = readAll(block(rows, {column("c", type, data)}));
    if (!cells) return {cells.error().text()};
    std::vector<std::string> out;
    for (auto& row : *cells) out.push_back(row[0]);
    return out;
}

std::string wide(std::initializer_list<uint64_t> words) {
    return rawAll(words);
}

const std::string kMixed =
    block(3,
          {column("i", "Int32", rawAll<int32_t>({1, -2, 3})),
           column("s", "String", text("a") + text("") + text("ccc")),
           column("n", "Nullable(String)", std::string("\0\1\0", 3) + text("x") + text("") + text("z")),
           column("a", "Array(LowCardinality(Nullable(String)))",
                  raw<uint64_t>(1) + rawAll<uint64_t>({2, 2, 3}) + raw<uint64_t>(0x600) + raw<uint64_t>(3) +
                      text("") + text("") + text("k") + raw<uint64_t>(3) + std::string("\2\0\1", 3)),
           column("m", "Map(String, UInt8)",
                  rawAll<uint64_t>({1, 1, 3}) + text("p") + text("q") + text("r") + std::string("\1\2\3")),
           column("t", "Tuple(x UInt8, `y z` Date)",
                  std::string("\1\2\3") + rawAll<uint16_t>({0, 1, 65535}))}) +
    block(0, {column("i", "Int32", ""), column("s", "String", ""), column("n", "Nullable(String)", ""),
              column("a", "Array(LowCardinality(Nullable(String)))", ""),
              column("m", "Map(String, UInt8)", ""), column("t", "Tuple(x UInt8, `y z` Date)", "")});

TEST(NativeReader, readsAllKindsOfColumnsInPiecesOfAnySize) {
    for (size_t piece : {1u, 2u, 3u, 7u, 64u, 100000u}) {
        auto cells = readAll(kMixed, piece);
        ASSERT_TRUE(cells) << cells.error().text();
        EXPECT_THAT(
            *cells,
            ElementsAre(ElementsAre("1", "a", "x", "[k, NULL]", "{p=1}", "{'x': 1, 'y z': 1970-01-01}"),
                        ElementsAre("-2", "", "NULL", "[]", "{}", "{'x': 2, 'y z': 1970-01-02}"),
                        ElementsAre("3", "ccc", "z", "['']", "{q=2, r=3}", "{'x': 3, 'y z': 2149-06-06}")))
            << "pieces of " << piece;
    }
}

TEST(NativeReader, everyTruncationIsAnError) {
    // Where the first block ends, the stream is whole without the empty second one.
    const size_t secondBlock =
        kMixed.size() -
        block(0, {column("i", "Int32", ""), column("s", "String", ""), column("n", "Nullable(String)", ""),
                  column("a", "Array(LowCardinality(Nullable(String)))", ""),
                  column("m", "Map(String, UInt8)", ""), column("t", "Tuple(x UInt8, `y z` Date)", "")})
            .size();
    for (size_t size = 1; size < kMixed.size(); size++) {
        if (size == secondBlock) continue;
        auto cells = readAll(kMixed.substr(0, size), 5);
        ASSERT_FALSE(cells) << size;
        EXPECT_EQ(cells.error().code, ErrorCode::Corrupt) << size;
    }
}

TEST(NativeReader, survivesEveryDamagedByte) {
    for (size_t at = 0; at < kMixed.size(); at++) {
        for (int bit : {0, 3, 7}) {
            std::string damaged = kMixed;
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
            auto cells = readAll(damaged);
            EXPECT_TRUE(cells || !cells.error().message.empty());
        }
    }
}

TEST(NativeReader, anEmptyAnswerHasNoColumns) {
    EXPECT_THAT(readAll("").value(), ElementsAre());
}

TEST(NativeReader, cutsWideBlocksIntoChunks) {
    std::string data;
    std::string marks;
    for (uint32_t i = 0; i < 5000; i++) {
        data += raw(i);
        marks += static_cast<char>(i % 5 == 0);
    }
    auto cells = readAll(block(5000, {column("n", "Nullable(UInt32)", marks + data)}), 1000);
    ASSERT_TRUE(cells) << cells.error().text();
    ASSERT_EQ(cells->size(), 5000u);
    for (size_t i = 0; i < 5000; i++) ASSERT_EQ((*cells)[i][0], i % 5 == 0 ? "NULL" : std::to_string(i));
}

TEST(NativeReader, findsAnExceptionBehindABlock) {
    for (const char* said :
         {"Code: 395, e.displayText() = DB::Exception: stop here, e.what() = DB::Exception\n",
          "Code: 395. DB::Exception: stop here: while executing. (FUNCTION_THROW) (version 24.3)\n",
          "\r\n__exception__\r\nabcdefghijklmnop\r\nCode: 395. DB::Exception: stop here. "
          "(FUNCTION_THROW)\n99 abcdefghijklmnop\r\n__exception__\r\n"}) {
        auto cells = readAll(kMixed + said, 11);
        ASSERT_FALSE(cells);
        EXPECT_EQ(cells.error().code, ErrorCode::Query);
        EXPECT_EQ(cells.error().nativeCode, "395");
        EXPECT_THAT(cells.error().message, HasSubstr("stop here"));
    }
}

TEST(NativeReader, findsAnExceptionInsideABrokenBlock) {
    const std::string begun = kMixed + kMixed.substr(0, 30);
    auto cells =
        readAll(begun + "Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)", 9);
    ASSERT_FALSE(cells);
    EXPECT_EQ(cells.error().code, ErrorCode::Resource) << cells.error().text();
}

TEST(NativeReader, refusesAnswersInOtherFormats) {
    for (const char* other :
         {"{\"meta\": [{\"name\": \"x\"}]}", "1\t2\t3\n", "<html><body>hello</body></html>"}) {
        auto cells = readAll(other);
        ASSERT_FALSE(cells);
        EXPECT_EQ(cells.error().code, ErrorCode::Corrupt);
    }
}

TEST(NativeReader, namesTheColumnOfABadValue) {
    auto cells = readAll(block(1, {column("raw", "String", text("\xff\xfe"))}));
    ASSERT_FALSE(cells);
    EXPECT_EQ(cells.error().code, ErrorCode::Data);
    EXPECT_THAT(cells.error().message, HasSubstr("'raw'"));
    auto bytes = readAll(block(1, {column("raw", "String", text("\xff\xfe"))}), 100, Strings::Blob);
    EXPECT_THAT(bytes.value(), ElementsAre(ElementsAre("\\xFF\\xFE")));
}

TEST(NativeReader, nullsAreNotJudged) {
    EXPECT_THAT(values("Nullable(Enum8('a' = 1))", 2, std::string("\1\0", 2) + std::string("\0\1", 2)),
                ElementsAre("NULL", "a"));
    EXPECT_THAT(values("Enum8('a' = 1)", 1, std::string("\0", 1)), ElementsAre(HasSubstr("no name for")));
}

// --- types newer than Debian's server
// --------------------------------------------------------------------------

TEST(NativeReader, wideIntegers) {
    constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();
    constexpr uint64_t kTop = 1ULL << 63;
    EXPECT_THAT(values("Int128", 3, wide({0, kTop, kAll, kAll, kAll, kTop - 1})),
                ElementsAre("-170141183460469231731687303715884105728", "-1",
                            "170141183460469231731687303715884105727"));
    EXPECT_THAT(values("UInt128", 2, wide({0, 0, kAll, kAll})),
                ElementsAre("0", "340282366920938463463374607431768211455"));
    EXPECT_THAT(
        values("UInt256", 2, wide({0, 0, 0, 0, kAll, kAll, kAll, kAll})),
        ElementsAre("0", "115792089237316195423570985008687907853269984665640564039457584007913129639935"));
    EXPECT_THAT(
        values("Int256", 2, wide({0, 0, 0, kTop, kAll, kAll, kAll, kAll})),
        ElementsAre("-57896044618658097711785492504343953926634992332820282019728792003956564819968", "-1"));
    EXPECT_THAT(values("Decimal(76, 5)", 3, wide({1, 0, 0, 0, kAll, kAll, kAll, kAll, 12345678, 0, 0, 0})),
                ElementsAre("0.00001", "-0.00001", "123.45678"));
}

TEST(NativeReader, decimalsBeyondTheirDigitsAreRefused) {
    EXPECT_THAT(values("Decimal(4, 2)", 1, raw<int32_t>(-9999)), ElementsAre("-99.99"));
    EXPECT_THAT(values("Decimal(4, 2)", 1, raw<int32_t>(40000)), ElementsAre(HasSubstr("more digits")));
    EXPECT_THAT(values("Decimal(18, 0)", 1, raw<int64_t>(1'000'000'000'000'000'000)),
                ElementsAre(HasSubstr("more digits")));
}

TEST(NativeReader, times) {
    EXPECT_THAT(values("Date32", 2, rawAll<int32_t>({-25567, 120529})),
                ElementsAre("1900-01-01", "2299-12-31"));
    EXPECT_THAT(values("DateTime64(3, 'UTC')", 2, rawAll<int64_t>({1577836800123, -1})),
                ElementsAre("2020-01-01 00:00:00.123+00", "1969-12-31 23:59:59.999+00"));
    EXPECT_THAT(values("DateTime64(0)", 1, raw<int64_t>(1577836800)), ElementsAre("2020-01-01 00:00:00+00"));
    EXPECT_THAT(values("DateTime64(6)", 1, raw<int64_t>(1577836800000001)),
                ElementsAre("2020-01-01 00:00:00.000001+00"));
    EXPECT_THAT(values("DateTime64(9, 'Asia/Shanghai')", 1, raw<int64_t>(1577836800000000001)),
                ElementsAre("2020-01-01 00:00:00.000000001"));
    EXPECT_THAT(values("DateTime64(7)", 1, raw<int64_t>(15778368000000001)),
                ElementsAre("2020-01-01 00:00:00.0000001"));
    EXPECT_THAT(values("DateTime64(3)", 1, raw(std::numeric_limits<int64_t>::max())),
                ElementsAre(HasSubstr("outside")));
}

TEST(NativeReader, addressesAndIds) {
    EXPECT_THAT(values("IPv4", 2, rawAll<uint32_t>({0x01020304, 0xffffffff})),
                ElementsAre("1.2.3.4", "255.255.255.255"));
    const auto v6 = [](std::initializer_list<uint16_t> groups) {
        std::string out;
        for (uint16_t g : groups) out += std::string{static_cast<char>(g >> 8), static_cast<char>(g)};
        return out;
    };
    EXPECT_THAT(values("IPv6", 5,
                       v6({0, 0, 0, 0, 0, 0, 0, 0}) + v6({0, 0, 0, 0, 0, 0, 0, 1}) +
                           v6({0x2001, 0xdb8, 0, 0, 1, 0, 0, 1}) +
                           v6({0, 0, 0, 0, 0, 0xffff, 0x0102, 0x0304}) + v6({1, 0, 2, 3, 4, 5, 6, 0})),
                ElementsAre("::", "::1", "2001:db8::1:0:0:1", "::ffff:1.2.3.4", "1:0:2:3:4:5:6:0"));
    EXPECT_THAT(values("UUID", 1, wide({0x0011223344556677, 0x8899aabbccddeeff})),
                ElementsAre("00112233-4455-6677-8899-aabbccddeeff"));
}

TEST(NativeReader, otherNewTypes) {
    EXPECT_THAT(values("Bool", 2, std::string("\0\1", 2)), ElementsAre("false", "true"));
    EXPECT_THAT(values("BFloat16", 1, raw<uint16_t>(0x3fc0)), ElementsAre("1.5"));
    EXPECT_THAT(values("SimpleAggregateFunction(max, UInt64)", 1, raw<uint64_t>(9)), ElementsAre("9"));
    EXPECT_THAT(values("Point", 1, rawAll<double>({1.5, -2.5})), ElementsAre("{'1': 1.5, '2': -2.5}"));
    EXPECT_THAT(values("Nested(a UInt8, b String)", 1,
                       raw<uint64_t>(2) + std::string("\1\2") + text("x") + text("y")),
                ElementsAre("[{'a': 1, 'b': x}, {'a': 2, 'b': y}]"));
    EXPECT_THAT(values("LowCardinality(UInt16)", 3,
                       raw<uint64_t>(1) + raw<uint64_t>(0x601) + raw<uint64_t>(2) +
                           rawAll<uint16_t>({0, 500}) + raw<uint64_t>(3) + rawAll<uint16_t>({1, 0, 1})),
                ElementsAre("500", "0", "500"));
}

TEST(NativeReader, aMapWithAKeyTwiceIsRefused) {
    EXPECT_THAT(
        values("Map(String, UInt8)", 1, raw<uint64_t>(2) + text("k") + text("k") + std::string("\1\2")),
        ElementsAre(HasSubstr("same key twice")));
}

TEST(NativeReader, saysWhatCannotBeReadAsItIs) {
    for (const char* type : {"JSON", "Variant(String, UInt8)", "Dynamic", "AggregateFunction(sum, UInt64)",
                             "Array(JSON(max_dynamic_paths=8, a.b UInt32, SKIP c))", "Time64(3)"}) {
        auto cells = readAll(block(1, {column("j", type, std::string(64, '\0'))}));
        ASSERT_FALSE(cells) << type;
        EXPECT_EQ(cells.error().code, ErrorCode::Unsupported) << type << cells.error().text();
    }
}

// --- compression: frames a real 18.16 server wrote (column files of a Log table)
// -------------------------------

std::string fromHex(const std::string& hex) {
    std::string out;
    for (size_t i = 0; i + 1 < hex.size(); i += 2)
        out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return out;
}

const std::string kShortFrame = fromHex("de58c15b94e9d2607d78618d87505cac820b000000010000001007");
const std::string kMiddleFrame = fromHex(
    "80ddd2a01f4900884da085ff7ca876d382250000001a000000f00b197477656e747920666f7572206c657474657273206f722073"
    "6f");
const std::string kLongFrame = fromHex(
    "d24c52708d4596a38e08be2e4f9427e4824e01000042010000f0ff34c0023432313331656465336137343336333239326361"
    "3462613466333639653033306663386363343034353634643863343538353930663763643364356130346661366263386535"
    "3033633464396661313064333536633736306561633964343265623064346434653665323337643832386239376365363830"
    "3464386663383838613235656466373066666166343734343364346331366563373631633363353137356561363134653634"
    "3131343565353562306633643832643930343061396337623436653437363931306237636232623366323835613265663338"
    "3966323737343333326235323632366530626561343236323237636563666163613764376535363833376262366536313436"
    "3439616464656364636361396236323133393339616662656532313433376439316237643533353732666231616639323532");

Result<std::string> unpack(const std::string& frames) {
    auto source = compressedSource(std::make_unique<Pieces>(frames, 10));
    std::string out;
    while (true) {
        auto more = source->more(out);
        if (!more) return fail(more.error());
        if (!*more) return out;
    }
}

TEST(CompressedSource, unpacksTheServersFrames) {
    EXPECT_EQ(unpack(kShortFrame).value(), "\7");
    EXPECT_EQ(unpack(kShortFrame + kMiddleFrame).value(), "\7\x19twenty four letters or so");
    auto longer = unpack(kLongFrame);
    ASSERT_TRUE(longer) << longer.error().text();
    EXPECT_EQ(longer->size(), 0x142u);
    EXPECT_THAT(*longer, HasSubstr("42131ede3a743632"));
}

TEST(CompressedSource, noticesEveryDamage) {
    for (const std::string& frame : {kShortFrame, kMiddleFrame, kLongFrame}) {
        for (size_t at = 0; at < frame.size(); at++) {
            std::string damaged = frame;
            damaged[at] = static_cast<char>(damaged[at] ^ 1);
            EXPECT_FALSE(unpack(damaged)) << at;
            EXPECT_TRUE(at == 0 || !unpack(frame.substr(0, at))) << at;
        }
    }
}

TEST(CompressedSource, handsOnAnExceptionWrittenWithoutAFrame) {
    EXPECT_EQ(unpack(kShortFrame + "Code: 241. DB::Exception: x").value(),
              "\7"
              "Code: 241. DB::Exception: x");
}

TEST(CityHash, knownBranches) {
    // Every branch by length must at least depend on every byte.
    for (size_t size :
         {0u, 1u, 3u, 4u, 7u, 8u, 15u, 16u, 17u, 24u, 31u, 33u, 143u, 144u, 160u, 271u, 272u, 400u}) {
        std::string bytes(size, 'x');
        const Hash128 hash = cityHash128(bytes.data(), bytes.size());
        for (size_t at = 0; at < size; at++) {
            std::string other = bytes;
            other[at] = 'y';
            EXPECT_NE(cityHash128(other.data(), other.size()), hash) << size << " " << at;
        }
    }
}

// --- type names
// ------------------------------------------------------------------------------------------------

TEST(TypeParser, readsWhatServersWrite) {
    for (const char* name :
         {"Enum8('a' = 1, 'b\\'c' = -2, '' = 3)", "Tuple(a UInt8, `b c` Array(String))",
          "DateTime64(3, 'Asia/Shanghai')", "AggregateFunction(quantiles(0.5, 0.9), Float64)",
          "AggregateFunction(1, sum, UInt64)", "JSON(max_dynamic_paths=16, a.b UInt32, SKIP x.y)",
          "Object('json')", "Nested(a UInt8, b Nested(c String))", "Dynamic(max_types=8)", "Tuple()"}) {
        EXPECT_TRUE(parseType(name)) << name;
    }
    auto type = parseType("Enum8('a' = 1, 'b\\'c' = -2)");
    ASSERT_TRUE(type);
    EXPECT_EQ(type->args[1].name, "b'c");
    EXPECT_EQ(type->args[1].number, -2);
}

TEST(TypeParser, refusesNonsense) {
    for (const char* name :
         {"", "(", "Array(", "Array(UInt8", "Array(UInt8))", "'text'", "12", "Enum8('a)", "Tuple(a,"}) {
        EXPECT_FALSE(parseType(name)) << name;
    }
    EXPECT_FALSE(parseType(std::string(100000, '(')));
    std::string deep;
    for (int i = 0; i < 10000; i++) deep += "Array(";
    EXPECT_FALSE(parseType(deep));
}

}  // namespace
}  // namespace tributary::connectors::clickhouse
