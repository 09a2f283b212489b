// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtGui/QColor>
#include <QtGui/QIcon>
#include <string>
#include <vector>

#include "core/engine/workbench.h"
#include "ui/async/background.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// The open workspace's connections as the window shows them; read from the file off the UI thread. UI
/// thread.
class ConnectionList : public QObject {
    Q_OBJECT

  public:
    ConnectionList(engine::Workbench& workbench, Background& background, Theme& theme,
                   QObject* parent = nullptr);

    /// In the order of group, then name.
    const std::vector<store::ConnectionRecord>& records() const { return m_records; }
    const store::ConnectionRecord* find(const std::string& name) const;
    bool isLoaded() const { return m_loaded; }

    QColor color(const std::string& name) const;
    QIcon icon(const std::string& name) const;
    /// "PostgreSQL" for a record; the id of a type this program does not have.
    QString typeLabel(const store::ConnectionRecord& record) const;

    void reload();

  Q_SIGNALS:
    void changed();
    void failed(const QString& message);

  private:
    const connect::Descriptor* descriptorOf(const store::ConnectionRecord& record) const;

    engine::Workbench& m_workbench;
    Background& m_background;
    Theme& m_theme;
    std::vector<store::ConnectionRecord> m_records;
    bool m_loaded = false;
};

}  // namespace tributary::ui
