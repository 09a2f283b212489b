// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alerts_page.h"

#include <QtCore/QTimeZone>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QSplitter>

#include "ui/alerts/alert_rows.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kSearchWidth = 200;
constexpr int kDetailsWidth = 340;
constexpr alerts::Duration kTimelineSpan = std::chrono::hours(24 * 7);

}  // namespace

AlertsPage::AlertsPage(WorkspaceContext& context, AlertWatch& watch, QWidget* parent)
    : QWidget(parent), m_context(context), m_watch(watch) {
    auto* column = make::column(0);
    setLayout(column);
    column->addWidget(buildToolBar());
    column->addWidget(make::horizontalLine(this));
    m_stack = new QStackedWidget(this);
    m_timeline = new AlertTimeline(context.theme, this);
    m_history = buildTable({{tr("Time"), 190},
                            {tr("Rule"), 200},
                            {tr("Labels"), 240},
                            {tr("Change"), 160},
                            {tr("Value"), 160, true},
                            {tr("Why"), 200}},
                           tr("History of alerts"));
    m_rules = buildTable({{tr("Rule"), 240},
                          {tr("State"), 130},
                          {tr("Every"), 70},
                          {tr("Last evaluated"), 160},
                          {tr("Took"), 80, true},
                          {tr("Rows"), 70, true},
                          {tr("Query or error"), 300}},
                         tr("Alert rules"));
    m_silences = buildTable({{tr("Which alerts"), 300},
                             {tr("State"), 140},
                             {tr("Hushes now"), 90, true},
                             {tr("Until"), 160},
                             {tr("By"), 100},
                             {tr("Comment"), 200}},
                            tr("Silences"));
    const std::vector<std::pair<Tab, QWidget*>> pages{
        {Tab::Active, buildActive()}, {Tab::Timeline, m_timeline}, {Tab::History, m_history},
        {Tab::Rules, m_rules},        {Tab::Silences, m_silences}, {Tab::Channels, buildChannels()}};
    for (const auto& [tab, page] : pages) {
        auto* place = new QStackedWidget(m_stack);
        place->addWidget(page);
        place->addWidget(emptyFor(tab));
        m_places[tab] = place;
        m_stack->addWidget(place);
    }
    column->addWidget(m_stack, 1);
    column->addWidget(make::horizontalLine(this));
    auto* foot = make::row(12);
    foot->setContentsMargins(12, 0, 12, 0);
    m_summary = make::label({}, "small", this);
    m_owner = make::label({}, "small", this);
    foot->addWidget(m_summary);
    foot->addStretch(1);
    foot->addWidget(m_owner);
    auto* footFrame = make::frame("bar", this);
    footFrame->setFixedHeight(metrics::kStatusBar);
    footFrame->setLayout(foot);
    column->addWidget(footFrame);
    connectTables();
    connect(&watch, &AlertWatch::changed, this, &AlertsPage::fill);
    fill();
    updateButtons();
}

