// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plan/source_card.h"

#include <QtCore/QLocale>
#include <QtGui/QClipboard>
#include <QtWidgets/QApplication>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr int kDot = 8;
constexpr int kLongestStatement = 8000;

QLabel* label(const QString& text, const char* kind) {
    auto* widget = new QLabel(text);
    widget->setProperty("kind", kind);
    widget->setTextFormat(Qt::PlainText);
    widget->setWordWrap(true);
    widget->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return widget;
}

}  // namespace

QString durationText(double milliseconds) {
    if (milliseconds < 1000) return SourceCard::tr("%1 ms").arg(qRound(milliseconds));
    return SourceCard::tr("%1 s").arg(QLocale().toString(milliseconds / 1000, 'f', 2));
}

QString sourceFigures(const engine::SourceProfile& source) {
    const QLocale locale;
    QStringList parts;
    if (source.finished || source.rows > 0) {
        parts << SourceCard::tr("%1 rows").arg(locale.toString(qulonglong(source.rows)));
    }
    if (source.bytes > 0) parts << locale.formattedDataSize(qint64(source.bytes));
    if (source.firstRowMs)
        parts << SourceCard::tr("first row after %1").arg(durationText(*source.firstRowMs));
    if (source.totalMs) parts << SourceCard::tr("done after %1").arg(durationText(*source.totalMs));
    // A line breaks between the figures, not inside of one.
    for (QString& part : parts) part.replace(QLatin1Char(' '), QChar(QChar::Nbsp));
    return parts.join(QStringLiteral(" · "));
}

SourceCard::SourceCard(const Theme& theme, const engine::SourceProfile& source, const QColor& color,
                       QWidget* parent)
    : QFrame(parent) {
    setProperty("kind", "card");
    setAccessibleName(tr("Source %1").arg(QString::fromStdString(source.connection)));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    auto* dot = new QLabel;
    dot->setFixedSize(kDot, kDot);
    dot->setStyleSheet(
        QStringLiteral("background: %1; border-radius: %2px;").arg(color.name()).arg(kDot / 2));
    head->addWidget(dot);
    auto* name = label(QString::fromStdString(source.connection), "strong");
    name->setWordWrap(false);
    head->addWidget(name);
    head->addWidget(label(QString::fromStdString(source.object), "faint"), 1);
    auto* copy = new QToolButton;
    copy->setIcon(theme.icon(QStringLiteral("copy")));
    copy->setToolTip(tr("Copy what was sent"));
    copy->setAccessibleName(copy->toolTip());
    const QString sent = QString::fromStdString(source.remoteText);
    connect(copy, &QToolButton::clicked, this, [sent] { QApplication::clipboard()->setText(sent); });
    head->addWidget(copy);
    layout->addLayout(head);
    const QString figures = sourceFigures(source);
    if (!figures.isEmpty()) layout->addWidget(label(figures, "small"));
    auto* statement = label(sent.left(kLongestStatement), "code");
    statement->setFont(theme.monospace(12));
    layout->addWidget(statement);
    if (!source.error.empty()) layout->addWidget(label(QString::fromStdString(source.error), "error"));
    if (source.local.empty()) return;
    layout->addWidget(label(tr("Done here, not at the source:"), "small"));
    for (const auto& reason : source.local) {
        layout->addWidget(label(QStringLiteral("• ") + QString::fromStdString(reason), "small"));
    }
}

}  // namespace tributary::ui
