// SPDX-License-Identifier: GPL-3.0-or-later
// A million damaged frames, schemas and pictures: each is refused, or is an array all of which can be read.
// Runs in the sanitizer build too, where reading one byte too far ends it.
#include <gtest/gtest.h>

#include <cstring>

#include "core/plugin/wire/failure.h"
#include "core/plugin/wire/frame_reader.h"
#include "core/plugin/wire/frame_writer.h"
#include "core/plugin/wire/picture_codec.h"
#include "core/plugin/wire/schema_codec.h"
#include "tests/core/plugin/wire/array_maker.h"

namespace tributary::plugin {
namespace {

using testing::allFormats;
using testing::makeArray;
using testing::makeSchema;
using testing::Random;
using testing::show;

constexpr int kFrames = 1'000'000;

/// One to four changes: a bit, a byte, a number that is interesting, or a piece copied over another.
void mutate(std::byte* bytes, size_t size, Random& random) {
    constexpr int64_t kInteresting[] = {
        0, -1, 1, 64, 127, 128, 255, 1 << 16, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN, int64_t{1} << 32};
    const size_t changes = 1 + random() % 4;
    for (size_t i = 0; i < changes; i++) {
        // Half of them in the table at the front, where most of what is to be checked lies.
        const size_t at = random() % (random() % 2 == 0 ? std::min<size_t>(size, 256) : size);
        switch (random() % 4) {
            case 0:
                bytes[at] ^= std::byte{static_cast<uint8_t>(1u << random() % 8)};
                break;
            case 1:
                bytes[at] = std::byte{static_cast<uint8_t>(random())};
                break;
            case 2: {
                const int64_t value = kInteresting[random() % std::size(kInteresting)];
                const size_t width = random() % 2 == 0 ? 4 : 8;
                const size_t place = at / width * width;
                if (place + width <= size) std::memcpy(bytes + place, &value, width);
                break;
            }
            default: {
                const size_t length = std::min<size_t>(1 + random() % 16, size - at);
                const size_t from = random() % (size - length + 1);
                std::memmove(bytes + at, bytes + from, length);
            }
        }
    }
}

struct Sample {
    ArrowType type;
    std::string bytes;
};

std::vector<Sample> makeSamples(Random& random) {
    std::vector<Sample> samples;
    for (const auto& format : allFormats()) {
        for (const int64_t length : {1, 9, 33}) {
            auto type = parseSchema(*makeSchema({format, "u"}));
            const auto array = makeArray(*type, length, random);
            const auto plan = FramePlan::make(*type, *array, 0, length);
            std::string bytes(plan->bytes(), '\0');
            plan->write(reinterpret_cast<std::byte*>(bytes.data()));
            samples.push_back({std::move(*type), std::move(bytes)});
        }
    }
    return samples;
}

TEST(Fuzz, AMillionDamagedFrames) {
    Random random(20261121);
    const auto samples = makeSamples(random);
    int64_t accepted = 0;
    size_t seen = 0;
    for (int i = 0; i < kFrames; i++) {
        const Sample& sample = samples[random() % samples.size()];
        const auto block = std::make_shared<Block>(sample.bytes.size());
        std::memcpy(block->data(), sample.bytes.data(), sample.bytes.size());
        mutate(block->data(), sample.bytes.size(), random);
        const auto array = readFrame(sample.type, block, sample.bytes.size());
        if (!array) continue;
        accepted++;
        const int64_t rows = std::min<int64_t>((*array)->length, 40);
        for (int64_t row = 0; row < rows; row++) seen += show(sample.type, **array, row).size();
    }
    // Changes in the values alone are harmless: both kinds must have come.
    EXPECT_GT(accepted, kFrames / 20);
    EXPECT_LT(accepted, kFrames * 19 / 20);
    EXPECT_GT(seen, 0u);
}

TEST(Fuzz, CutFrames) {
    Random random(5);
    for (const auto& sample : makeSamples(random)) {
        for (size_t size = 0; size < sample.bytes.size(); size += 8) {
            const auto block = std::make_shared<Block>(size + 1);
            std::memcpy(block->data(), sample.bytes.data(), size);
            EXPECT_FALSE(readFrame(sample.type, block, size));
        }
    }
}

TEST(Fuzz, DamagedSchemas) {
    Random random(3);
    const auto good = *encodeSchema(*makeSchema(allFormats()));
    int refused = 0;
    for (int i = 0; i < 20'000; i++) {
        std::string bytes = good;
        mutate(reinterpret_cast<std::byte*>(bytes.data()), bytes.size(), random);
        const auto schema = decodeSchema(bytes);
        if (schema)
            EXPECT_TRUE(parseSchema(**schema));
        else
            refused++;
    }
    EXPECT_GT(refused, 1000);
}

TEST(Fuzz, DamagedPicturesAndFailures) {
    Random random(4);
    const float points[] = {1, 2, 3, 4};
    TributaryMark mark{};
    mark.kind = TRIBUTARY_MARK_POLYLINE;
    mark.points = points;
    mark.n_points = 2;
    mark.text = "a";
    const TributaryMark marks[] = {mark, mark, mark};
    TributaryPicture picture{};
    picture.marks = marks;
    picture.n_marks = 3;
    picture.caption = "three lines";
    const std::string good = encodePicture(picture);
    ASSERT_TRUE(decodePicture(good));
    EXPECT_EQ(decodePicture(good)->marks[2].points.size(), 4u);
    Failure failure;
    failure.message = "no";
    failure.details = {{"key", "value"}};
    const std::string goodFailure = failure.encode();
    ASSERT_TRUE(Failure::decode(goodFailure));
    int refused = 0;
    for (int i = 0; i < 50'000; i++) {
        for (const std::string* from : {&good, &goodFailure}) {
            std::string bytes = *from;
            mutate(reinterpret_cast<std::byte*>(bytes.data()), bytes.size(), random);
            refused += from == &good ? !decodePicture(bytes) : !Failure::decode(bytes);
        }
    }
    EXPECT_GT(refused, 10'000);
}

}  // namespace
}  // namespace tributary::plugin
