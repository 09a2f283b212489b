// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plugins/plugin_rows.h"

#include <QtCore/QLocale>
#include <algorithm>
#include <map>

#include "ui/plugins/plugin_words.h"
#include "ui/steps/step_text.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

std::vector<RecordColumn> PluginRows::installedColumns() {
    return {{tr("Plugin"), 190},      {tr("Version"), 70},        {tr("Kind"), 100},  {tr("State"), 90},
            {tr("Memory"), 80, true}, {tr("CPU time"), 80, true}, {tr("Signed"), 120}};
}

std::vector<RecordColumn> PluginRows::catalogueColumns() {
    return {{tr("Plugin"), 230}, {tr("Version"), 70}, {tr("Installed"), 80}, {tr("What it does"), 320}};
}

std::vector<RecordColumn> PluginRows::foundColumns() {
    return {{tr("Driver"), 200},
            {tr("Version"), 80},
            {tr("Installed"), 90},
            {tr("Library"), 260},
            {tr("Note"), 200}};
}

bool PluginRows::matches(const PluginCard& card) const {
    if (m_kind && std::find(card.kinds.begin(), card.kinds.end(), *m_kind) == card.kinds.end()) return false;
    if (m_filter.isEmpty()) return true;
    QString text = make::text(card.id) + QLatin1Char(' ') + stepText(card.name) + QLatin1Char(' ') +
                   stepText(card.summary) + QLatin1Char(' ') + PluginWords::kinds(card.kinds);
    for (const auto& category : card.categories) text += QLatin1Char(' ') + make::text(category);
    return text.contains(m_filter, Qt::CaseInsensitive);
}

RecordRow PluginRows::installedRow(const PluginCard& card) const {
    const QLocale locale;
    RecordRow row;
    row.id = make::text(card.id);
    const auto standing = PluginWords::standing(card);
    const bool runs = card.status && card.status->processes > 0;
    row.cells = QStringList{
        stepText(card.name),
        make::text(card.installed->manifest.version.text()),
        PluginWords::kinds(card.kinds),
        standing.text,
        runs ? locale.formattedDataSize(static_cast<qint64>(card.status->figures.residentBytes)) : QString(),
        runs ? tr("%1 s").arg(
                   locale.toString(static_cast<double>(card.status->figures.cpu.count()) / 1000.0, 'f', 1))
             : QString(),
        PluginWords::tier(card.installed->tier)};
    row.dot = standing.role;
    if (!standing.usable) row.text = Role::TextMuted;
    if (card.update)
        row.toolTip = tr("Version %1 is available.").arg(make::text(card.offer->version.version.text()));
    return row;
}

RecordRow PluginRows::offeredRow(const PluginCard& card) const {
    RecordRow row;
    row.id = make::text(card.id);
    row.cells = QStringList{stepText(card.name), make::text(card.offer->version.version.text()),
                            card.installed ? make::text(card.installed->manifest.version.text()) : QString(),
                            stepText(card.summary)};
    row.toolTip = stepText(card.summary);
    return row;
}

std::vector<RecordRow> PluginRows::installed() const {
    std::vector<RecordRow> rows;
    for (const auto& card : m_picture.cards) {
        if (card.installed && matches(card)) rows.push_back(installedRow(card));
    }
    return rows;
}

std::vector<RecordRow> PluginRows::updates() const {
    std::vector<RecordRow> rows;
    for (const auto& card : m_picture.cards) {
        if (card.update && matches(card)) rows.push_back(offeredRow(card));
    }
    return rows;
}

std::vector<RecordRow> PluginRows::catalogue() const {
    std::map<QString, RecordRow> groups;
    for (const auto& card : m_picture.cards) {
        if (!card.offer || !matches(card)) continue;
        const QString name = card.kinds.empty() ? tr("Other") : PluginWords::kind(card.kinds.front());
        auto& group = groups[name];
        group.cells = QStringList{name};
        group.id = QStringLiteral("group:") + name;
        group.children.push_back(offeredRow(card));
    }
    std::vector<RecordRow> rows;
    for (auto& [name, group] : groups) {
        group.cells[0] = QStringLiteral("%1 (%2)").arg(name).arg(group.children.size());
        rows.push_back(std::move(group));
    }
    return rows;
}

std::vector<RecordRow> PluginRows::found() const {
    std::vector<RecordRow> rows;
    for (const auto& card : m_picture.found) {
        const auto& driver = card.driver;
        RecordRow row;
        row.id = make::text(driver.id);
        row.cells = QStringList{make::text(driver.name.empty() ? driver.id : driver.name),
                                make::text(driver.version), card.installedAs.empty() ? QString() : tr("yes"),
                                make::text(driver.library.string()), make::text(driver.problem)};
        if (!driver.problem.empty()) row.text = Role::TextMuted;
        if (m_filter.isEmpty() || row.cells.join(QLatin1Char(' ')).contains(m_filter, Qt::CaseInsensitive))
            rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace tributary::ui
