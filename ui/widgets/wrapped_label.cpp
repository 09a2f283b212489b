// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/wrapped_label.h"

#include <QtGui/QResizeEvent>

namespace tributary::ui {

WrappedLabel::WrappedLabel(const QString& text, const char* kind, QWidget* parent) : QLabel(text, parent) {
    setProperty("kind", QLatin1String(kind));
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
}

QSize WrappedLabel::sizeHint() const {
    return {QLabel::sizeHint().width(), heightForWidth(width())};
}

QSize WrappedLabel::minimumSizeHint() const {
    return {QLabel::minimumSizeHint().width(), heightForWidth(width())};
}

/// The height that is needed follows from the width there is.
void WrappedLabel::resizeEvent(QResizeEvent* event) {
    QLabel::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) updateGeometry();
}

}  // namespace tributary::ui
