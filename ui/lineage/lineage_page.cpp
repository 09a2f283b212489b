// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lineage/lineage_page.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>

#include "core/lineage/layout/layout.h"
#include "ui/lineage/lineage_sources.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/make.h"

namespace tributary::ui {
namespace {

using namespace lineage;

constexpr int kSliderSteps = 1000;
constexpr int kSliderDelayMs = 120;
constexpr int kRefreshMinutes = 30;
constexpr int kFloatMargin = 16;
constexpr int kToldMs = 6000;

int64_t nowMs() {
    return QDateTime::currentMSecsSinceEpoch();
}

void markImpact(const ImpactSummary& summary, const Graph& graph, LineageMarks& marks) {
    marks.datasetEffects.clear();
    marks.columnEffects.clear();
    for (const auto& one : summary.impacts) {
        const auto dataset = graph.findDataset(summary.graph.datasets[one.dataset].name);
        if (!dataset) continue;
        if (one.column) {
            const auto c = graph.findColumn(*dataset, summary.graph.columns[*one.column].name);
            if (c) marks.columnEffects.emplace(*c, one.effect);
            marks.columns.insert(graph.datasets[*dataset].whole);
        } else {
            const auto [at, added] = marks.datasetEffects.emplace(*dataset, one.effect);
            if (!added && one.effect < at->second) at->second = one.effect;
        }
    }
    marks.dim = true;
}

}  // namespace

LineagePage::LineagePage(WorkspaceContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_stack(new QStackedWidget(this)),
      m_canvas(new LineageCanvas(
          context.theme, [&list = context.connections](const std::string& name) { return list.color(name); },
          this)),
      m_minimap(new LineageMinimap(context.theme, *m_canvas, m_canvas)),
      m_inspector(new LineageInspector(context, m_canvas)) {
    m_message = new QWidget(this);
    m_subject = make::label({}, "title", m_canvas);
    m_subject->setTextFormat(Qt::PlainText);
    m_subject->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_stack->addWidget(m_canvas);
    m_stack->addWidget(m_message);
    auto* layout = make::column(0);
    setLayout(layout);
    layout->addWidget(buildToolBar());
    layout->addWidget(make::horizontalLine(this));
    layout->addWidget(m_stack, 1);
    layout->addWidget(make::horizontalLine(this));
    layout->addWidget(buildStatus());
    m_sliderDelay.setSingleShot(true);
    m_sliderDelay.setInterval(kSliderDelayMs);
    connect(&m_sliderDelay, &QTimer::timeout, this, &LineagePage::load);
    m_toldDelay.setSingleShot(true);
    m_toldDelay.setInterval(kToldMs);
    connect(&m_toldDelay, &QTimer::timeout, this, &LineagePage::updateStatus);
    connectCanvas();
    // Views and keys change rarely; while the window is open they are read again now and then.
    auto* schedule = new QTimer(this);
    schedule->setInterval(kRefreshMinutes * 60'000);
    connect(schedule, &QTimer::timeout, this, [this] {
        if (m_refreshed && m_refresh->isEnabled()) refreshCatalogs();
    });
    schedule->start();
}

void LineagePage::connectCanvas() {
    connect(m_canvas, &LineageCanvas::viewChanged, this, &LineagePage::placeFloats);
    connect(m_canvas, &LineageCanvas::selectionChanged, this, &LineagePage::selectionChanged);
    connect(m_canvas, &LineageCanvas::extended, this, &LineagePage::showWay);
    connect(m_canvas, &LineageCanvas::menuRequested, this, &LineagePage::showCanvasMenu);
    connect(m_canvas, &LineageCanvas::foldsChanged, this, [this] { layOut(false); });
    connect(m_canvas, &LineageCanvas::activated, this, [this] {
        const auto& marks = m_canvas->marks();
        const auto& graph = m_canvas->scene().graph();
        if (marks.selectedColumn) return ask(make::text(graph.columnLabel(*marks.selectedColumn)));
        if (marks.selectedCard) ask(make::text(displayName(graph.datasets[*marks.selectedCard].name)));
    });
    connect(m_inspector, &LineageInspector::resized, this, &LineagePage::placeFloats);
    connect(m_inspector, &LineageInspector::impactAsked, this, &LineagePage::showImpactOf);
    connect(m_inspector, &LineageInspector::focusAsked, this, [this](const QString& name) { ask(name); });
    connect(&m_context.connections, &ConnectionList::changed, m_canvas, &LineageCanvas::redraw);
}

void LineagePage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!m_asked) ask({});
}

void LineagePage::ask(const QString& name, Direction direction) {
    m_asked = true;
    leaveImpact();
    m_question.name = name.toStdString();
    m_question.to.clear();
    if (direction == Direction::Upstream) m_question.downstream = 0;
    if (direction == Direction::Downstream) m_question.upstream = 0;
    if (direction == Direction::Both) {
        if (m_question.downstream == 0) m_question.downstream = 3;
        if (m_question.upstream == 0) m_question.upstream = 3;
    }
    for (auto* box : findChildren<QComboBox*>()) {
        const size_t depth = box->property("upstream").toBool() ? m_question.upstream : m_question.downstream;
        const QSignalBlocker quiet(box);
        box->setCurrentIndex(std::max(0, box->findData(qulonglong(depth))));
    }
    load();
}

void LineagePage::tellSubject() {
    m_subject->setText(m_question.name.empty() ? tr("All of the workspace")
                       : m_question.to.empty() ? make::text(m_question.name)
                                               : make::text(m_question.name + " → " + m_question.to));
}

void LineagePage::work(int by) {
    m_busy += by;
    if (m_busy == 0) Q_EMIT settled();
}

void LineagePage::load() {
    const int generation = ++m_generation;
    if (!m_toldDelay.isActive()) m_left->setText(tr("Reading…"));
    work(1);
    m_context.background.run(
        this,
        [path = m_context.workbench.workspace().path(), question = m_question](const CancelToken&) {
            return loadLineage(path, question);
        },
        [this, generation](Result<LineageAnswer> answer) {
            if (generation == m_generation) loaded(std::move(answer));
            work(-1);
        });
}

void LineagePage::loaded(Result<LineageAnswer> answer) {
    tellSubject();
    if (!answer) {
        m_left->clear();
        return showMessage(QStringLiteral("circle-alert"), make::errorText(answer.error()),
                           answer.error().code == ErrorCode::NotFound);
    }
    m_firstSeenMs = answer->firstSeenMs;
    m_totalDatasets = answer->totalDatasets;
    m_cut = answer->cut;
    if (answer->graph.datasets.empty()) {
        m_left->clear();
        if (!m_refreshed && m_question.name.empty()) return refreshCatalogs();  // the first look
        return showMessage(
            QStringLiteral("workflow"),
            tr("Lineage shows where each column comes from and what hangs on it. It is collected from "
               "statements that write, from views and foreign keys, and from scripts you import."),
            true);
    }
    m_stack->setCurrentWidget(m_canvas);
    const auto start = answer->start;
    auto& scene = m_canvas->scene();
    m_canvas->changeMarks([](LineageMarks& marks) { marks = {}; });
    m_canvas->setFixedMarks(false);
    scene.setGraph(std::move(answer->graph), m_canvas->measure());
    if (start) {
        const auto& column = scene.graph().columns[*start];
        m_canvas->select(column.name.empty() ? std::nullopt : start, column.dataset);
    } else {
        m_canvas->select(std::nullopt, std::nullopt);
    }
    layOut(true);
}

void LineagePage::layOut(bool fitAfter) {
    const int layout = ++m_layouts;
    work(1);
    m_context.background.run(
        this,
        [nodes = m_canvas->scene().layoutNodes(), edges = m_canvas->scene().layoutEdges()](
            const CancelToken& token) { return layoutGraph(nodes, edges, {}, token); },
        [this, layout, fitAfter](const Result<Layout>& made) {
            if (layout == m_layouts && made) {
                m_layoutNote = make::text(made->note);
                m_canvas->scene().place(*made);
                m_canvas->refresh();
                if (fitAfter) m_canvas->fit();
                updateStatus();
            }
            work(-1);
        });
}

void LineagePage::changeView(const std::function<void(LineageView&)>& change) {
    LineageView view = m_canvas->scene().view();
    change(view);
    m_canvas->scene().setView(view);
    m_canvas->refresh();
    layOut(true);
}

void LineagePage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    placeFloats();
}

