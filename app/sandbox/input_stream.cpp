// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/input_stream.h"

#include <cerrno>
#include <memory>
#include <string>

#include "core/plugin/wire/frame_reader.h"
#include "core/plugin/wire/schema_codec.h"

namespace tributary::sandbox {
namespace {

struct Input {
    HostLink& link;
    uint32_t number = 0;
    std::string schema;
    plugin::ArrowType type;
    std::string error;
};

Input& of(ArrowArrayStream* stream) {
    return *static_cast<Input*>(stream->private_data);
}

int getSchema(ArrowArrayStream* stream, ArrowSchema* out) {
    auto schema = plugin::decodeSchema(of(stream).schema);
    if (!schema) {
        of(stream).error = schema.error().message;
        return EINVAL;
    }
    *out = schema->take();
    return 0;
}

int getNext(ArrowArrayStream* stream, ArrowArray* out) {
    Input& input = of(stream);
    *out = {};
    auto frame = input.link.nextInput(input.number);
    if (!frame) {
        input.error = frame.error().message;
        return frame.error().code == ErrorCode::Cancelled ? ECANCELED : EIO;
    }
    if (!*frame) return 0;
    auto array = plugin::readFrame(input.type, std::move((*frame)->block), (*frame)->bytes);
    if (!array) {
        input.error = array.error().message;
        return EINVAL;
    }
    *out = array->take();
    return 0;
}

const char* getLastError(ArrowArrayStream* stream) {
    return of(stream).error.empty() ? nullptr : of(stream).error.c_str();
}

void release(ArrowArrayStream* stream) {
    delete static_cast<Input*>(stream->private_data);
    stream->release = nullptr;
}

}  // namespace

Result<plugin::StreamHolder> openInput(HostLink& link, uint32_t number, std::string_view bytes) {
    const auto schema = plugin::decodeSchema(bytes);
    if (!schema) return fail(schema.error());
    auto type = plugin::parseSchema(**schema);
    if (!type) return fail(type.error());
    auto input = std::make_unique<Input>(Input{link, number, std::string(bytes), std::move(*type), {}});
    ArrowArrayStream stream{getSchema, getNext, getLastError, release, input.release()};
    return plugin::StreamHolder(stream);
}

}  // namespace tributary::sandbox
