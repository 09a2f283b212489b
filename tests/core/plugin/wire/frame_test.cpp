// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/plugin/wire/frame_reader.h"
#include "core/plugin/wire/frame_writer.h"
#include "core/plugin/wire/schema_codec.h"
#include "tests/core/plugin/wire/array_maker.h"

namespace tributary::plugin {
namespace {

using testing::allFormats;
using testing::makeArray;
using testing::makeSchema;
using testing::Random;
using testing::show;

Result<OwnedArray> through(const ArrowType& type, const FramePlan& plan) {
    auto block = std::make_shared<Block>(plan.bytes());
    plan.write(block->data());
    return readFrame(type, block, plan.bytes());
}

TEST(Frame, EveryTypeArrivesAsItWasSent) {
    Random random(7);
    for (const auto& format : allFormats()) {
        const auto schema = makeSchema({format});
        const auto type = parseSchema(*schema);
        ASSERT_TRUE(type) << format << ": " << type.error().text();
        for (const int64_t length : {0, 1, 3, 8, 65, 300}) {
            const auto array = makeArray(*type, length, random);
            const auto plan = FramePlan::make(*type, *array, 0, length);
            ASSERT_TRUE(plan) << format;
            const auto copy = through(*type, *plan);
            ASSERT_TRUE(copy) << format << ": " << copy.error().text();
            EXPECT_EQ(show(*type, **copy), show(*type, *array)) << format;
        }
    }
}

TEST(Frame, NullCountsAreExact) {
    Random random(9);
    const auto type = parseSchema(*makeSchema({"i", "u"}));
    for (int round = 0; round < 20; round++) {
        const auto array = makeArray(*type, 77, random);
        const auto copy = through(*type, *FramePlan::make(*type, *array, 0, 77));
        ASSERT_TRUE(copy);
        for (int column = 0; column < 2; column++) {
            int64_t nulls = 0;
            for (int64_t row = 0; row < 77; row++)
                nulls += show(type->children[column], *(*copy)->children[column], row) == "null";
            EXPECT_EQ((*copy)->children[column]->null_count, nulls);
        }
    }
}

TEST(Frame, ABatchIsCutToFit) {
    Random random(11);
    const auto type = parseSchema(*makeSchema(allFormats()));
    const auto array = makeArray(*type, 5000, random);
    std::string together;
    int pieces = 0;
    constexpr uint64_t kMost = 64 << 10;
    for (FrameSplitter splitter(*type, *array, kMost); !splitter.done(); pieces++) {
        const auto plan = splitter.next();
        ASSERT_TRUE(plan);
        EXPECT_LE(plan->bytes(), kMost);
        const auto copy = through(*type, *plan);
        ASSERT_TRUE(copy) << copy.error().text();
        together += show(*type, **copy);
    }
    EXPECT_GT(pieces, 10);
    EXPECT_EQ(together, show(*type, *array));
}

TEST(Frame, AChildMayOutliveItsParent) {
    Random random(13);
    const auto type = parseSchema(*makeSchema({"u", "i"}));
    const auto array = makeArray(*type, 40, random);
    auto copy = through(*type, *FramePlan::make(*type, *array, 0, 40));
    ASSERT_TRUE(copy);
    OwnedArray child(*(*copy)->children[0]);
    copy->reset();
    std::string shown, expected;
    for (int64_t i = 0; i < 40; i++) {
        shown += show(type->children[0], *child, i);
        expected += show(type->children[0], *array->children[0], array->offset + i);
    }
    EXPECT_EQ(shown, expected);
}

TEST(Frame, RowsThatDoNotFitTheColumnsAreRefused) {
    Random random(15);
    const auto one = parseSchema(*makeSchema({"i"}));
    const auto two = parseSchema(*makeSchema({"i", "u"}));
    const auto array = makeArray(*one, 4, random);
    const auto plan = FramePlan::make(*two, *array, 0, 4);
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().code, ErrorCode::Data);
}

/// A frame of one column whose bytes a test changes before it is read.
class Damaged : public ::testing::Test {
  protected:
    void make(const std::string& format, int64_t length) {
        schema = makeSchema({format});
        type = std::move(*parseSchema(*schema));
        fill(length);
    }
    /// A column of lists of `element`.
    void nest(const std::string& lists, const std::string& element, int64_t length) {
        schema = makeSchema({lists});
        type = std::move(*parseSchema(*schema));
        const std::string name = type.children[0].children[0].name;
        type.children[0].children[0] = std::move(*parseFormat(element));
        type.children[0].children[0].name = name;
        fill(length);
    }
    void fill(int64_t length) {
        Random random(17);
        array = makeArray(type, length, random);
        const auto plan = FramePlan::make(type, *array, 0, length);
        size = plan->bytes();
        block = std::make_shared<Block>(size);
        plan->write(block->data());
        lay(size);
    }
    /// Points into the block, which is so long.
    void lay(uint64_t bytes) {
        size = bytes;
        header = reinterpret_cast<FrameHeader*>(block->data());
        header->totalBytes = bytes;
        lengths = reinterpret_cast<int64_t*>(block->data() + sizeof(FrameHeader));
        buffers = reinterpret_cast<FrameBuffer*>(lengths + header->nodes);
    }
    template <typename T>
    T* buffer(int index) {
        return reinterpret_cast<T*>(block->data() + buffers[index].offset);
    }
    std::string refusal() {
        const auto read = readFrame(type, block, size);
        return read ? "accepted" : read.error().message;
    }