void LineagePage::placeFloats() {
    const QSize area = m_canvas->size();
    m_minimap->move(kFloatMargin, area.height() - m_minimap->height() - kFloatMargin);
    const bool room = area.width() > 700 && area.height() > 300;
    // Where everything is in sight an overview only covers it.
    m_minimap->setVisible(room && !m_canvas->visibleRect().contains(m_canvas->scene().bounds()));
    m_subject->move(kFloatMargin, kFloatMargin - 4);
    m_subject->resize(std::max(100, area.width() - 2 * kFloatMargin), m_subject->sizeHint().height());
    m_inspector->setMaximumHeight(std::max(120, area.height() - 2 * kFloatMargin));
    m_inspector->move(area.width() - m_inspector->width() - kFloatMargin,
                      area.height() - m_inspector->height() - kFloatMargin);
}

void LineagePage::tell(const QString& message) {
    m_told = message;
    m_left->setText(message);
    m_toldDelay.start();
}

void LineagePage::updateStatus() {
    if (m_toldDelay.isActive()) return m_left->setText(m_told);  // the figures come when that was read
    const auto& scene = m_canvas->scene();
    const QLocale locale;
    QStringList parts;
    parts << tr("Datasets: %1").arg(locale.toString(qulonglong(scene.cards().size())))
          << tr("Edges: %1").arg(locale.toString(qulonglong(scene.graph().edges.size())));
    if (scene.hiddenDatasets()) parts << tr("Hidden: %1").arg(scene.hiddenDatasets());
    if (m_cut) parts << tr("only the nearest %1 are shown").arg(locale.toString(qulonglong(kMostCards)));
    parts << tr("— direct") << tr("- - indirect") << tr("··· uncertain");
    m_left->setText(parts.join(QStringLiteral("   ")));
    int64_t newest = 0;
    for (const auto& edge : scene.graph().edges) newest = std::max(newest, edge.lastSeenMs);
    QString right =
        newest ? tr("newest seen %1")
                     .arg(locale.toString(QDateTime::fromMSecsSinceEpoch(newest), QLocale::ShortFormat))
               : QString();
    if (!m_layoutNote.isEmpty()) right = m_layoutNote + QStringLiteral("   ") + right;
    m_right->setText(right);
}

