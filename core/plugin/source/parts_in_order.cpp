// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/parts_in_order.h"

#include "core/plugin/wire/schema_codec.h"

namespace tributary::plugin {

std::string shapeOf(const ArrowSchema& schema) {
    std::string out = std::string(schema.format) + (schema.dictionary ? shapeOf(*schema.dictionary) : "");
    out += '(';
    for (int64_t i = 0; i < schema.n_children; i++) out += shapeOf(*schema.children[i]) + ',';
    return out + ')';
}

Error differentParts() {
    return Error(ErrorCode::Data, "The parts of this result have columns of different types",
                 "Cast the columns in the source's own language, so that all parts agree.");
}

Result<std::unique_ptr<ArrowSource>> PartsInOrder::open(PluginProcess& process, const std::string& sql,
                                                        const CancelToken& token) {
    auto parts = process.partitions(sql, token);
    if (!parts) {
        if (parts.error().code == ErrorCode::Unsupported) return nullptr;
        return fail(parts.error());
    }
    if (parts->parts.empty()) return nullptr;
    auto first = process.readPartition(parts->parts.front(), token);
    if (!first) return fail(first.error());
    if (parts->parts.size() == 1) return std::unique_ptr<ArrowSource>(std::move(*first));
    auto schema = copySchema((*first)->schema());
    if (!schema) return fail(schema.error());
    return std::unique_ptr<ArrowSource>(
        new PartsInOrder(process, std::move(*schema), std::move(parts->parts), std::move(*first), token));
}

PartsInOrder::PartsInOrder(PluginProcess& process, SchemaHolder schema, std::vector<std::string> parts,
                           std::unique_ptr<ArrowReader> first, const CancelToken& token)
    : m_process(process),
      m_schema(std::move(schema)),
      m_parts(std::move(parts)),
      m_token(token),
      m_reader(std::move(first)) {}

Result<bool> PartsInOrder::next(OwnedArray& out) {
    for (;;) {
        auto more = m_reader->next(out);
        if (!more || *more) return more;
        m_reader.reset();  // ends its call before the next one
        if (++m_at == m_parts.size()) return false;
        auto reader = m_process.readPartition(m_parts[m_at], m_token);
        if (!reader) return fail(reader.error());
        if (shapeOf((*reader)->schema()) != shapeOf(*m_schema)) return fail(differentParts());
        m_reader = std::move(*reader);
    }
}

}  // namespace tributary::plugin
