// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/dialog_frame.h"

#include <QtGui/QPainter>

#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

DialogFrame::DialogFrame(const QString& title, QWidget* parent) : QDialog(parent) {
    setWindowFlag(Qt::WindowContextHelpButtonHint, false);
    auto* header = make::frame("surface", this);
    header->setFixedHeight(metrics::kDialogHeader);
    auto* headerRow = make::row();
    header->setLayout(headerRow);
    headerRow->setContentsMargins(metrics::kDialogPadding, 0, metrics::kDialogPadding, 0);
    m_title = make::label(title, "title", header);
    headerRow->addWidget(m_title);

    auto* footer = make::frame("bar", this);
    footer->setFixedHeight(metrics::kDialogFooter);
    auto* footerRow = make::row();
    footer->setLayout(footerRow);
    footerRow->setContentsMargins(metrics::kDialogPadding, 0, metrics::kDialogPadding, 0);
    m_footerLeft = make::row();
    m_footerRight = make::row();
    footerRow->addLayout(m_footerLeft);
    footerRow->addStretch(1);
    footerRow->addLayout(m_footerRight);

    m_body = make::column(0);
    auto* layout = make::column(0);
    setLayout(layout);
    layout->setContentsMargins(1, 1, 1, 1);  // room for the outline
    layout->addWidget(header);
    layout->addWidget(make::horizontalLine(this));
    layout->addLayout(m_body, 1);
    layout->addWidget(make::horizontalLine(this));
    layout->addWidget(footer);
    setTitle(title);
}

void DialogFrame::paintEvent(QPaintEvent* event) {
    QDialog::paintEvent(event);
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::Dark));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

QPushButton* DialogFrame::addButton(const QString& text, const char* kind) {
    auto* button = make::button(text, kind, this);
    m_footerRight->addWidget(button);
    return button;
}

void DialogFrame::setTitle(const QString& title) {
    setWindowTitle(title);
    m_title->setText(title);
}

}  // namespace tributary::ui
