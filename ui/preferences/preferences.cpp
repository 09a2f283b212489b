// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preferences/preferences.h"

#include <QtCore/QFileInfo>

namespace tributary::ui {

namespace {

constexpr int kDefaultTextSize = 13;
constexpr qulonglong kDefaultRowLimit = 1'000'000;
constexpr int kRecentCount = 8;

const QString kTheme = QStringLiteral("look/theme");
const QString kLanguage = QStringLiteral("look/language");
const QString kTextSize = QStringLiteral("look/textSize");
const QString kRowLimit = QStringLiteral("query/rowLimit");
const QString kTimeout = QStringLiteral("query/timeout");
const QString kRecent = QStringLiteral("recentWorkspaces");

}  // namespace

Preferences::Preferences(const QString& file, QObject* parent) : QObject(parent) {
    if (file.isEmpty()) {
        m_settings = std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope,
                                                 QStringLiteral("tributary"), QStringLiteral("desktop"));
    } else {
        m_settings = std::make_unique<QSettings>(file, QSettings::IniFormat);
    }
}

Theme::Mode Preferences::themeMode() const {
    const QString mode = m_settings->value(kTheme).toString();
    if (mode == QLatin1String("light")) return Theme::Mode::Light;
    if (mode == QLatin1String("dark")) return Theme::Mode::Dark;
    return Theme::Mode::System;
}

void Preferences::setThemeMode(Theme::Mode mode) {
    if (mode == themeMode()) return;
    m_settings->setValue(kTheme, mode == Theme::Mode::Light  ? QStringLiteral("light")
                                 : mode == Theme::Mode::Dark ? QStringLiteral("dark")
                                                             : QStringLiteral("system"));
    Q_EMIT themeModeChanged();
}

QString Preferences::language() const {
    return m_settings->value(kLanguage).toString();
}

void Preferences::setLanguage(const QString& language) {
    if (language == this->language()) return;
    m_settings->setValue(kLanguage, language);
    Q_EMIT languageChanged();
}

int Preferences::textSize() const {
    return m_settings->value(kTextSize, kDefaultTextSize).toInt();
}

void Preferences::setTextSize(int pixels) {
    if (pixels == textSize()) return;
    m_settings->setValue(kTextSize, pixels);
    Q_EMIT textSizeChanged();
}

qulonglong Preferences::rowLimit() const {
    return m_settings->value(kRowLimit, kDefaultRowLimit).toULongLong();
}

void Preferences::setRowLimit(qulonglong rows) {
    m_settings->setValue(kRowLimit, rows);
}

int Preferences::statementTimeout() const {
    return m_settings->value(kTimeout, 0).toInt();
}

void Preferences::setStatementTimeout(int seconds) {
    m_settings->setValue(kTimeout, seconds);
}

QStringList Preferences::recentWorkspaces() const {
    QStringList existing;
    for (const QString& path : m_settings->value(kRecent).toStringList()) {
        if (QFileInfo::exists(path)) existing.append(path);
    }
    return existing;
}

void Preferences::addRecentWorkspace(const QString& path) {
    QStringList recent = recentWorkspaces();
    recent.removeAll(path);
    recent.prepend(path);
    m_settings->setValue(kRecent, QStringList(recent.mid(0, kRecentCount)));
}

QByteArray Preferences::bytes(const QString& key) const {
    return m_settings->value(key).toByteArray();
}

void Preferences::setBytes(const QString& key, const QByteArray& value) {
    m_settings->setValue(key, value);
}

}  // namespace tributary::ui
