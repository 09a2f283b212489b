// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/base/error.h"
#include "core/plugin/wire/arrow_type.h"
#include "core/plugin/wire/block_pool.h"
#include "core/plugin/wire/frame_writer.h"
#include "core/plugin/wire/message.h"
#include "core/plugin/wire/ring.h"

namespace tributary::plugin {

/// Puts frames into slots of a ring. A frame larger than a slot goes in parts, each as soon as a slot is
/// free.
class FrameSender {
  public:
    /// A slot to fill; waits for one. An error ends the sending.
    using TakeSlot = std::function<Result<unsigned>()>;
    /// Tells the other side about a filled slot.
    using Announce = std::function<Result<void>(const FramePart&)>;

    FrameSender(const Ring& ring, TakeSlot takeSlot, Announce announce)
        : m_ring(ring), m_takeSlot(std::move(takeSlot)), m_announce(std::move(announce)) {}

    Result<void> send(const FramePlan& plan) const;

  private:
    Result<void> sendInParts(const FramePlan& plan) const;

    const Ring& m_ring;
    TakeSlot m_takeSlot;
    Announce m_announce;
};

/// Puts the parts of a frame together again, in memory of its own. Trusts nothing in a part.
class FrameAssembler {
  public:
    explicit FrameAssembler(std::shared_ptr<BlockPool> pool) : m_pool(std::move(pool)) {}

    /// Copies the part. Afterwards the slot is free, and the frame may be complete. Data: the part makes no
    /// sense. Resource: no memory.
    Result<void> add(const Ring& ring, const FramePart& part);
    bool complete() const { return m_block && m_have == m_total; }
    struct Frame {
        std::shared_ptr<Block> block;
        uint64_t bytes = 0;
    };
    Frame take();
    void clear() { take(); }

  private:
    std::shared_ptr<BlockPool> m_pool;
    std::shared_ptr<Block> m_block;
    uint64_t m_have = 0;
    uint64_t m_total = 0;
};

}  // namespace tributary::plugin