    SchemaHolder schema;
    ArrowType type;
    OwnedArray array;
    std::shared_ptr<Block> block;
    uint64_t size = 0;
    FrameHeader* header = nullptr;
    int64_t* lengths = nullptr;
    FrameBuffer* buffers = nullptr;
};

// Buffers of a one-column frame: 0 is the root's validity, 1 the column's, then its values.
TEST_F(Damaged, OffsetsBeyondTheData) {
    make("u", 20);
    buffer<int32_t>(2)[20] = 1 << 20;
    EXPECT_EQ(refusal(), "a buffer is too short in column 'c0'");
}

TEST_F(Damaged, OffsetsThatDecrease) {
    make("u", 20);
    buffer<int32_t>(2)[5] = -1;
    EXPECT_EQ(refusal(), "offsets are not in order in column 'c0'");
}

TEST_F(Damaged, BuffersOutsideTheFrameOrOverEachOther) {
    make("i", 20);
    const auto good = buffers[2];
    for (const auto& [offset, length] : {std::pair{good.offset, size},
                                         {~uint64_t{0} - 63, uint64_t{80}},
                                         {size + 64, uint64_t{80}},
                                         {uint64_t{64}, uint64_t{1} << 63},
                                         {good.offset + 1, good.length},
                                         {uint64_t{0}, uint64_t{80}}}) {
        buffers[2] = {offset, length};
        EXPECT_NE(refusal(), "accepted") << offset << ", " << length;
    }
    buffers[2] = good;
    EXPECT_EQ(refusal(), "accepted");
    make("u", 20);
    buffers[3].offset = buffers[2].offset;
    EXPECT_EQ(refusal(), "a buffer lies outside the batch in column 'c0'");
}

TEST_F(Damaged, NegativeAndHugeLengths) {
    make("n", 20);
    for (const int64_t length : {int64_t{-1}, int64_t{1} << 40, std::numeric_limits<int64_t>::min()}) {
        lengths[0] = lengths[1] = length;
        EXPECT_EQ(refusal(), "a number of rows is out of range");
    }
    lengths[0] = 20;
    lengths[1] = 21;
    EXPECT_EQ(refusal(), "columns differ in length in column 'c0'");
}

TEST_F(Damaged, IndicesOutsideTheDictionary) {
    make("dict:S", 20);
    for (int i = 0; i < 20; i++) buffer<uint16_t>(2)[i] = 5;
    EXPECT_EQ(refusal(), "an index lies outside its dictionary in column 'c0'");
}

TEST_F(Damaged, UnknownUnionCodesAndOffsets) {
    make("+ud:0,5,7", 20);
    buffer<int8_t>(1)[3] = 1;
    EXPECT_EQ(refusal(), "a union has an unknown type code in column 'c0'");
    make("+ud:0,5,7", 20);
    buffer<int32_t>(2)[3] = 100;
    EXPECT_EQ(refusal(), "a union's value lies outside in column 'child'");
}

TEST_F(Damaged, TextThatIsNoUtf8) {
    make("u", 200);
    char* text = buffer<char>(3);
    for (uint64_t i = 0; i < buffers[3].length; i++) text[i] = '\xFF';
    EXPECT_EQ(refusal(), "a text is no UTF-8 in column 'c0'");
}

TEST_F(Damaged, ViewsOutsideTheirData) {
    make("vu", 60);
    auto* views = buffer<ArrowView>(2);
    for (int i = 0; i < 60; i++) {
        views[i] = {};
        views[i].length = 1 << 30;
    }
    EXPECT_EQ(refusal(), "a text lies outside its data in column 'c0'");
}

// Small frames that would take for ever to read, or more memory than there is.
TEST_F(Damaged, ViewsThatAllNameOneLongText) {
    constexpr int kViews = 60'000;
    constexpr uint64_t kText = 4 << 20;
    make("vu", kViews);
    const uint64_t behind = (size + 63) / 64 * 64;
    const auto small = block;
    block = std::make_shared<Block>(behind + kText);
    std::memcpy(block->data(), small->data(), size);
    std::memset(block->data() + behind, 'a', kText);
    lay(behind + kText);
    buffers[3] = {behind, kText};
    for (int i = 0; i < kViews; i++)
        buffer<ArrowView>(2)[i] = {static_cast<int32_t>(kText), {'a', 'a', 'a', 'a'}, 0, 0};
    EXPECT_EQ(refusal(), "it stands for far more than it holds in column 'c0'");
}

TEST_F(Damaged, AListOfNullsWithoutEnd) {
    nest("+l", "n", 1);
    lengths[2] = INT64_C(1) << 31;
    EXPECT_EQ(refusal(), "it stands for far more than it holds in column 'child'");
}

TEST_F(Damaged, ListsThatShareLongElements) {
    constexpr int kLists = 60'000;
    for (const char* element : {"i", "u"}) {
        nest("+vl", element, kLists);
        for (int i = 0; i < kLists; i++) {
            buffer<int32_t>(2)[i] = 0;
            buffer<int32_t>(3)[i] = static_cast<int32_t>(lengths[2]);
        }
        EXPECT_EQ(refusal(), "accepted") << "many, but few elements each: " << element;
    }
    nest("+vl", "n", kLists);
    lengths[2] = 1'000'000;  // nulls take no room
    for (int i = 0; i < kLists; i++) {
        buffer<int32_t>(2)[i] = 0;
        buffer<int32_t>(3)[i] = 1'000'000;
    }
    EXPECT_EQ(refusal(), "it stands for far more than it holds in column 'child'");
}

TEST_F(Damaged, AnotherTypesFrame) {
    make("i", 20);
    type = std::move(*parseSchema(*makeSchema({"u", "u"})));
    EXPECT_NE(refusal(), "accepted");
}

TEST(Schema, SurvivesTheTrip) {
    const auto schema = makeSchema(allFormats());
    const auto bytes = encodeSchema(*schema);
    ASSERT_TRUE(bytes);
    const auto copy = decodeSchema(*bytes);
    ASSERT_TRUE(copy) << copy.error().text();
    EXPECT_EQ(encodeSchema(**copy), *bytes);
}

TEST(Schema, FormatsOutsideTheGrammarAreRefused) {
    for (const char* format : {"",          "x",     "ii",   "d:",   "d:0,0",   "d:39,0",
                               "d:10,2,99", "d:10",  "w:",   "w:-1", "w:0",     "w:99999999999",
                               "+w:-2",     "ts",    "tsx:", "tss",  "+ud:0,0", "+ud:128",
                               "+ud:-1",    "+us:a", "+",    "+q",   "tdX",     "d:1000000000000000000000,2",
                               "tss:a b"})
        EXPECT_FALSE(parseFormat(format)) << format;
    const auto runEnd = parseFormat("+r");
    ASSERT_FALSE(runEnd);
    EXPECT_EQ(runEnd.error().code, ErrorCode::Unsupported);
}

TEST(Schema, DeepNestingIsRefused) {
    for (const int depth : {14, 17}) {
        std::vector<ArrowSchema> levels(static_cast<size_t>(depth) + 1);
        std::vector<ArrowSchema*> below(levels.size());
        for (size_t i = 0; i < levels.size(); i++) {
            const bool last = i + 1 == levels.size();
            below[i] = last ? nullptr : &levels[i + 1];
            levels[i] = {last ? "i" : "+s", "",      nullptr, 0,      last ? 0 : 1,
                         &below[i],         nullptr, nullptr, nullptr};
        }
        EXPECT_EQ(parseSchema(levels[0]).has_value(), depth == 14);
    }
}

}  // namespace
}  // namespace tributary::plugin
