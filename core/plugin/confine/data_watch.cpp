// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/data_watch.h"

#include <limits>

namespace tributary::plugin {
namespace {

constexpr std::chrono::seconds kBetweenRounds{1};
constexpr size_t kEntriesAtOnce = 2000;

}  // namespace

std::optional<ProcessEnd> DataWatch::verdict(const FolderSize::Found& found) const {
    using Cause = ProcessEnd::Cause;
    if (found.hidden) return ProcessEnd{Cause::DataHidden, 0, 0, 0, {}};
    if (found.files > m_grants.dataFiles) return ProcessEnd{Cause::DataFiles, 0, 0, m_grants.dataFiles, {}};
    if (found.bytes > m_grants.dataBytes) return ProcessEnd{Cause::DataBytes, 0, 0, m_grants.dataBytes, {}};
    return std::nullopt;
}

Result<void> DataWatch::checkBeforeStart() const {
    if (m_grants.dataFolder.empty()) return {};
    FolderSize all(m_grants.dataFolder, {m_grants.dataBytes, m_grants.dataFiles});
    all.step(std::numeric_limits<size_t>::max());
    const auto end = verdict(all.found());
    if (!end) return {};
    return fail(ErrorCode::Resource, end->text(), dataFolderHint(m_grants));
}

std::optional<ProcessEnd> DataWatch::look(pid_t process, std::chrono::nanoseconds cpu) {
    if (m_grants.dataFolder.empty()) return std::nullopt;
    if (!m_round) {
        if (Clock::now() < m_next || cpu == m_cpuAtRound) return std::nullopt;
        m_cpuAtRound = cpu;
        m_round.emplace(m_grants.dataFolder, FolderSize::Limits{m_grants.dataBytes, m_grants.dataFiles});
    }
    if (!m_round->step(kEntriesAtOnce)) return std::nullopt;
    auto found = m_round->found();
    m_round.reset();
    m_next = Clock::now() + kBetweenRounds;
    found.bytes += namelessBytes(process, m_grants.dataFolder);
    // Twice: who replaces a file it has in memory does so for a moment.
    const bool hides = hidesMappedFile(process, m_grants.dataFolder);
    found.hidden = found.hidden || (hides && m_hid);
    m_hid = hides;
    return verdict(found);
}

}  // namespace tributary::plugin