QWidget* AlertsPage::buildToolBar() {
    auto* bar = new QWidget(this);
    bar->setFixedHeight(metrics::kToolBar);
    auto* row = make::row(8);
    bar->setLayout(row);
    row->setContentsMargins(8, 0, 12, 0);
    m_tabs = new QTabBar(bar);
    m_tabs->setProperty("kind", "segments");
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    for (const QString& name :
         {tr("Active"), tr("Timeline"), tr("History"), tr("Rules"), tr("Silences"), tr("Channels")})
        m_tabs->addTab(name);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_stack->setCurrentIndex(tab);
        updateButtons();
    });
    row->addWidget(m_tabs);
    row->addStretch(1);
    m_grouping = new QComboBox(bar);
    m_grouping->setAccessibleName(tr("Grouped by"));
    m_grouping->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_grouping->addItem(tr("Grouped by rule"), QString());
    connect(m_grouping, qOverload<int>(&QComboBox::activated), this,
            [this] { fillActive(*m_watch.picture()); });
    row->addWidget(m_grouping);
    m_search = new QLineEdit(bar);
    m_search->setPlaceholderText(tr("Filter"));
    m_search->setAccessibleName(tr("Filter"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(kSearchWidth);
    m_search->addAction(m_context.theme.icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    connect(m_search, &QLineEdit::textChanged, this, &AlertsPage::fill);
    row->addWidget(m_search);
    m_second = make::button({}, "normal", bar);
    row->addWidget(m_second);
    connect(m_second, &QPushButton::clicked, this,
            [this] { tab() == Tab::Channels ? routingWanted() : importWanted(); });
    m_main = make::iconTextButton(m_context.theme.icon(QStringLiteral("plus"), Role::OnAccent),
                                  tr("New rule"), "primary", bar);
    connect(m_main, &QPushButton::clicked, this, &AlertsPage::mainAction);
    row->addWidget(m_main);
    return bar;
}

RecordTable* AlertsPage::buildTable(std::vector<RecordColumn> columns, const QString& name) {
    return new RecordTable(m_context.theme, std::move(columns), name, this);
}

QWidget* AlertsPage::buildActive() {
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    m_active = buildTable({{tr("Alert"), 240},
                           {tr("State"), 80},
                           {tr("For"), 80},
                           {tr("Value"), 110, true},
                           {tr("Note"), 100},
                           {tr("Summary"), 120}},
                          tr("Active alerts"));
    splitter->addWidget(m_active);
    auto* scroll = new QScrollArea(splitter);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_details = new AlertDetails(m_context.theme, scroll);
    scroll->setWidget(m_details);
    scroll->setMinimumWidth(240);
    splitter->addWidget(scroll);
    splitter->setStretchFactor(0, 1);
    splitter->setSizes({900, kDetailsWidth});
    return splitter;
}

QWidget* AlertsPage::buildChannels() {
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    m_channels = buildTable({{tr("Channel"), 200},
                             {tr("Kind"), 120},
                             {tr("Last message"), 120},
                             {tr("When"), 160},
                             {tr("Given up"), 80, true},
                             {tr("Error"), 300}},
                            tr("Channels"));
    auto* sent = new QWidget(splitter);
    auto* column = make::column(0);
    sent->setLayout(column);
    auto* heading = make::label(tr("Messages sent"), "strong", sent);
    heading->setContentsMargins(16, 10, 16, 6);
    column->addWidget(heading);
    m_deliveries = buildTable(
        {{tr("Time"), 160}, {tr("Channel"), 200}, {tr("State"), 100}, {tr("Alerts"), 160}, {tr("What"), 300}},
        tr("Messages sent"));
    column->addWidget(m_deliveries, 1);
    splitter->addWidget(m_channels);
    splitter->addWidget(sent);
    splitter->setSizes({260, 300});
    return splitter;
}

QWidget* AlertsPage::emptyFor(Tab tab) {
    const auto icon = [this](const char* name) { return m_context.theme.icon(QLatin1String(name)); };
    const auto page = [this](const QIcon& icon, const QString& text, const QString& action) {
        auto* empty = new EmptyState(icon, text, action,
                                     m_context.theme.icon(QStringLiteral("plus"), Role::OnAccent), this);
        connect(empty, &EmptyState::activated, this, &AlertsPage::mainAction);
        return empty;
    };
    switch (tab) {
        case Tab::Active:
            return page(icon("bell"),
                        tr("Nothing is wrong. A rule watches a query and tells when its rows look wrong."),
                        tr("New rule"));
        case Tab::Timeline:
        case Tab::History:
            return page(icon("history"), tr("Nothing has fired in the last 7 days."), {});
        case Tab::Rules:
            return page(icon("bell-plus"),
                        tr("No rules yet. A rule watches any query, of one source or of several together; "
                           "the dialog shows what it would have "
                           "told you last week."),
                        tr("New rule"));
        case Tab::Silences:
            return page(icon("bell-off"),
                        tr("No silences. One hushes the messages of some alerts for a while; the alerts "
                           "themselves go on."),
                        tr("New silence"));
        case Tab::Channels:
            return page(icon("send"),
                        tr("No channels yet. A channel is where messages go: e-mail, Slack, DingTalk, "
                           "Feishu, a webhook …"),
                        tr("New channel"));
    }
    return nullptr;
}

void AlertsPage::showTab(Tab tab) {
    m_tabs->setCurrentIndex(static_cast<int>(tab));
}

void AlertsPage::chooseFirst() {
    RecordTable* table = tab() == Tab::Active ? m_active : tab() == Tab::Rules ? m_rules : m_silences;
    for (const RecordRow& row : table->records().rows()) {
        table->choose(row.children.empty() ? row.id : row.children.front().id);
        return;
    }
}

void AlertsPage::showAlert(const QString& fingerprint) {
    showTab(Tab::Active);
    m_search->clear();
    for (const ActiveAlert& alert : m_watch.picture()->active)
        if (make::text(alert.instance.fingerprint) == fingerprint)
            return m_active->choose(alert_rows::activeId(alert.instance));
}

void AlertsPage::mainAction() {
    if (tab() == Tab::Silences) return editSilence({});
    if (tab() == Tab::Channels) return void(Q_EMIT channelWanted({}));
    Q_EMIT ruleWanted({});
}

void AlertsPage::updateButtons() {
    const Tab tab = this->tab();
    m_grouping->setVisible(tab == Tab::Active);
    m_search->setVisible(tab != Tab::Timeline && tab != Tab::Channels);
    const QString main = tab == Tab::Silences   ? tr("New silence")
                         : tab == Tab::Channels ? tr("New channel")
                                                : tr("New rule");
    m_main->setText(QChar(0x2009) + main);
    m_main->setAccessibleName(main);
    m_second->setVisible(tab == Tab::Channels || tab == Tab::Rules);
    m_second->setText(tab == Tab::Channels ? tr("Routing…") : tr("Import…"));
}

void AlertsPage::fill() {
    const AlertPicture& picture = *m_watch.picture();
    const QString filter = m_search->text();
    fillGrouping(picture);
    fillActive(picture);
    m_history->setRows(alert_rows::history(picture, filter));
    m_rules->setRows(alert_rows::rules(picture, filter));
    m_silences->setRows(alert_rows::silences(picture, filter));
    m_channels->setRows(alert_rows::channels(picture));
    m_deliveries->setRows(alert_rows::deliveries(picture));
    const alerts::TimePoint from = picture.at - kTimelineSpan;
    auto rows = alert_rows::timeline(picture, from);
    m_places[Tab::Timeline]->setCurrentIndex(rows.empty() ? 1 : 0);
    m_timeline->setRows(std::move(rows), from.time_since_epoch().count(),
                        picture.at.time_since_epoch().count(), QTimeZone::systemTimeZoneId());
    m_places[Tab::Active]->setCurrentIndex(picture.active.empty() ? 1 : 0);
    m_places[Tab::History]->setCurrentIndex(picture.history.empty() ? 1 : 0);
    m_places[Tab::Rules]->setCurrentIndex(picture.groups.empty() ? 1 : 0);
    m_places[Tab::Silences]->setCurrentIndex(picture.silences.empty() ? 1 : 0);
    m_places[Tab::Channels]->setCurrentIndex(picture.channels.empty() ? 1 : 0);
    m_summary->setText(m_watch.isLoaded() ? alert_rows::summary(picture) : tr("Reading…"));
    m_owner->setText(m_watch.isLoaded() ? alert_rows::owner(picture) : QString());
    make::setKind(m_owner, picture.owner || picture.groups.empty() ? "small" : "warning");
    if (!picture.damagedFile.empty())
        m_summary->setText(
            tr("The alerts file was damaged and is kept as %1.").arg(make::text(picture.damagedFile)));
}

void AlertsPage::fillGrouping(const AlertPicture& picture) {
    const QString kept = m_grouping->currentData().toString();
    const QStringList names = alert_rows::labelNames(picture);
    bool same = m_grouping->count() == names.size() + 1;
    for (int i = 0; same && i < names.size(); ++i) same = m_grouping->itemData(i + 1).toString() == names[i];
    if (same) return;
    m_grouping->clear();
    m_grouping->addItem(tr("Grouped by rule"), QString());
    for (const QString& name : names) m_grouping->addItem(tr("Grouped by %1").arg(name), name);
    m_grouping->setCurrentIndex(std::max(0, m_grouping->findData(kept)));
}

void AlertsPage::fillActive(const AlertPicture& picture) {
    m_active->setRows(alert_rows::active(picture, {m_grouping->currentData().toString()}, m_search->text()));
    showSelected();
}

const ActiveAlert* AlertsPage::selected() const {
    return alert_rows::activeOf(*m_watch.picture(), m_active->currentId());
}

void AlertsPage::showSelected() {
    if (const ActiveAlert* alert = selected())
        m_details->show(*alert, *m_watch.picture());
    else
        m_details->clear();
}

}  // namespace tributary::ui
