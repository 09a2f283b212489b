// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>

namespace tributary::ui {

/// What changed in the open workspace, told to whoever shows it. UI thread.
class WorkspaceEvents : public QObject {
    Q_OBJECT

  public:
    using QObject::QObject;

  Q_SIGNALS:
    /// A connection was asked something: its health may be another.
    void healthChanged();
    void savedQueriesChanged();
    void historyChanged();
    /// The workspace file could not be read or written.
    void workspaceFailed(const QString& message);
};

}  // namespace tributary::ui
