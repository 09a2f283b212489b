// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tab_area.h"

#include <QtCore/QUuid>
#include <QtWidgets/QMenu>
#include <algorithm>

#include "ui/theme/metrics.h"
#include "ui/widgets/ask_text.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

std::string newId() {
    return QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
}

}  // namespace

TabArea::TabArea(WorkspaceContext& context, QWidget* emptyPage, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_journal(context.workbench.workspace(), context.background, newId()),
      m_bar(new QTabBar(this)),
      m_barRow(make::frame("bar", this)),
      m_stack(new QStackedWidget(this)) {
    m_bar->setMovable(true);
    m_bar->setTabsClosable(true);
    m_bar->setExpanding(false);
    m_bar->setDrawBase(false);
    m_bar->setElideMode(Qt::ElideRight);
    m_bar->setUsesScrollButtons(true);
    m_bar->setIconSize({metrics::kIcon, metrics::kIcon});
    m_bar->setContextMenuPolicy(Qt::CustomContextMenu);
    m_bar->setAccessibleName(tr("Query tabs"));
    m_barRow->setFixedHeight(metrics::kTabBar);
    auto* row = make::row(4);
    m_barRow->setLayout(row);
    auto* add =
        make::iconButton(context.theme.icon(QStringLiteral("plus")), tr("New query (Ctrl+T)"), m_barRow);
    row->addWidget(m_bar);
    row->addWidget(add);
    row->addStretch(1);
    m_stack->addWidget(emptyPage);
    auto* layout = make::column(0);
    setLayout(layout);
    layout->addWidget(m_barRow);
    layout->addWidget(m_stack, 1);
    m_barRow->hide();

    connect(add, &QToolButton::clicked, this, [this] { open({}); });
    connect(m_bar, &QTabBar::currentChanged, this, &TabArea::showCurrent);
    connect(m_bar, &QTabBar::tabCloseRequested, this, &TabArea::closeAt);
    connect(m_bar, &QTabBar::tabMoved, this, &TabArea::moved);
    connect(m_bar, &QTabBar::tabBarDoubleClicked, this, [this](int index) {
        if (index >= 0) renameCurrent();
    });
    connect(m_bar, &QTabBar::customContextMenuRequested, this, &TabArea::showMenu);
    const auto repaint = [this] {
        for (const QueryTab* tab : all()) showTab(tab);
    };
    connect(&context.theme, &Theme::changed, this, repaint);
    connect(&context.connections, &ConnectionList::changed, this, repaint);
    connect(&m_journal, &TabJournal::writeFailed, &context.events, &WorkspaceEvents::workspaceFailed);
}

void TabArea::restore() {
    m_context.background.run(
        this,
        [&workspace = m_context.workbench.workspace(), owner = m_journal.owner(),
         gate = m_journal.gate()](const CancelToken&) -> Result<Left> {
            std::lock_guard lock(gate->mutex);
            if (gate->closed) return Left();
            auto tabs = workspace.adoptTabs(owner);
            if (!tabs) return fail(tabs.error());
            auto current = TabJournal::lastCurrent(workspace);
            if (!current) return fail(current.error());
            return Left{std::move(*tabs), std::move(*current)};
        },
        [this](Result<Left> left) {
            if (left) {
                addRestored(std::move(*left));
            } else {
                Q_EMIT m_context.events.workspaceFailed(make::errorText(left.error()));
            }
            if (m_restored) return;
            m_restored = true;
            showCurrent();
            Q_EMIT restored();
        });
}

void TabArea::addRestored(Left left) {
    std::vector<store::EditorTab>& tabs = left.tabs;
    const bool wasEmpty = m_bar->count() == 0;
    std::sort(tabs.begin(), tabs.end(), [](const auto& a, const auto& b) { return a.position < b.position; });
    bool added = false;
    int current = 0;
    for (store::EditorTab& tab : tabs) {
        if (m_known.count(tab.id) > 0) continue;
        if (tab.id == left.current) current = m_bar->count();
        add(std::move(tab));
        added = true;
    }
    if (!added) return;
    if (wasEmpty) m_bar->setCurrentIndex(current);
    if (m_restored) showCurrent();
}

QString TabArea::freshTitle() const {
    for (int number = 1;; ++number) {
        const QString title = tr("Query %1").arg(number);
        const auto tabs = all();
        const bool taken =
            std::any_of(tabs.begin(), tabs.end(), [&](const QueryTab* tab) { return tab->title() == title; });
        if (!taken) return title;
    }
}

QueryTab* TabArea::open(const NewQuery& query) {
    if (!query.savedQueryId.empty()) {
        for (QueryTab* tab : all()) {
            if (tab->snapshot().savedQueryId != query.savedQueryId) continue;
            m_bar->setCurrentIndex(indexOf(tab));
            return tab;
        }
    }
    store::EditorTab record;
    record.id = newId();
    record.title = (query.title.isEmpty() ? freshTitle() : query.title).toStdString();
    record.sql = query.sql.toStdString();
    record.target = query.target;
    record.savedQueryId = query.savedQueryId;
    record.chart = query.chart;
    record.position = m_bar->count();
    QueryTab* tab = add(std::move(record));
    journal(tab);
    m_bar->setCurrentIndex(m_bar->count() - 1);
    showCurrent();
    if (query.run) tab->runScript();
    return tab;
}

QueryTab* TabArea::add(store::EditorTab record) {
    m_known.insert(record.id);
    auto* tab = new QueryTab(m_context, std::move(record), m_stack);
    m_stack->addWidget(tab);
    m_bar->addTab(iconOf(*tab), tab->title());
    m_barRow->show();
    connect(tab, &QueryTab::changed, this, [this, tab] { journal(tab); });
    connect(tab, &QueryTab::titleChanged, this, [this, tab] { showTab(tab); });
    showTab(tab);
    connect(tab, &QueryTab::statusChanged, this, [this, tab] {
        showTab(tab);
        if (tab == current()) Q_EMIT statusChanged();
    });
    return tab;
}

QueryTab* TabArea::current() const {
    return tabAt(m_bar->currentIndex());
}

QList<QueryTab*> TabArea::all() const {
    QList<QueryTab*> tabs;
    for (int i = 0; i < m_bar->count(); ++i) tabs.append(tabAt(i));
    return tabs;
}

QIcon TabArea::iconOf(const QueryTab& tab) const {
    // What runs on one connection shows whose it is.
    return tab.target().empty() ? m_context.theme.icon(QStringLiteral("file-code-2"))
                                : m_context.connections.icon(tab.target());
}

void TabArea::showTab(const QueryTab* tab) {
    const int index = indexOf(tab);
    m_bar->setTabText(index, QString(tab->title()).replace(QLatin1Char('&'), QLatin1String("&&")));
    const QString where = tab->target().empty() ? tr("Federated") : make::text(tab->target());
    m_bar->setTabToolTip(index, QStringLiteral("%1 · %2").arg(tab->title(), where));
    m_bar->setTabIcon(index, tab->isRunning()
                                 ? m_context.theme.icon(QStringLiteral("loader-circle"), Role::Accent)
                                 : iconOf(*tab));
}

void TabArea::showCurrent() {
    const bool empty = m_bar->count() == 0;
    m_barRow->setVisible(!empty);
    m_bar->updateGeometry();  // a tab added while another is current does not tell the layout by itself
    m_stack->setCurrentIndex(empty ? 0 : m_bar->currentIndex() + 1);
    if (QueryTab* tab = current()) {
        tab->focusEditor();
        if (m_restored) m_journal.current(tab->snapshot().id);
    }
    Q_EMIT currentChanged();
}

void TabArea::journal(QueryTab* tab) {
    tab->setPosition(indexOf(tab));
    m_journal.changed(tab->snapshot());
}

void TabArea::journalCharts() {
    for (QueryTab* tab : all()) {
        if (tab->takeChartChange()) journal(tab);
    }
}

void TabArea::closeAt(int index) {
    QueryTab* tab = tabAt(index);
    if (!tab) return;
    m_journal.closed(tab->snapshot());
    m_stack->removeWidget(tab);
    m_bar->removeTab(index);
    tab->deleteLater();
    showCurrent();
}

void TabArea::moved(int from, int to) {
    QWidget* tab = m_stack->widget(from + 1);
    m_stack->removeWidget(tab);
    m_stack->insertWidget(to + 1, tab);
    showCurrent();
    for (QueryTab* each : all()) journal(each);
}

void TabArea::reopen() {
    m_context.background.run(
        this,
        [&workspace = m_context.workbench.workspace(), owner = m_journal.owner()](const CancelToken&) {
            return workspace.reopenTab(owner);
        },
        [this](Result<std::optional<store::EditorTab>> tab) {
            if (!tab) return m_context.navigator.tell(make::errorText(tab.error()));
            if (!*tab) return m_context.navigator.tell(tr("No closed tab is left to reopen."));
            journal(add(std::move(**tab)));
            m_bar->setCurrentIndex(m_bar->count() - 1);
            showCurrent();
        });
}

void TabArea::renameCurrent() {
    QueryTab* tab = current();
    if (!tab) return;
    askText(tab, tr("Rename tab"), tr("Name of the tab"), tab->title(), tr("Rename"),
            [tab](const QString& title) { tab->setTitle(title); });
}

void TabArea::step(int by) {
    if (m_bar->count() == 0) return;
    m_bar->setCurrentIndex((m_bar->currentIndex() + by + m_bar->count()) % m_bar->count());
}

void TabArea::showMenu(const QPoint& position) {
    const int index = m_bar->tabAt(position);
    if (index < 0) return;
    m_bar->setCurrentIndex(index);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Rename…"), this, &TabArea::renameCurrent);
    menu->addAction(tr("Close"), this, &TabArea::closeCurrent);
    menu->addAction(tr("Close others"), this, [this, keep = tabAt(index)] {
        for (QueryTab* tab : all()) {
            if (tab != keep) closeAt(indexOf(tab));
        }
    });
    menu->popup(m_bar->mapToGlobal(position));
}

}  // namespace tributary::ui
