// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/wire/ring.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <utility>

#include "core/base/part_file.h"

namespace tributary::plugin {
namespace {

constexpr uint64_t kBytes = Ring::kSlots * Ring::kSlotBytes;

}  // namespace

Result<Ring> Ring::create() {
    const int descriptor = ::memfd_create("tributary-rows", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (descriptor < 0) return fail(systemError("no shared memory for a plugin"));
    Ring ring(descriptor);
    if (::ftruncate(descriptor, static_cast<off_t>(kBytes)) != 0 ||
        ::fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
        return fail(systemError("no shared memory for a plugin"));
    return ring;
}

Result<Ring> Ring::adopt(int descriptor) {
    Ring ring(descriptor);
    constexpr int kSealed = F_SEAL_SHRINK | F_SEAL_GROW;
    const off_t size = ::lseek(descriptor, 0, SEEK_END);
    if ((::fcntl(descriptor, F_GET_SEALS) & kSealed) != kSealed || size != static_cast<off_t>(kBytes))
        return fail(ErrorCode::Internal, "the shared memory is not what was agreed");
    return ring;
}

Ring::Ring(Ring&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)), m_memory(std::exchange(other.m_memory, nullptr)) {}

Ring& Ring::operator=(Ring&& other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_memory, other.m_memory);
    return *this;
}

Ring::~Ring() {
    if (m_memory != nullptr) ::munmap(m_memory, kBytes);
    if (m_descriptor >= 0) ::close(m_descriptor);
}

Result<void> Ring::map(Access access) {
    if (m_memory != nullptr) return {};
    const int protection = access == Access::Read ? PROT_READ : PROT_READ | PROT_WRITE;
    void* memory = ::mmap(nullptr, kBytes, protection, MAP_SHARED, m_descriptor, 0);
    if (memory == MAP_FAILED) return fail(systemError("no shared memory for a plugin"));
    m_memory = static_cast<std::byte*>(memory);
    return {};
}

}  // namespace tributary::plugin
