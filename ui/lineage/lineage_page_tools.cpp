// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QDateTime>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QMenu>
#include <QtWidgets/QWidgetAction>
#include <map>

#include "core/lineage/collect/catalog_collector.h"
#include "core/lineage/collect/chart_collector.h"
#include "core/lineage/schema.h"
#include "ui/lineage/lineage_export.h"
#include "ui/lineage/lineage_page.h"
#include "ui/lineage/lineage_sources.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {
namespace {

using namespace lineage;

constexpr int kSliderSteps = 1000;

QToolButton* textTool(const QIcon& icon, const QString& text, bool checkable, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setIcon(icon);
    button->setText(text);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setCheckable(checkable);
    button->setAutoRaise(true);
    button->setFixedHeight(metrics::kButton);
    return button;
}

/// What reading all catalogs came to.
struct Refreshed {
    CollectReport sum;
    QStringList failures;
};

}  // namespace

QComboBox* LineagePage::depthBox(const QString& name, size_t LineageQuestion::*depth) {
    auto* box = new QComboBox(this);
    box->setProperty("upstream", depth == &LineageQuestion::upstream);
    box->setAccessibleName(name);
    box->setToolTip(name + QStringLiteral(": ") + tr("How many datasets away"));
    const QIcon arrow = m_context.theme.icon(
        depth == &LineageQuestion::upstream ? QStringLiteral("arrow-left") : QStringLiteral("arrow-right"));
    for (const qulonglong n : {0, 1, 2, 3, 5, 10}) box->addItem(arrow, QString::number(n), n);
    box->addItem(arrow, QStringLiteral("∞"), qulonglong(1'000'000));
    box->setFixedWidth(96);
    box->setCurrentIndex(3);
    connect(box, QOverload<int>::of(&QComboBox::currentIndexChanged), this, [this, box, depth] {
        m_question.*depth = box->currentData().toULongLong();
        load();
    });
    return box;
}

