// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/connection_list.h"

#include <algorithm>
#include <tuple>

#include "ui/preferences/language.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

ConnectionList::ConnectionList(engine::Workbench& workbench, Background& background, Theme& theme,
                               QObject* parent)
    : QObject(parent), m_workbench(workbench), m_background(background), m_theme(theme) {
    reload();
}

const store::ConnectionRecord* ConnectionList::find(const std::string& name) const {
    const auto same = [&](const store::ConnectionRecord& record) { return record.name == name; };
    const auto found = std::find_if(m_records.begin(), m_records.end(), same);
    return found == m_records.end() ? nullptr : &*found;
}

const connect::Descriptor* ConnectionList::descriptorOf(const store::ConnectionRecord& record) const {
    const connect::Connector* connector = m_workbench.registry().find(record.type);
    return connector ? &connector->descriptor() : nullptr;
}

QColor ConnectionList::color(const std::string& name) const {
    const store::ConnectionRecord* record = find(name);
    if (!record) return m_theme.color(Role::TextMuted);
    if (!record->color.empty()) {
        const QString own = QString::fromStdString(record->color);
        return m_theme.sourceColor(own, own);
    }
    const connect::Descriptor* descriptor = descriptorOf(*record);
    if (!descriptor) return m_theme.color(Role::TextMuted);
    return m_theme.sourceColor(QString::fromStdString(descriptor->colorLight),
                               QString::fromStdString(descriptor->colorDark));
}

QIcon ConnectionList::icon(const std::string& name) const {
    const store::ConnectionRecord* record = find(name);
    const connect::Descriptor* descriptor = record ? descriptorOf(*record) : nullptr;
    const QString icon = descriptor ? QString::fromStdString(descriptor->icon) : QStringLiteral("unplug");
    return m_theme.icon(icon, color(name));
}

QString ConnectionList::typeLabel(const store::ConnectionRecord& record) const {
    const connect::Descriptor* descriptor = descriptorOf(record);
    return descriptor ? Language::descriptorText(descriptor->label) : QString::fromStdString(record.type);
}

void ConnectionList::reload() {
    m_background.run(
        this, [&workspace = m_workbench.workspace()](const CancelToken&) { return workspace.connections(); },
        [this](Result<std::vector<store::ConnectionRecord>> records) {
            if (!records) {
                Q_EMIT failed(make::errorText(records.error()));
                return;
            }
            m_records = std::move(*records);
            std::sort(m_records.begin(), m_records.end(), [](const auto& a, const auto& b) {
                return std::tie(a.group, a.name) < std::tie(b.group, b.name);
            });
            m_loaded = true;
            Q_EMIT changed();
        });
}

}  // namespace tributary::ui
