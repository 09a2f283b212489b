// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plugins/permission_list.h"

#include <QtWidgets/QCheckBox>

#include "ui/plugins/plugin_words.h"
#include "ui/widgets/make.h"
#include "ui/widgets/wrapped_label.h"

namespace tributary::ui {

PermissionList::PermissionList(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setLayout(make::column(6));
}

void PermissionList::clear() {
    while (QLayoutItem* item = layout()->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
}

void PermissionList::tell(const plugin::Permissions& asked) {
    clear();
    m_switches = false;
    for (const auto& one : PluginWords::permissions(asked)) {
        auto* line = new WrappedLabel((one.isLimit ? QString() : QStringLiteral("•  ")) + one.text,
                                      one.isLimit ? "muted" : "", this);
        line->setToolTip(one.why);
        layout()->addWidget(line);
    }
}

void PermissionList::setSwitches(const plugin::Permissions& asked, const plugin::Permissions& granted) {
    if (m_switches && asked == m_asked && granted == m_granted) return;
    clear();
    m_switches = true;
    m_asked = asked;
    m_granted = granted;
    const auto all = PluginWords::permissions(asked);
    for (size_t i = 0; i < all.size(); ++i) {
        const auto& one = all[i];
        if (one.isLimit) {
            layout()->addWidget(new WrappedLabel(one.text, "muted", this));
            continue;
        }
        auto* box = new QCheckBox(one.text, this);
        box->setChecked(one.granted(granted));
        box->setToolTip(one.why);
        layout()->addWidget(box);
        connect(box, &QCheckBox::toggled, this, [this, i](bool on) {
            // Taken from what was asked: what is on stays, what is off goes.
            plugin::Permissions next = m_asked;
            const auto lines = PluginWords::permissions(m_asked);
            for (size_t j = 0; j < lines.size(); ++j) {
                if (lines[j].isLimit) continue;
                const bool keep = j == i ? on : lines[j].granted(m_granted);
                if (!keep) lines[j].revoke(next);
            }
            m_granted = next;
            Q_EMIT grantedChanged(next);
        });
    }
}

}  // namespace tributary::ui
