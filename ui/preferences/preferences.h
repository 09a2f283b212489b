// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QSettings>
#include <QtCore/QStringList>
#include <memory>

#include "ui/theme/theme.h"

namespace tributary::ui {

/// What belongs to the person and not to a workspace: look, language, limits, recent workspaces, window
/// geometry. Kept in the desktop's usual settings file. UI thread.
class Preferences : public QObject {
    Q_OBJECT

  public:
    /// `file` empty: the user's own; a path for tests and pictures.
    explicit Preferences(const QString& file = {}, QObject* parent = nullptr);

    Theme::Mode themeMode() const;
    void setThemeMode(Theme::Mode mode);
    /// "en", "zh_CN"; empty: the desktop's.
    QString language() const;
    void setLanguage(const QString& language);
    int textSize() const;
    void setTextSize(int pixels);
    /// Rows kept of one statement; 0: all.
    qulonglong rowLimit() const;
    void setRowLimit(qulonglong rows);
    /// Seconds; 0: none.
    int statementTimeout() const;
    void setStatementTimeout(int seconds);

    /// Newest first, at most eight, files that are gone left out.
    QStringList recentWorkspaces() const;
    void addRecentWorkspace(const QString& path);

    QByteArray bytes(const QString& key) const;
    void setBytes(const QString& key, const QByteArray& value);

  Q_SIGNALS:
    void themeModeChanged();
    void languageChanged();
    void textSizeChanged();

  private:
    std::unique_ptr<QSettings> m_settings;
};

}  // namespace tributary::ui
