// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QLocale>

#include "ui/results/grid_page.h"

// GridPage's find and filter lines.
namespace tributary::ui {

void GridPage::connectFind() {
    connect(m_findLine, &FindLine::needleChanged, this, &GridPage::searchAgain);
    connect(m_findLine, &FindLine::stepWanted, this, [this](bool forward) { step(forward); });
    connect(m_findLine, &FindLine::closed, this, &GridPage::closeFind);
    connect(&m_find, &GridFind::failed, this, &GridPage::message);
    connect(&m_find, &GridFind::changed, this, [this] {
        tellFind();
        // What was just found is shown; typing on stays at the cell where it already matches.
        if (!m_find.isBusy() && m_find.count() > 0) step(true, true);
    });
    connect(&m_find, &GridFind::arrived, this, [this](const GridFind::Match& match) {
        m_grid->setCurrentCell(match.row, match.visual);
        tellFind(match.ordinal);
    });
}

void GridPage::openFind() {
    m_findLine->show();
    m_findLine->edit();
    searchAgain();
}

void GridPage::openFilter(int column) {
    m_filter->show();
    m_filter->edit(column);
}

void GridPage::closeFind() {
    m_findLine->hide();
    m_grid->setNeedle({});
    m_find.clear();
    m_grid->setFocus();
}

void GridPage::searchAgain() {
    if (!m_findLine->isVisibleTo(this)) return;
    std::vector<int> columns;
    for (int visual = 0; visual < m_grid->columns().visualCount(); ++visual) {
        columns.push_back(m_grid->columns().logicalAt(visual));
    }
    m_searchedRows = m_data.rowCount();
    m_grid->setNeedle(m_findLine->needle());
    m_find.search(m_data.view(), m_findLine->needle(), std::move(columns));
}

void GridPage::step(bool forward, bool inclusive) {
    const auto& selection = m_grid->selection();
    m_find.step(selection.currentRow(), selection.currentColumn(), forward, inclusive);
}

void GridPage::tellFind(qint64 ordinal) {
    const QLocale locale;
    if (m_find.needle().text.isEmpty()) {
        m_findLine->showState({});
    } else if (m_find.isBusy()) {
        m_findLine->showState(tr("Searching…"));
    } else if (m_find.count() == 0) {
        m_findLine->showState(tr("Nothing found"), true);
    } else if (ordinal < 0) {
        m_findLine->showState(tr("%1 cells").arg(locale.toString(m_find.count())));
    } else {
        m_findLine->showState(
            tr("%1 of %2 cells").arg(locale.toString(ordinal + 1), locale.toString(m_find.count())));
    }
}

}  // namespace tributary::ui
