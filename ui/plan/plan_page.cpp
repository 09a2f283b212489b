// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plan/plan_page.h"

#include <QtGui/QResizeEvent>
#include <QtWidgets/QLabel>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>
#include <utility>

#include "ui/plan/source_card.h"

namespace tributary::ui {

namespace {

constexpr int kCardsWidth = 380;

}  // namespace

PlanPage::PlanPage(const Theme& theme, SourceColors colors, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_colors(std::move(colors)) {
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_stack = new QStackedWidget;
    layout->addWidget(m_stack);
    m_text = new QLabel;
    m_text->setProperty("kind", "muted");
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    m_text->setMargin(32);
    m_canvas = new PlanCanvas(theme, m_colors);
    m_canvasArea = new QScrollArea;
    m_canvasArea->setWidget(m_canvas);
    m_canvasArea->setWidgetResizable(true);
    m_canvasArea->setAccessibleName(tr("Plan"));
    m_canvasArea->viewport()->installEventFilter(this);
    connect(m_canvas, &PlanCanvas::dragged, this, [this](const QPoint& by) {
        m_canvasArea->horizontalScrollBar()->setValue(m_canvasArea->horizontalScrollBar()->value() - by.x());
        m_canvasArea->verticalScrollBar()->setValue(m_canvasArea->verticalScrollBar()->value() - by.y());
    });
    m_cardArea = new QWidget;
    m_cards = new QVBoxLayout(m_cardArea);
    m_cards->setContentsMargins(12, 12, 12, 12);
    m_cards->setSpacing(12);
    auto* cards = new QScrollArea;
    cards->setWidget(m_cardArea);
    cards->setWidgetResizable(true);
    cards->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    cards->setAccessibleName(tr("Sources of the statement"));
    auto* splitter = new QSplitter;
    splitter->setHandleWidth(1);
    splitter->addWidget(m_canvasArea);
    splitter->addWidget(cards);
    splitter->setStretchFactor(0, 1);
    splitter->setSizes({700, kCardsWidth});
    m_plan = splitter;
    m_stack->addWidget(m_text);
    m_stack->addWidget(m_plan);
    setExplanationText(
        tr("Run or explain a statement to see how it is answered and what each source is asked."));
}

bool PlanPage::eventFilter(QObject* object, QEvent* event) {
    if (object == m_canvasArea->viewport() && event->type() == QEvent::Resize) {
        m_canvas->setRoom(m_canvasArea->viewport()->size());
    }
    return QWidget::eventFilter(object, event);
}

void PlanPage::setExplanationText(const QString& text) {
    m_text->setText(text);
    m_stack->setCurrentWidget(m_text);
}

void PlanPage::setPlan(const std::optional<engine::Explanation>& explanation,
                       const engine::QueryProfile& profile) {
    if (!explanation && profile.sources.empty()) return;
    engine::Explanation shown = explanation.value_or(engine::Explanation{});
    if (!profile.sources.empty()) shown.sources = profile.sources;
    m_canvasArea->setVisible(explanation.has_value());
    if (explanation) m_canvas->setExplanation(shown);
    fillCards(shown.sources);
    m_stack->setCurrentWidget(m_plan);
}

void PlanPage::fillCards(const std::vector<engine::SourceProfile>& sources) {
    while (QLayoutItem* item = m_cards->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        delete item;
    }
    for (const auto& source : sources) {
        m_cards->addWidget(new SourceCard(m_theme, source, m_colors(source.connection)));
    }
    if (sources.empty()) {
        auto* none = new QLabel(tr("No connection takes part: everything is answered here."));
        none->setProperty("kind", "muted");
        none->setWordWrap(true);
        m_cards->addWidget(none);
    }
    m_cards->addStretch(1);
}

}  // namespace tributary::ui
