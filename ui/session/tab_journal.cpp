// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/tab_journal.h"

#include <utility>

#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kDelayMs = 400;
constexpr int kRetryMs = 5000;
constexpr const char* kCurrentTab = "window.current_tab";

}  // namespace

TabJournal::TabJournal(store::Workspace& workspace, Background& background, std::string owner,
                       QObject* parent)
    : QObject(parent), m_workspace(workspace), m_background(background), m_owner(std::move(owner)) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &TabJournal::flush);
}

void TabJournal::changed(const store::EditorTab& tab) {
    m_waiting.tabs[tab.id] = Change{tab, false};
    if (!m_timer.isActive()) m_timer.start(kDelayMs);
}

void TabJournal::closed(const store::EditorTab& tab) {
    m_waiting.tabs[tab.id] = Change{tab, true};
    if (!m_timer.isActive()) m_timer.start(0);
}

void TabJournal::current(const std::string& tabId) {
    m_waiting.current = tabId;
    if (!m_timer.isActive()) m_timer.start(kDelayMs);
}

Result<std::string> TabJournal::lastCurrent(const store::Workspace& workspace) {
    auto kept = workspace.setting(kCurrentTab);
    if (!kept) return fail(kept.error());
    return kept->value_or(std::string());
}

void TabJournal::Changes::addOlder(Changes older) {
    tabs.merge(older.tabs);
    if (!current) current = std::move(older.current);
}

Result<void> TabJournal::write(store::Workspace& workspace, const std::string& owner,
                               const Changes& changes) {
    for (const auto& [id, change] : changes.tabs) {
        if (auto saved = workspace.saveTab(owner, change.tab); !saved) return saved;
        if (!change.closed) continue;
        if (auto closed = workspace.closeTab(owner, id); !closed) return closed;
    }
    if (!changes.current) return {};
    return workspace.setSetting(kCurrentTab, *changes.current);
}

void TabJournal::flush() {
    if (m_writing || m_waiting.empty()) return;
    m_writing = true;
    m_inFlight = std::exchange(m_waiting, {});
    m_background.run(
        this,
        [&workspace = m_workspace, owner = m_owner, changes = m_inFlight,
         gate = m_gate](const CancelToken&) -> Result<void> {
            std::lock_guard lock(gate->mutex);
            if (gate->closed) return {};  // flushAndRelease has written them
            return write(workspace, owner, changes);
        },
        [this](const Result<void>& outcome) { written(outcome, std::exchange(m_inFlight, {})); });
}

void TabJournal::written(const Result<void>& outcome, Changes changes) {
    m_writing = false;
    if (outcome) {
        m_toldFailure = false;
        if (!m_waiting.empty() && !m_timer.isActive()) m_timer.start(kDelayMs);
        return;
    }
    m_waiting.addOlder(std::move(changes));
    m_timer.start(kRetryMs);
    if (!std::exchange(m_toldFailure, true)) Q_EMIT writeFailed(make::errorText(outcome.error()));
}

void TabJournal::flushAndRelease() {
    m_timer.stop();
    // A worker may be about to write what is older: it must find the gate closed, or be waited for (one short
    // write).
    std::lock_guard lock(m_gate->mutex);
    if (std::exchange(m_gate->closed, true)) return;
    Changes changes = std::exchange(m_waiting, {});
    changes.addOlder(std::move(m_inFlight));
    if (auto outcome = write(m_workspace, m_owner, changes); !outcome) {
        Q_EMIT writeFailed(make::errorText(outcome.error()));
    }
    if (auto outcome = m_workspace.releaseOwner(m_owner); !outcome) {
        Q_EMIT writeFailed(make::errorText(outcome.error()));
    }
}

}  // namespace tributary::ui
