// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/process/input_feed.h"

#include "core/plugin/wire/schema_codec.h"

namespace tributary::plugin {

Result<InputFeed> InputFeed::make(ArrowSource& source) {
    InputFeed feed(source);
    auto schema = encodeSchema(source.schema());
    if (!schema) return fail(schema.error());
    feed.m_schema = std::move(*schema);
    auto type = parseSchema(source.schema());
    if (!type) return fail(type.error());
    feed.m_type = std::make_unique<ArrowType>(std::move(*type));
    return feed;
}

Result<std::optional<FramePlan>> InputFeed::next() {
    while (!m_splitter || m_splitter->done()) {
        m_splitter.reset();
        m_batch->reset();
        const auto more = m_source->next(*m_batch);
        if (!more) return fail(more.error());
        m_over = !*more;
        if (m_over) return std::nullopt;
        m_splitter.emplace(*m_type, **m_batch, Ring::kSlotBytes);
    }
    auto plan = m_splitter->next();
    if (!plan) return fail(plan.error());
    return std::move(*plan);
}

}  // namespace tributary::plugin
