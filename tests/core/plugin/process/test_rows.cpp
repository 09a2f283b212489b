// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/plugin/process/test_rows.h"

#include <cstring>
#include <memory>
#include <vector>

namespace tributary::plugin::testing {
namespace {

constexpr int kColumns = 4;
constexpr size_t kNameBytes = 13;
constexpr size_t kHugeBytes = 9 << 20;  ///< one text larger than a slot of the ring

/// Values that all batches of one length share.
struct Columns {
    std::vector<int64_t> ids;
    std::vector<double> numbers;
    std::vector<int32_t> offsets;
    std::string names;
    std::vector<int64_t> times;
};

std::shared_ptr<Columns> makeColumns(int64_t rows, RowShape shape) {
    auto columns = std::make_shared<Columns>();
    for (int64_t i = 0; i < rows; i++) {
        columns->ids.push_back(i);
        columns->numbers.push_back(static_cast<double>(i) / 4);
        columns->offsets.push_back(static_cast<int32_t>(columns->names.size()));
        columns->times.push_back(1'700'000'000'000'000 + i);
        std::string name = "name " + std::to_string(i);
        name.resize(shape == RowShape::Huge ? kHugeBytes : kNameBytes, '.');
        if (shape == RowShape::BadUtf8) name[0] = '\xFF';
        columns->names += name;
    }
    columns->offsets.push_back(static_cast<int32_t>(columns->names.size()));
    return columns;
}

struct Batch {
    std::shared_ptr<Columns> columns;
    const void* buffers[kColumns][3] = {};
    ArrowArray children[kColumns] = {};
    ArrowArray* pointers[kColumns] = {};
    const void* none[1] = {nullptr};
};

void releaseBatch(ArrowArray* array) {
    delete static_cast<Batch*>(array->private_data);
    array->release = nullptr;
}

void releaseChild(ArrowArray* array) {
    array->release = nullptr;
}

void releaseSchema(ArrowSchema* schema) {
    if (schema->children != nullptr) {
        delete[] schema->children[0];
        delete[] schema->children;
    }
    schema->release = nullptr;
}

}  // namespace

void RowMaker::schema(ArrowSchema* out) const {
    constexpr const char* kFormats[] = {"l", "g", "u", "tsu:"};
    constexpr const char* kNames[] = {"id", "x", "name", "at"};
    auto* all = new ArrowSchema[kColumns]();
    auto** children = new ArrowSchema*[kColumns];
    for (int i = 0; i < kColumns; i++) {
        all[i].format = kFormats[i];
        all[i].name = kNames[i];
        all[i].flags = ARROW_FLAG_NULLABLE;
        all[i].release = releaseSchema;
        children[i] = &all[i];
    }
    *out = {"+s", "", nullptr, 0, kColumns, children, nullptr, releaseSchema, nullptr};
}

void RowMaker::fill(int64_t rows, ArrowArray* out) {
    static std::shared_ptr<Columns> kept;  // one statement at a time runs in a test
    static RowShape keptShape = RowShape::Good;
    if (!kept || static_cast<int64_t>(kept->ids.size()) < rows || keptShape != shape) {
        kept = makeColumns(rows, shape);
        keptShape = shape;
    }
    auto* batch = new Batch;
    batch->columns = kept;
    const void* values[] = {kept->ids.data(), kept->numbers.data(), kept->offsets.data(), kept->times.data()};
    for (int i = 0; i < kColumns; i++) {
        batch->buffers[i][1] = values[i];
        batch->buffers[i][2] = kept->names.data();
        batch->children[i] = {rows,         0,      0, i == 2 ? 3 : 2, 0, batch->buffers[i], nullptr, nullptr,
                              releaseChild, nullptr};
        batch->pointers[i] = &batch->children[i];
    }
    *out = {rows, 0, 0, 1, kColumns, batch->none, batch->pointers, nullptr, releaseBatch, batch};
}

}  // namespace tributary::plugin::testing
