// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/make.h"

#include <QtWidgets/QStyle>

#include "ui/theme/metrics.h"
#include "ui/widgets/error_words.h"

namespace tributary::ui::make {

QLabel* label(const QString& text, const char* kind, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setProperty("kind", QLatin1String(kind));
    return label;
}

QFrame* frame(const char* kind, QWidget* parent) {
    auto* frame = new QFrame(parent);
    frame->setProperty("kind", QLatin1String(kind));
    return frame;
}

QFrame* horizontalLine(QWidget* parent) {
    QFrame* line = frame("line", parent);
    line->setFixedHeight(1);
    return line;
}

QFrame* verticalLine(QWidget* parent) {
    QFrame* line = frame("line", parent);
    line->setFixedWidth(1);
    return line;
}

QPushButton* button(const QString& text, const char* kind, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setProperty("kind", QLatin1String(kind));
    button->setIconSize({metrics::kIcon, metrics::kIcon});
    button->setAutoDefault(false);
    return button;
}

QPushButton* iconTextButton(const QIcon& icon, const QString& text, const char* kind, QWidget* parent) {
    auto* result =
        button(QChar(0x2009) + text, kind, parent);  // a thin space: the style leaves too little room
    result->setAccessibleName(text);
    result->setIcon(icon);
    return result;
}

QToolButton* iconButton(const QIcon& icon, const QString& name, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setIcon(icon);
    button->setIconSize({metrics::kIcon, metrics::kIcon});
    button->setFixedSize(metrics::kButton - 4, metrics::kButton - 4);
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QHBoxLayout* row(int spacing) {
    auto* layout = new QHBoxLayout;
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spacing);
    return layout;
}

QVBoxLayout* column(int spacing) {
    auto* layout = new QVBoxLayout;
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spacing);
    return layout;
}

void setKind(QWidget* widget, const char* kind) {
    widget->setProperty("kind", QLatin1String(kind));
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

QString text(const std::string& utf8) {
    return QString::fromUtf8(utf8.data(), static_cast<int>(utf8.size()));
}

QString errorText(const Error& error) {
    Error told = error;
    told.message = errorWords(text(error.message)).toStdString();
    told.hint = errorWords(text(error.hint)).toStdString();
    return text(told.text());
}

}  // namespace tributary::ui::make
