// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/error.h"

namespace tributary::plugin {

/// Shared memory of a fixed number of slots that one process fills and another copies from. The size is
/// sealed: whoever maps it can never be surprised by a missing page. Who owns which slot is said in messages,
/// not here.
class Ring {
  public:
    static constexpr unsigned kSlots = 8;
    static constexpr uint64_t kSlotBytes = 4ULL << 20;

    enum class Access { Read, Write };

    /// New shared memory, mapped by nobody yet.
    static Result<Ring> create();
    /// Takes over a descriptor that was received.
    static Result<Ring> adopt(int descriptor);
    Ring(Ring&& other) noexcept;
    Ring& operator=(Ring&& other) noexcept;
    ~Ring();

    int descriptor() const { return m_descriptor; }
    Result<void> map(Access access);
    bool isMapped() const { return m_memory != nullptr; }
    std::byte* slot(unsigned index) const { return m_memory + index * kSlotBytes; }

  private:
    explicit Ring(int descriptor) : m_descriptor(descriptor) {}

    int m_descriptor = -1;
    std::byte* m_memory = nullptr;
};

}  // namespace tributary::plugin
