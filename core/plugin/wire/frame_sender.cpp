// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/wire/frame_sender.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tributary::plugin {

Result<void> FrameSender::send(const FramePlan& plan) const {
    if (plan.bytes() > WireLimits::kFrameBytes)
        return fail(ErrorCode::Resource, "a row of more than 256 MiB cannot be passed on");
    if (plan.bytes() > Ring::kSlotBytes) return sendInParts(plan);
    const auto slot = m_takeSlot();
    if (!slot) return fail(slot.error());
    plan.write(m_ring.slot(*slot));
    return m_announce({*slot, 0, plan.bytes(), 0, plan.bytes()});
}

Result<void> FrameSender::sendInParts(const FramePlan& plan) const {
    const Block whole(plan.bytes());
    if (whole.capacity() < plan.bytes())
        return fail(ErrorCode::Resource, "no memory for a row of " + std::to_string(plan.bytes()) + " bytes");
    plan.write(whole.data());
    for (uint64_t at = 0; at < plan.bytes();) {
        const auto slot = m_takeSlot();
        if (!slot) return fail(slot.error());
        const uint64_t length = std::min(Ring::kSlotBytes, plan.bytes() - at);
        std::memcpy(m_ring.slot(*slot), whole.data() + at, length);
        if (auto told = m_announce({*slot, 0, length, at, plan.bytes()}); !told) return told;
        at += length;
    }
    return {};
}

Result<void> FrameAssembler::add(const Ring& ring, const FramePart& part) {
    if (part.slot >= Ring::kSlots || part.length == 0 || part.length > Ring::kSlotBytes ||
        part.total > WireLimits::kFrameBytes || part.offset > part.total ||
        part.length > part.total - part.offset)
        return fail(ErrorCode::Data, "a batch of rows lies outside the shared memory or is too large");
    if (!m_block) {
        m_have = 0;
        m_total = part.total;
        m_block = m_pool->take(part.total);
        if (!m_block) return fail(ErrorCode::Resource, "no memory for a batch of rows");
    }
    if (part.offset != m_have || part.total != m_total)
        return fail(ErrorCode::Data, "the parts of a batch of rows do not follow each other");
    std::memcpy(m_block->data() + part.offset, ring.slot(part.slot), part.length);
    m_have += part.length;
    return {};
}

FrameAssembler::Frame FrameAssembler::take() {
    return {std::exchange(m_block, nullptr), std::exchange(m_have, 0)};
}

}  // namespace tributary::plugin
