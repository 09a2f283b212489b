// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/process/stream_reader.h"

#include "core/plugin/wire/frame_reader.h"
#include "core/plugin/wire/packer.h"
#include "core/plugin/wire/schema_codec.h"

namespace tributary::plugin {
namespace {

Error unexpected() {
    return {ErrorCode::Data, "it answered what was not asked"};
}

}  // namespace

Result<std::unique_ptr<ArrowReader>> StreamReader::open(Session& session) {
    std::unique_ptr<StreamReader> reader(new StreamReader(session));
    const auto answer = session.next();
    if (!answer) return fail(answer.error());
    if (answer->kind != Answer::Kind::Schema) return fail(session.broken(unexpected()));
    auto schema = decodeSchema(answer->payload);
    if (!schema && schema.error().code == ErrorCode::Unsupported) return fail(schema.error());
    if (!schema) return fail(session.broken(schema.error()));
    reader->m_schema = std::move(*schema);
    auto type = parseSchema(*reader->m_schema);
    if (!type) return fail(session.broken(type.error()));
    reader->m_type = std::move(*type);
    return reader;
}

StreamReader::~StreamReader() {
    if (!m_done) m_session.abandon();
}

Result<bool> StreamReader::next(OwnedArray& out) {
    out.reset();
    if (m_done) return false;
    auto answer = m_session.next();
    if (!answer) {
        m_done = true;
        return fail(answer.error());
    }
    switch (answer->kind) {
        case Answer::Kind::Batch: {
            auto array = readFrame(m_type, std::move(answer->frame.block), answer->frame.bytes);
            if (!array) {
                m_done = true;
                return fail(m_session.broken(array.error()));
            }
            out = std::move(*array);
            return true;
        }
        case Answer::Kind::Done: {
            m_done = true;
            Unpacker in(answer->payload);
            const auto rows = in.get<int64_t>();
            if (in.ok() && rows >= 0) m_rowsAffected = rows;
            return false;
        }
        default:
            m_done = true;
            return fail(m_session.broken(unexpected()));
    }
}

Result<SchemaHolder> readSchema(Session& session) {
    const auto answer = session.next();
    if (!answer) return fail(answer.error());
    if (answer->kind != Answer::Kind::Schema) return fail(session.broken(unexpected()));
    if (const auto done = readDone(session); !done) return fail(done.error());
    auto schema = decodeSchema(answer->payload);
    if (!schema && schema.error().code != ErrorCode::Unsupported) return fail(session.broken(schema.error()));
    return schema;
}

Result<std::string> readDone(Session& session) {
    auto answer = session.next();
    if (!answer) return fail(answer.error());
    if (answer->kind != Answer::Kind::Done) return fail(session.broken(unexpected()));
    return std::move(answer->payload);
}

}  // namespace tributary::plugin
