// SPDX-License-Identifier: GPL-3.0-or-later
// Processors and visuals that are a burden to whoever shows what they return. The configuration names the
// burden: {"what":"giant"}.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "plugins/sdk/tributary_plugin.h"

namespace {

bool says(const char* config, const char* word) {
    return std::strstr(config, word) != nullptr;
}

int failed(char** error, const char* text) {
    *error = ::strdup(text);
    return TRIBUTARY_FAILED;
}

void releaseInputs(ArrowArrayStream* inputs, int count) {
    for (int i = 0; i < count; i++) {
        if (inputs[i].release != nullptr) inputs[i].release(&inputs[i]);
    }
}

/// What a stream of one shape gives, again and again.
struct Rows {
    int columns = 1;
    int64_t rows = 10'000;
    int64_t bytesOfText = 0;  ///< 0: numbers
    int64_t batches = -1;     ///< -1: it never ends
    std::string name = "column";
    std::string lastError;
};

struct Buffers {
    std::vector<int64_t> numbers;
    std::vector<int32_t> offsets;
    std::string text;
    const void* list[3] = {};
};

void releaseColumn(ArrowArray* array) {
    delete static_cast<Buffers*>(array->private_data);
    array->release = nullptr;
}

void releaseTable(ArrowArray* array) {
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release != nullptr) array->children[i]->release(array->children[i]);
        delete array->children[i];
    }
    delete[] array->children;
    delete[] array->buffers;
    array->release = nullptr;
}

ArrowArray* makeColumn(const Rows& shape) {
    auto* buffers = new Buffers;
    auto* out = new ArrowArray{};
    out->length = shape.rows;
    if (shape.bytesOfText > 0) {
        buffers->text.assign(static_cast<size_t>(shape.bytesOfText * shape.rows), 'x');
        for (int64_t i = 0; i <= shape.rows; i++)
            buffers->offsets.push_back(static_cast<int32_t>(i * shape.bytesOfText));
        buffers->list[1] = buffers->offsets.data();
        buffers->list[2] = buffers->text.data();
        out->n_buffers = 3;
    } else {
        buffers->numbers.assign(static_cast<size_t>(shape.rows), 7);
        buffers->list[1] = buffers->numbers.data();
        out->n_buffers = 2;
    }
    out->buffers = buffers->list;
    out->private_data = buffers;
    out->release = releaseColumn;
    return out;
}

int nextRows(ArrowArrayStream* stream, ArrowArray* out) {
    Rows& shape = *static_cast<Rows*>(stream->private_data);
    *out = {};
    if (shape.batches == 0) return 0;
    if (shape.batches > 0) shape.batches--;
    out->length = shape.rows;
    out->n_children = shape.columns;
    out->children = new ArrowArray*[static_cast<size_t>(shape.columns)];
    for (int i = 0; i < shape.columns; i++) out->children[i] = makeColumn(shape);
    out->n_buffers = 1;
    out->buffers = new const void* [1] { nullptr };
    out->release = releaseTable;
    return 0;
}

void releaseSchema(ArrowSchema* schema) {
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release != nullptr) schema->children[i]->release(schema->children[i]);
        delete schema->children[i];
    }
    delete[] schema->children;
    std::free(const_cast<char*>(schema->name));
    schema->release = nullptr;
}

int schemaOf(ArrowArrayStream* stream, ArrowSchema* out) {
    const Rows& shape = *static_cast<Rows*>(stream->private_data);
    *out = {};
    out->format = "+s";
    out->n_children = shape.columns;
    out->children = new ArrowSchema*[static_cast<size_t>(shape.columns)];
    for (int i = 0; i < shape.columns; i++) {
        auto* column = new ArrowSchema{};
        column->format = shape.bytesOfText > 0 ? "u" : "l";
        column->name = ::strdup((shape.name + std::to_string(i)).c_str());
        column->flags = ARROW_FLAG_NULLABLE;
        column->release = releaseSchema;
        out->children[i] = column;
    }
    out->release = releaseSchema;
    return 0;
}