void LineagePage::selectionChanged() {
    const auto& marks = m_canvas->marks();
    if (!m_impact->isChecked()) {
        m_inspector->show(m_canvas->scene().graph(), marks.selectedColumn, marks.selectedCard);
    }
    m_impact->setEnabled(marks.selectedColumn || marks.selectedCard || m_impact->isChecked());
    placeFloats();
}

void LineagePage::showWay(uint32_t to) {
    const auto& graph = m_canvas->scene().graph();
    const auto from = m_canvas->marks().selectedColumn;
    if (!from || *from == to) return;
    m_question.name = graph.columnLabel(*from);
    m_question.to = graph.columnLabel(to);
    load();
}

void LineagePage::timeMoved() {
    const int step = m_slider->value();
    if (step == kSliderSteps || m_firstSeenMs == 0) {
        m_question.at.reset();
        m_time->setText(tr("As of now"));
    } else {
        const int64_t at = m_firstSeenMs + (nowMs() - m_firstSeenMs) * step / kSliderSteps;
        m_question.at = at;
        m_time->setText(
            tr("As of %1").arg(QLocale().toString(QDateTime::fromMSecsSinceEpoch(at), QLocale::ShortFormat)));
    }
    m_sliderDelay.start();
}

void LineagePage::search(const QString& text) {
    std::set<uint32_t> found;
    const auto& scene = m_canvas->scene();
    const auto& graph = scene.graph();
    const QString wanted = text.trimmed();
    for (uint32_t c = 0; c < graph.columns.size() && !wanted.isEmpty(); c++) {
        const auto& column = graph.columns[c];
        const std::string& own =
            column.name.empty() ? displayName(graph.datasets[column.dataset].name) : column.name;
        if (make::text(own).contains(wanted, Qt::CaseInsensitive) && scene.cardOf(column.dataset)) {
            found.insert(c);
        }
    }
    if (!found.empty()) m_canvas->centerOn(scene.columnRect(*found.begin()));
    if (!wanted.isEmpty()) m_context.navigator.tell(tr("Found: %1").arg(found.size()));
    m_canvas->changeMarks([&](LineageMarks& marks) { marks.found = std::move(found); });
}

