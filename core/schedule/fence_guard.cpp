// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/fence_guard.h"

#include <ctime>

namespace tributary::schedule {
namespace {

/// Neither set by anybody nor standing still while the machine sleeps.
int64_t bootMillis() {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return static_cast<int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

}  // namespace

FenceGuard::FenceGuard(std::shared_ptr<alerts::LeaseKeeper> keeper, alerts::Fence fence)
    : m_keeper(std::move(keeper)), m_fence(std::move(fence)), m_beatenAt(bootMillis()) {}

void FenceGuard::beaten() {
    m_beatenAt = bootMillis();
}

Result<void> FenceGuard::check() const {
    if (m_revoked)
        return fail(ErrorCode::Conflict, "Another program evaluates the alerts of this workspace now");
    if (bootMillis() - m_beatenAt > m_keeper->staleAfter().count() * 3 / 4) {
        return fail(ErrorCode::Conflict,
                    "No sign of life could be written for so long that another program may have taken over");
    }
    return m_keeper->check(m_fence);
}

}  // namespace tributary::schedule
