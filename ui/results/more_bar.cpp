// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/more_bar.h"

#include <QtCore/QLocale>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

namespace tributary::ui {

MoreBar::MoreBar(const Theme& theme, QWidget* parent) : QFrame(parent) {
    setProperty("kind", "alt");
    setAccessibleName(tr("Row limit"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 8, 4);
    row->setSpacing(8);
    m_text = new QLabel;
    m_text->setTextFormat(Qt::PlainText);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_more = new QPushButton;
    m_all = new QPushButton(tr("Fetch all"));
    m_all->setToolTip(tr("Fetch every row the source has. What does not fit into memory goes to the disk."));
    m_stop = new QPushButton(theme.icon(QStringLiteral("square")), tr("Stop"));
    row->addWidget(m_text, 1);
    for (QPushButton* button : {m_more, m_all, m_stop}) row->addWidget(button);
    connect(m_more, &QPushButton::clicked, this, [this] { Q_EMIT moreWanted(m_step); });
    connect(m_all, &QPushButton::clicked, this, [this] { Q_EMIT moreWanted(0); });
    connect(m_stop, &QPushButton::clicked, this, &MoreBar::stopWanted);
    hide();
}

void MoreBar::showRun(const Run& run) {
    const bool fetching = run.continuedAtMs > 0 && !run.isEnded();
    const bool cut = run.truncated && run.state == Run::State::Finished;
    setVisible(fetching || cut);
    if (!isVisibleTo(parentWidget())) return;
    const QLocale locale;
    const QString rows = locale.toString(qulonglong(run.store ? run.store->rowCount() : 0));
    m_step = run.rowLimit;
    m_more->setText(tr("Fetch %1 more").arg(locale.toString(m_step)));
    m_more->setVisible(cut && run.waits && m_step > 0);
    m_all->setVisible(cut && run.waits);
    m_stop->setVisible(fetching);
    if (fetching) {
        m_text->setText(tr("Fetching: %1 rows so far").arg(rows));
    } else if (run.waits) {
        m_text->setText(tr("The first %1 rows are shown; the source has more.").arg(rows));
    } else {
        m_text->setText(tr("The first %1 rows are shown; the source had more. Run this statement by itself "
                           "to fetch them.")
                            .arg(rows));
    }
    m_text->setToolTip(m_text->text());
}

}  // namespace tributary::ui
