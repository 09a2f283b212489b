// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/steps/column_picker.h"

#include <QtWidgets/QMenu>

namespace tributary::ui {

ColumnPicker::ColumnPicker(const QStringList& columns, QWidget* parent)
    : QPushButton(parent), m_menu(new QMenu(this)) {
    for (const QString& name : columns) {
        QString text = name;
        auto* action = m_menu->addAction(text.replace('&', QLatin1String("&&")));
        action->setData(name);
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, name](bool ticked) {
            m_chosen.removeAll(name);
            if (ticked) m_chosen << name;
            tell();
            Q_EMIT edited();
        });
    }
    setMenu(m_menu);
    tell();
}

void ColumnPicker::setChosen(const QStringList& columns) {
    m_chosen.clear();
    for (QAction* action : m_menu->actions()) action->setChecked(columns.contains(action->data().toString()));
    for (const QString& name : columns) {
        for (QAction* action : m_menu->actions()) {
            if (action->data().toString() == name) m_chosen << name;
        }
    }
    tell();
}

void ColumnPicker::tell() {
    QString text = m_chosen.isEmpty() ? tr("None") : m_chosen.join(QStringLiteral(", "));
    if (text.size() > 40) text = tr("%1 columns").arg(m_chosen.size());
    setText(text.replace('&', QLatin1String("&&")));
    setToolTip(m_chosen.join(QLatin1Char('\n')));
}

}  // namespace tributary::ui