QWidget* LineagePage::buildToolBar() {
    const Theme& theme = m_context.theme;
    auto* bar = make::frame("surface", this);
    bar->setFixedHeight(metrics::kToolBar + 4);
    auto* row = make::row(6);
    row->setContentsMargins(10, 0, 10, 0);
    bar->setLayout(row);
    auto* home = make::iconButton(theme.icon(QStringLiteral("house")), tr("All of the workspace"), bar);
    connect(home, &QToolButton::clicked, this, [this] { ask({}); });
    row->addWidget(home);
    row->addWidget(depthBox(tr("Upstream"), &LineageQuestion::upstream));
    row->addWidget(depthBox(tr("Downstream"), &LineageQuestion::downstream));
    m_columns = textTool(theme.icon(QStringLiteral("columns-3")), tr("Columns"), true, bar);
    m_columns->setChecked(true);
    connect(m_columns, &QToolButton::toggled, this,
            [this](bool on) { changeView([on](LineageView& view) { view.columns = on; }); });
    m_indirect = textTool(theme.icon(QStringLiteral("list-filter")), tr("Indirect"), true, bar);
    m_indirect->setChecked(true);
    m_indirect->setToolTip(tr("Also filters, joins, groups and sorts: what decides, not what flows"));
    connect(m_indirect, &QToolButton::toggled, this,
            [this](bool on) { changeView([on](LineageView& view) { view.indirect = on; }); });
    m_filter = textTool(theme.icon(QStringLiteral("sliders-horizontal")), tr("Show"), false, bar);
    connect(m_filter, &QToolButton::clicked, this, &LineagePage::showFilterMenu);
    m_time = textTool(theme.icon(QStringLiteral("calendar-clock")), tr("As of now"), false, bar);
    m_time->setToolTip(tr("The graph as it was"));
    m_slider = new QSlider(Qt::Horizontal, bar);
    m_slider->setRange(0, kSliderSteps);
    m_slider->setValue(kSliderSteps);
    m_slider->setFixedWidth(90);
    m_slider->setAccessibleName(tr("Moment shown"));
    connect(m_slider, &QSlider::valueChanged, this, &LineagePage::timeMoved);
    connect(m_time, &QToolButton::clicked, this, [this] { m_slider->setValue(kSliderSteps); });
    for (QWidget* widget :
         std::initializer_list<QWidget*>{m_columns, m_indirect, m_filter, m_time, m_slider}) {
        row->addWidget(widget);
    }
    row->addStretch(1);
    m_impact = make::button(tr("Impact…"), "danger", bar);
    m_impact->setCheckable(true);
    m_impact->setEnabled(false);
    m_impact->setToolTip(tr("What dropping, renaming or retyping the selection breaks"));
    connect(m_impact, &QPushButton::toggled, this, [this](bool on) {
        if (!on) {
            const QSignalBlocker quiet(m_impact);
            m_impact->setChecked(true);
            return leaveImpact();
        }
        const QSignalBlocker quiet(m_impact);
        m_impact->setChecked(false);
        showImpactOf(Change::Drop);
    });
    row->addWidget(m_impact);
    m_search = new QLineEdit(bar);
    m_search->setPlaceholderText(tr("Find in the graph"));
    m_search->setAccessibleName(tr("Find in the graph"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(170);
    m_search->addAction(theme.icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    connect(m_search, &QLineEdit::textChanged, this, &LineagePage::search);
    row->addWidget(m_search);
    auto* save = make::iconButton(theme.icon(QStringLiteral("download")), tr("Save as SVG, PNG or PDF"), bar);
    auto* menu = new QMenu(save);
    menu->addAction(QStringLiteral("SVG…"), this, [this] { exportTo(QStringLiteral("svg")); });
    menu->addAction(QStringLiteral("PNG…"), this, [this] { exportTo(QStringLiteral("png")); });
    menu->addAction(QStringLiteral("PDF…"), this, [this] { exportTo(QStringLiteral("pdf")); });
    save->setMenu(menu);
    save->setPopupMode(QToolButton::InstantPopup);
    row->addWidget(save);
    buildRefresh(bar);
    row->addWidget(m_refresh);
    return bar;
}

/// Reads the connections again; the button beside it tells which of them.
void LineagePage::buildRefresh(QWidget* bar) {
    m_refresh = make::iconButton(m_context.theme.icon(QStringLiteral("refresh-cw")),
                                 tr("Read tables, views and foreign keys of all connections again"), bar);
    connect(m_refresh, &QToolButton::clicked, this, &LineagePage::refreshCatalogs);
    auto* sources = new QMenu(m_refresh);
    connect(sources, &QMenu::aboutToShow, this, [this, sources] {
        sources->clear();
        auto* action = new QWidgetAction(sources);
        auto* switches = new LineageSources(m_context, sources);
        action->setDefaultWidget(switches);
        sources->addAction(action);
        connect(switches, &LineageSources::filled, sources, [sources, action] {
            sources->removeAction(action);  // a menu does not follow the size of what is in it
            sources->addAction(action);
            sources->adjustSize();
        });
    });
    auto* choose =
        make::iconButton(m_context.theme.icon(QStringLiteral("database")), tr("Collect lineage from"), bar);
    choose->setMenu(sources);
    choose->setPopupMode(QToolButton::InstantPopup);
    bar->layout()->addWidget(choose);
}

QWidget* LineagePage::buildStatus() {
    auto* bar = make::frame("bar", this);
    bar->setFixedHeight(metrics::kStatusBar);
    auto* row = make::row(8);
    row->setContentsMargins(12, 0, 12, 0);
    bar->setLayout(row);
    m_left = make::label({}, "small", bar);
    m_right = make::label({}, "small", bar);
    row->addWidget(m_left, 1);
    row->addWidget(m_right);
    return bar;
}

void LineagePage::addSpaces(QMenu& menu, const std::map<std::string, std::set<std::string>>& spaces) {
    const LineageView& view = m_canvas->scene().view();
    const auto toggle = [](QMenu& to, const QString& text, bool checked) {
        auto* action = to.addAction(QString(text).replace('&', QStringLiteral("&&")));
        action->setCheckable(true);
        action->setChecked(checked);
        return action;
    };
    menu.addSection(tr("Connections"));
    for (const auto& [space, schemas] : spaces) {
        const QString name = space.empty() ? tr("Workspace") : make::text(space);
        connect(toggle(menu, name, !view.hiddenSpaces.contains(space)), &QAction::toggled, this,
                [this, space = space](bool on) {
                    changeView([&](LineageView& v) {
                        on ? (void)v.hiddenSpaces.erase(space) : (void)v.hiddenSpaces.insert(space);
                    });
                });
        if (schemas.size() < 2) continue;
        QMenu* inner = menu.addMenu(tr("Schemas of %1").arg(name));
        for (const auto& schema : schemas) {
            const std::pair key(space, schema);
            connect(toggle(*inner, schema.empty() ? tr("(none)") : make::text(schema),
                           !view.hiddenSchemas.contains(key)),
                    &QAction::toggled, this, [this, key](bool on) {
                        changeView([&](LineageView& v) {
                            on ? (void)v.hiddenSchemas.erase(key) : (void)v.hiddenSchemas.insert(key);
                        });
                    });
        }
    }
}

void LineagePage::showFilterMenu() {
    QMenu menu(this);
    const auto& scene = m_canvas->scene();
    const LineageView view = scene.view();
    std::map<std::string, std::set<std::string>> spaces;
    std::set<DatasetKind> kinds;
    for (const auto& dataset : scene.graph().datasets) {
        spaces[dataset.name.space].insert(schemaOf(dataset.name));
        kinds.insert(dataset.kind);
    }
    const auto toggle = [&menu](const QString& text, bool checked) {
        auto* action = menu.addAction(text);
        action->setCheckable(true);
        action->setChecked(checked);
        return action;
    };
    const auto group = [&](const QString& text, LineageGrouping by) {
        connect(toggle(text, view.grouping == by), &QAction::toggled, this, [this, by](bool on) {
            changeView([on, by](LineageView& v) { v.grouping = on ? by : LineageGrouping::None; });
        });
    };
    group(tr("Group by connection"), LineageGrouping::Connection);
    group(tr("Group by schema"), LineageGrouping::Schema);
    connect(toggle(tr("Uncertain edges"), view.lowConfidence), &QAction::toggled, this,
            [this](bool on) { changeView([on](LineageView& v) { v.lowConfidence = on; }); });
    addSpaces(menu, spaces);
    menu.addSection(tr("Kinds"));
    for (const auto kind : kinds) {
        connect(toggle(make::text(std::string(datasetKindName(kind))).replace('_', ' '),
                       !view.hiddenKinds.contains(kind)),
                &QAction::toggled, this, [this, kind](bool on) {
                    changeView([&](LineageView& v) {
                        on ? (void)v.hiddenKinds.erase(kind) : (void)v.hiddenKinds.insert(kind);
                    });
                });
    }
    menu.exec(m_filter->mapToGlobal(QPoint(0, m_filter->height())));
}

void LineagePage::addNameActions(QMenu& menu) {
    const auto& marks = m_canvas->marks();
    const auto& graph = m_canvas->scene().graph();
    if (!marks.selectedColumn && !marks.selectedCard) return;
    const auto& dataset = graph.datasets[marks.selectedColumn ? graph.columns[*marks.selectedColumn].dataset
                                                              : *marks.selectedCard];
    const QString name = make::text(marks.selectedColumn ? graph.columnLabel(*marks.selectedColumn)
                                                         : displayName(dataset.name));
    menu.addAction(tr("Where does it come from?"), this, [this, name] { ask(name, Direction::Upstream); });
    menu.addAction(tr("What depends on it?"), this, [this, name] { ask(name, Direction::Downstream); });
    menu.addSeparator();
    menu.addAction(tr("Impact of dropping"), this, [this] { showImpactOf(Change::Drop); });
    menu.addAction(tr("Impact of renaming"), this, [this] { showImpactOf(Change::Rename); });
    menu.addAction(tr("Impact of retyping"), this, [this] { showImpactOf(Change::Retype); });
    menu.addSeparator();
    menu.addAction(tr("Copy name"), this, [name] { QGuiApplication::clipboard()->setText(name); });
    if (!m_context.connections.find(dataset.name.space)) return;
    std::vector<std::string> path = splitName(dataset.name.name);
    menu.addAction(tr("Show in the explorer"), this,
                   [this, space = dataset.name.space, path] { m_context.navigator.reveal(space, path); });
}

void LineagePage::showCanvasMenu(const QPoint& position) {
    QMenu menu(this);
    addNameActions(menu);
    if (!menu.isEmpty()) menu.addSeparator();
    menu.addAction(
        tr("Fit the graph"), this, [this] { m_canvas->fit(); }, QKeySequence(Qt::Key_0));
    menu.exec(position);
}

void LineagePage::exportTo(const QString& ending) {
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Save the graph"), QStringLiteral("lineage.") + ending,
                                     ending.toUpper() + QStringLiteral(" (*.") + ending + ')');
    if (path.isEmpty()) return;
    const QString named = path.endsWith('.' + ending, Qt::CaseInsensitive) ? path : path + '.' + ending;
    const auto done =
        exportLineage(m_canvas->scene(), m_canvas->marks(), m_context.theme, m_canvas->colors(), named);
    m_context.navigator.tell(done ? tr("Saved as %1").arg(named) : make::errorText(done.error()));
}

void LineagePage::refreshCatalogs() {
    m_refresh->setEnabled(false);
    m_refreshed = true;
    m_left->setText(tr("Reading the connections…"));
    std::vector<std::pair<std::string, std::string>> wanted;
    for (const auto& record : m_context.connections.records()) wanted.emplace_back(record.name, record.type);
    work(1);
    m_context.background.run(
        this,
        [&workbench = m_context.workbench, wanted](const CancelToken& token) -> Result<Refreshed> {
            auto store = LineageStore::open(workbench.workspace().path());
            if (!store) return fail(store.error());
            Refreshed out;
            const int64_t now = QDateTime::currentMSecsSinceEpoch();
            for (const auto& [name, type] : wanted) {
                auto on = (*store)->collects(name);
                if (on && !*on) continue;
                auto done = collectCatalog(workbench.federation(), name, type, **store, now, token, {});
                if (!done) {
                    if (token.isCancelled()) return fail(done.error());
                    out.failures << make::text(name) + QStringLiteral(": ") +
                                        make::text(done.error().message);
                    continue;
                }
                out.sum.tables += done->tables;
                out.sum.views += done->views;
                out.sum.relations += done->relations;
                for (auto& one : done->unread) out.sum.unread.push_back(name + "." + one);
            }
            auto charts = collectCharts(workbench, **store, now, token);
            if (!charts) return fail(charts.error());
            for (auto& one : charts->unread) out.sum.unread.push_back(one);
            return out;
        },
        [this](const Result<Refreshed>& done) {
            m_refresh->setEnabled(true);
            if (!done) {
                m_context.navigator.tell(make::errorText(done.error()));
            } else {
                QString text = tr("Read: tables %1, views %2, foreign key columns %3")
                                   .arg(done->sum.tables)
                                   .arg(done->sum.views)
                                   .arg(done->sum.relations);
                if (!done->failures.isEmpty())
                    text += QStringLiteral(". ") + done->failures.join(QStringLiteral("; "));
                if (!done->sum.unread.empty()) {
                    text += tr(". Definitions that could not be read: %1").arg(done->sum.unread.size());
                }
                m_context.navigator.tell(text);
            }
            load();
            work(-1);
        },
        Background::Lane::OwnThread);
}

}  // namespace tributary::ui