void LineagePage::leaveImpact() {
    if (!m_impact || !m_impact->isChecked()) return;
    const QSignalBlocker quiet(m_impact);
    m_impact->setChecked(false);
    m_impact->setText(tr("Impact…"));
    tellSubject();
    m_canvas->changeMarks([](LineageMarks& marks) {
        marks.datasetEffects.clear();
        marks.columnEffects.clear();
    });
    m_canvas->setFixedMarks(false);
    m_canvas->refresh();
    selectionChanged();
}

void LineagePage::showImpactOf(Change change) {
    const auto& marks = m_canvas->marks();
    const auto& graph = m_canvas->scene().graph();
    if (!marks.selectedColumn && !marks.selectedCard) return;
    const uint32_t column =
        marks.selectedColumn.value_or(graph.datasets[marks.selectedCard.value_or(0)].whole);
    const int64_t id = graph.columns[column].id;
    const QString name = make::text(graph.columnLabel(column));
    work(1);
    m_context.background.run(
        this,
        [path = m_context.workbench.workspace().path(), id, change](const CancelToken&) {
            return loadImpact(path, id, change);
        },
        [this, change, name](const Result<ImpactSummary>& summary) {
            if (!summary) {
                m_context.navigator.tell(make::errorText(summary.error()));
                return work(-1);
            }
            m_canvas->changeMarks(
                [&](LineageMarks& shown) { markImpact(*summary, m_canvas->scene().graph(), shown); });
            m_canvas->setFixedMarks(true);
            const QSignalBlocker quiet(m_impact);
            m_impact->setChecked(true);
            m_impact->setEnabled(true);
            m_impact->setText(tr("Leave impact"));
            m_subject->setText(change == Change::Drop     ? tr("Impact of dropping %1").arg(name)
                               : change == Change::Rename ? tr("Impact of renaming %1").arg(name)
                                                          : tr("Impact of retyping %1").arg(name));
            m_inspector->showImpact(*summary, change);
            work(-1);
        });
}

void LineagePage::showMessage(const QString& icon, const QString& text, bool offerRefresh) {
    m_stack->removeWidget(m_message);
    delete m_message;
    auto* state = new EmptyState(m_context.theme.icon(icon), text,
                                 offerRefresh ? tr("Read the connections") : QString(),
                                 m_context.theme.icon(QStringLiteral("refresh-cw"), Role::OnAccent), this);
    connect(state, &EmptyState::activated, this, &LineagePage::refreshCatalogs);
    m_message = new QWidget(this);
    auto* column = make::column(0);
    m_message->setLayout(column);
    column->addWidget(state);
    if (offerRefresh && !m_context.connections.records().empty()) {
        column->addWidget(new LineageSources(m_context, m_message), 0, Qt::AlignHCenter);
    }
    column->addStretch(1);
    m_stack->addWidget(m_message);
    m_stack->setCurrentWidget(m_message);
}

}  // namespace tributary::ui
