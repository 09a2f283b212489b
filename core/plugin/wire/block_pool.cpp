// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/wire/block_pool.h"

#include <algorithm>
#include <new>

namespace tributary::plugin {
namespace {

constexpr std::align_val_t kAlignment{64};
constexpr size_t kGrain = 64 << 10;
constexpr size_t kKeptBlocks = 6;
constexpr size_t kKeptBytes = 16 << 20;  ///< larger ones are not kept

}  // namespace

void Block::Free::operator()(std::byte* data) const {
    ::operator delete[](data, kAlignment);
}

Block::Block(size_t capacity)
    : m_data(static_cast<std::byte*>(::operator new[](capacity, kAlignment, std::nothrow))),
      m_capacity(m_data ? capacity : 0) {}

std::shared_ptr<Block> BlockPool::take(size_t bytes) {
    std::unique_ptr<Block> block;
    {
        const std::lock_guard lock(m_mutex);
        const auto fits = [bytes](const auto& kept) { return kept->capacity() >= bytes; };
        // The last one given back is the one the processor's cache still holds.
        if (const auto found = std::find_if(m_free.rbegin(), m_free.rend(), fits); found != m_free.rend()) {
            block = std::move(*found);
            m_free.erase(std::next(found).base());
        }
    }
    if (!block) block = std::make_unique<Block>((bytes + kGrain - 1) / kGrain * kGrain);
    if (block->capacity() < bytes) return nullptr;
    return {block.release(), [pool = weak_from_this()](Block* given) {
                std::unique_ptr<Block> back(given);
                if (const auto alive = pool.lock()) alive->giveBack(std::move(back));
            }};
}

void BlockPool::giveBack(std::unique_ptr<Block> block) {
    if (block->capacity() > kKeptBytes) return;
    const std::lock_guard lock(m_mutex);
    if (m_free.size() >= kKeptBlocks) m_free.erase(m_free.begin());
    m_free.push_back(std::move(block));
}

}  // namespace tributary::plugin
