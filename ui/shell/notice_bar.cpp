// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/notice_bar.h"

#include <QtWidgets/QLabel>

#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

NoticeBar::NoticeBar(const Theme& theme, QWidget* parent)
    : QFrame(parent), m_theme(theme), m_icon(new QLabel(this)), m_text(make::label({}, "", this)) {
    setProperty("kind", "alt");
    setAccessibleName(tr("Notice"));
    auto* row = make::row(8);
    setLayout(row);
    row->setContentsMargins(12, 6, 8, 6);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setWordWrap(true);
    auto* close = make::iconButton(theme.icon(QStringLiteral("x")), tr("Dismiss"), this);
    close->setObjectName(QStringLiteral("dismiss"));
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    row->addWidget(close, 0, Qt::AlignTop);
    connect(close, &QToolButton::clicked, this, &NoticeBar::dismiss);
    connect(&theme, &Theme::changed, this, &NoticeBar::paintIcon);
    paintIcon();
    hide();
}

void NoticeBar::paintIcon() {
    m_icon->setPixmap(m_theme.icon(QStringLiteral("triangle-alert"), Role::Warning)
                          .pixmap(QSize(metrics::kIcon, metrics::kIcon)));
}

void NoticeBar::add(const QString& message) {
    const QString before = text();
    m_text->setText(before.isEmpty() ? message : before + QLatin1Char('\n') + message);
    setAccessibleDescription(m_text->text());
    show();
}

QString NoticeBar::text() const {
    return m_text->text();
}

void NoticeBar::dismiss() {
    m_text->clear();
    setAccessibleDescription({});
    hide();
}

}  // namespace tributary::ui