int process(const TributaryHost*, const char* config, ArrowArrayStream* inputs, int count,
            ArrowArrayStream* output, char** error) {
    if (says(config, "crash")) std::abort();
    if (says(config, "never"))
        while (true) ::pause();
    if (says(config, "complain")) return failed(error, std::string(64 << 20, '!').c_str());
    if (says(config, "flood"))
        for (int i = 0; i < 200'000; i++)
            if (::write(2, "a line of a plugin that never stops talking\n", 44) < 0) break;
    auto* shape = new Rows;
    if (says(config, "wide")) *shape = {8'000, 1, 0, 1, std::string(2'000, 'c'), {}};
    if (says(config, "long")) *shape = {1, 3, 30 << 20, 1, "text", {}};
    releaseInputs(inputs, count);
    output->private_data = shape;
    output->get_schema = schemaOf;
    output->get_next = nextRows;
    output->get_last_error = [](ArrowArrayStream* stream) {
        return static_cast<Rows*>(stream->private_data)->lastError.c_str();
    };
    output->release = [](ArrowArrayStream* stream) {
        delete static_cast<Rows*>(stream->private_data);
        stream->release = nullptr;
    };
    return TRIBUTARY_OK;
}

/// Marks that outlive the call.
std::vector<TributaryMark>& marks() {
    static std::vector<TributaryMark> all;
    return all;
}

void addGiant(const TributaryCanvas& canvas) {
    TributaryMark mark{};
    mark.kind = TRIBUTARY_MARK_CIRCLE;
    mark.fill = canvas.palette[0];
    mark.tooltip = "one of very many";
    for (int i = 0; i < 900'000; i++) {
        mark.x = static_cast<float>(i % 700);
        mark.y = static_cast<float>(i / 1'500);
        mark.radius = 60;
        mark.row = i % 5;
        marks().push_back(mark);
    }
}

void addLine(const TributaryCanvas& canvas) {
    static std::vector<float> points;
    for (int i = 0; i < 3'000'000; i++) {
        points.push_back(static_cast<float>(i % 701));
        points.push_back(static_cast<float>((i * 7919LL) % 499));
    }
    TributaryMark mark{};
    mark.kind = TRIBUTARY_MARK_POLYLINE;
    mark.stroke = canvas.palette[1];
    mark.stroke_width = 3;
    mark.points = points.data();
    mark.n_points = points.size() / 2;
    mark.row = 0;
    marks().push_back(mark);
    mark.kind = TRIBUTARY_MARK_POLYGON;
    mark.fill = canvas.palette[2];
    mark.n_points = 900'000;
    marks().push_back(mark);
}

void addTexts(const TributaryCanvas& canvas) {
    static const std::string text(4'000, 'w');
    TributaryMark mark{};
    mark.kind = TRIBUTARY_MARK_TEXT;
    mark.fill = canvas.text;
    mark.text = text.c_str();
    mark.font_size = 1e30F;
    for (int i = 0; i < 10'000; i++) {
        mark.y = static_cast<float>(i % 400);
        marks().push_back(mark);
    }
}

int draw(const TributaryHost*, const char* config, ArrowArrayStream* input, const TributaryCanvas* canvas,
         TributaryPicture* picture, char**) {
    if (says(config, "crash")) std::abort();
    if (says(config, "never"))
        while (true) ::pause();
    releaseInputs(input, 1);
    if (says(config, "giant")) addGiant(*canvas);
    if (says(config, "line")) addLine(*canvas);
    if (says(config, "texts")) addTexts(*canvas);
    picture->caption = "drawn";
    if (says(config, "pixels")) {
        constexpr uint32_t kSide = 5'000;
        static std::vector<uint8_t> pixels(4ULL * kSide * kSide, 0x7F);
        picture->kind = TRIBUTARY_PICTURE_RGBA;
        picture->rgba = pixels.data();
        picture->pixel_width = picture->pixel_height = kSide;
        return TRIBUTARY_OK;
    }
    if (marks().empty()) {
        TributaryMark mark{};
        mark.kind = TRIBUTARY_MARK_RECT;
        mark.width = mark.height = 50;
        mark.fill = canvas->palette[0];
        marks().push_back(mark);
    }
    picture->marks = marks().data();
    picture->n_marks = marks().size();
    return TRIBUTARY_OK;
}

const TributaryPlugin kPlugin = {sizeof(TributaryPlugin),
                                 TRIBUTARY_PLUGIN_ABI_MAJOR,
                                 TRIBUTARY_PLUGIN_ABI_MINOR,
                                 "hostile-steps",
                                 "1.0.0",
                                 process,
                                 nullptr,
                                 draw,
                                 nullptr};

}  // namespace

extern "C" TRIBUTARY_PLUGIN_EXPORT const TributaryPlugin* tributary_plugin_main(const TributaryHost*) {
    return &kPlugin;
}
