// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QTimer>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/store/workspace.h"
#include "ui/async/background.h"

namespace tributary::ui {

/// Keeps the text of every editor tab in the workspace file, at most half a second behind the keyboard, off
/// the UI thread and in order, so that killing the program loses nothing. Writes only what changed. UI
/// thread.
class TabJournal : public QObject {
    Q_OBJECT

  public:
    /// `owner` is this window's uuid. The workspace outlives the journal.
    TabJournal(store::Workspace& workspace, Background& background, std::string owner,
               QObject* parent = nullptr);

    void changed(const store::EditorTab& tab);
    void closed(const store::EditorTab& tab);
    /// The tab that is looked at; `lastCurrent` tells it to the next window.
    void current(const std::string& tabId);
    static Result<std::string> lastCurrent(const store::Workspace& workspace);
    const std::string& owner() const { return m_owner; }
    /// For workers of this window that write as its owner: nothing may follow `flushAndRelease`, or the tabs
    /// would belong to a window that has gone.
    struct Gate {
        std::mutex mutex;
        bool closed = false;
    };
    std::shared_ptr<Gate> gate() const { return m_gate; }
    /// Writes what is waiting in the calling thread and gives the tabs back; when the window closes.
    void flushAndRelease();

  Q_SIGNALS:
    /// The workspace file refuses to be written (full disk …): told once until a write succeeds again.
    void writeFailed(const QString& message);

  private:
    struct Change {
        store::EditorTab tab;
        bool closed = false;
    };
    struct Changes {
        std::map<std::string, Change> tabs;
        std::optional<std::string> current;

        bool empty() const { return tabs.empty() && !current; }
        /// Takes over what it has nothing newer for.
        void addOlder(Changes older);
    };

    static Result<void> write(store::Workspace& workspace, const std::string& owner, const Changes& changes);
    void flush();
    void written(const Result<void>& outcome, Changes changes);

    store::Workspace& m_workspace;
    Background& m_background;
    std::string m_owner;
    std::shared_ptr<Gate> m_gate = std::make_shared<Gate>();
    Changes m_waiting;
    Changes m_inFlight;  ///< handed to a worker, not known to be written
    QTimer m_timer;
    bool m_writing = false;
    bool m_toldFailure = false;
};

}  // namespace tributary::ui
