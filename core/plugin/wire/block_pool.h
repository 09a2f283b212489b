// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace tributary::plugin {

/// Memory for one frame, aligned to 64 bytes.
class Block {
  public:
    explicit Block(size_t capacity);
    std::byte* data() const { return m_data.get(); }
    size_t capacity() const { return m_capacity; }

  private:
    struct Free {
        void operator()(std::byte* data) const;
    };
    std::unique_ptr<std::byte[], Free> m_data;
    size_t m_capacity = 0;
};

/// Keeps blocks that were given back for the next frame: fresh memory costs more in page faults than the copy
/// into it. Thread-safe; blocks may outlive the pool.
class BlockPool : public std::enable_shared_from_this<BlockPool> {
  public:
    static std::shared_ptr<BlockPool> create() { return std::shared_ptr<BlockPool>(new BlockPool); }
    /// At least `bytes`; null when there is no memory.
    std::shared_ptr<Block> take(size_t bytes);

  private:
    BlockPool() = default;
    void giveBack(std::unique_ptr<Block> block);

    std::mutex m_mutex;
    std::vector<std::unique_ptr<Block>> m_free;
};

}  // namespace tributary::plugin
