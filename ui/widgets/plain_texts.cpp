// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plain_texts.h"

#include <QtCore/QEvent>
#include <QtWidgets/QLabel>

namespace tributary::ui {

bool PlainTexts::eventFilter(QObject* watched, QEvent* event) {
    // A tool tip is a label, too; it is polished before it gets its text.
    if (event->type() == QEvent::Polish) {
        auto* label = qobject_cast<QLabel*>(watched);
        if (label && label->textFormat() == Qt::AutoText) label->setTextFormat(Qt::PlainText);
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace tributary::ui
