// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/empty_state.h"

#include "ui/widgets/make.h"

namespace tributary::ui {

EmptyState::EmptyState(const QIcon& icon, const QString& text, const QString& action, const QIcon& actionIcon,
                       QWidget* parent)
    : QWidget(parent) {
    auto* picture = new QLabel(this);
    picture->setPixmap(icon.pixmap(28, 28));
    picture->setAlignment(Qt::AlignCenter);
    auto* words = make::label(text, "muted", this);
    words->setAlignment(Qt::AlignCenter);
    words->setWordWrap(true);
    auto* layout = make::column(12);
    setLayout(layout);
    layout->setContentsMargins(20, 56, 20, 20);
    layout->addWidget(picture);
    layout->addWidget(words);
    if (!action.isEmpty()) {
        auto* button = make::iconTextButton(actionIcon, action, "primary", this);
        connect(button, &QPushButton::clicked, this, &EmptyState::activated);
        layout->addWidget(button, 0, Qt::AlignHCenter);
    }
    layout->addStretch(1);
}

}  // namespace tributary::ui
