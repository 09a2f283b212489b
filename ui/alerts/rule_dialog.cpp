// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/rule_dialog.h"

#include <QtCore/QLocale>
#include <QtCore/QUuid>
#include <QtWidgets/QScrollArea>
#include <limits>
#include <set>

#include "core/alerts/rules/rule_file.h"
#include "ui/alerts/alert_rows.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

using namespace alerts;

namespace {

constexpr int kWidth = 1160;
constexpr int kHeight = 800;
constexpr int kFormWidth = 300;
constexpr int kSeriesWidth = 240;
constexpr const char* kDefaultGroup = "rules";

QStringList groupNames(const AlertPicture& picture) {
    std::set<QString> names{QLatin1String(kDefaultGroup)};
    for (const auto& entry : picture.groups)
        if (entry.record.file.empty()) names.insert(make::text(entry.record.name));
    return QStringList(names.begin(), names.end());
}

}  // namespace

RuleDialog::RuleDialog(WorkspaceContext& context, AlertWatch& watch, const RuleDraft& draft, QWidget* parent)
    : DialogFrame(tr("New alert rule"), parent), m_context(context), m_watch(watch) {
    build();
    RuleGroup group;
    group.name = kDefaultGroup;
    Rule rule;
    rule.id = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    rule.idIsGiven = true;
    rule.name = draft.title.toStdString();
    rule.query = draft.query;
    rule.connection = draft.connection;
    rule.language = draft.connection.empty() ? Rule::Language::Sql : Rule::Language::Native;
    rule.policies = Policies{};
    rule.condition.kind = Condition::Kind::Threshold;
    rule.condition.column = draft.valueColumn;
    start(group, rule);
}

RuleDialog::RuleDialog(WorkspaceContext& context, AlertWatch& watch, const RuleGroupEntry& group,
                       const Rule& rule, QWidget* parent)
    : DialogFrame(tr("Alert rule: %1").arg(make::text(rule.name)), parent),
      m_context(context),
      m_watch(watch),
      m_saved(rule),
      m_savedGroup(group.record.name),
      m_savedFile(group.record.file) {
    build();
    start(group.group, rule);
}

void RuleDialog::build() {
    resize(kWidth, kHeight);
    m_preview = new RulePreview(m_context.workbench, m_context.background, m_watch.desk(), this);
    m_form = new RuleForm(m_context.connections, m_context.theme, groupNames(*m_watch.picture()), this);
    auto* row = make::row(0);
    auto* both = new QWidget(this);
    both->setLayout(row);
    auto* scroll = new QScrollArea(both);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_form);
    scroll->setFixedWidth(int(m_context.theme.scaled(kFormWidth)));
    row->addWidget(scroll);
    row->addWidget(make::verticalLine(both));
    row->addWidget(buildOutlook(), 1);
    m_yaml = new QPlainTextEdit(this);
    m_yaml->setProperty("kind", "flat");
    m_yaml->setFont(m_context.theme.monospace(metrics::kTextBody));
    m_yaml->setAccessibleName(tr("The rule as YAML"));
    m_yaml->setTabChangesFocus(false);
    m_body = new QStackedWidget(this);
    m_body->addWidget(both);
    auto* text = new QWidget(this);
    auto* column = make::column(8);
    text->setLayout(column);
    column->addWidget(m_yaml, 1);
    m_yamlError = make::label({}, "error", text);
    m_yamlError->setWordWrap(true);
    m_yamlError->setContentsMargins(metrics::kDialogPadding, 0, metrics::kDialogPadding, 8);
    m_yamlError->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_yamlError->hide();
    column->addWidget(m_yamlError);
    m_body->addWidget(text);
    body()->addWidget(m_body, 1);
    auto* test = make::button(tr("Send test"), "normal", this);
    test->setIcon(m_context.theme.icon(QStringLiteral("send")));
    connect(test, &QPushButton::clicked, this, &RuleDialog::sendTest);
    footerLeft()->addWidget(test);
    m_suggest = make::button(tr("Suggest levels"), "ghost", this);
    m_suggest->setIcon(m_context.theme.icon(QStringLiteral("activity")));
    m_suggest->setToolTip(tr("Learn levels from the last 14 days of the query"));
    connect(m_suggest, &QPushButton::clicked, this, [this] {
        m_suggest->setEnabled(false);
        setMessage(tr("Learning from the past…"), "small");
        m_preview->suggest(question());
    });
    footerLeft()->addWidget(m_suggest);
    m_yamlButton = make::button(tr("YAML"), "ghost", this);
    m_yamlButton->setIcon(m_context.theme.icon(QStringLiteral("file-text")));
    m_yamlButton->setCheckable(true);
    connect(m_yamlButton, &QPushButton::clicked, this, &RuleDialog::showYaml);
    footerLeft()->addWidget(m_yamlButton);
    connect(addButton(tr("Cancel"), "normal"), &QPushButton::clicked, this, &QDialog::reject);
    m_save = addButton(tr("Save and activate"), "primary");
    connect(m_save, &QPushButton::clicked, this, &RuleDialog::save);

    connect(m_form, &RuleForm::edited, this, &RuleDialog::edited);
    connect(m_preview, &RulePreview::probed, this, &RuleDialog::showProbe);
    connect(m_preview, &RulePreview::judged, this, &RuleDialog::showOutlook);
    connect(m_preview, &RulePreview::busyChanged, this, &RuleDialog::showBusy);
    connect(m_preview, &RulePreview::progressed, this, [this](double share) {
        m_progress->setRange(0, 1000);
        m_progress->setValue(int(share * 1000));
    });
    connect(m_preview, &RulePreview::failed, this, [this](const QString& text) {
        m_suggest->setEnabled(true);
        setMessage(text, "error");
    });
    connect(m_preview, &RulePreview::suggested, this, &RuleDialog::takeSuggestion);
    connect(m_preview, &RulePreview::lookBackOffered, this, &RuleDialog::offerLookBack);
    connect(m_chart, &RuleChart::levelMoved, this, &RuleDialog::levelMoved);
    connect(m_chart, &RuleChart::levelSet, this, &RuleDialog::levelSet);
    connect(m_preview, &RulePreview::glimpsed, this, [this] {
        const auto glimpse = m_preview->glimpse();
        const auto outlook = m_preview->outlook();
        drawSeries(*glimpse, glimpse->result.series.empty() ? nullptr : &glimpse->result.series.front(),
                   outlook ? outlook->saved : std::nullopt);
    });
}

QWidget* RuleDialog::buildHead() {
    auto* head = new QWidget(this);
    auto* row = make::row(8);
    head->setLayout(row);
    m_heading = make::label(tr("As this rule would have seen it"), "strong", head);
    row->addWidget(m_heading, 1);
    m_lookBack = make::button(tr("Look back"), "normal", head);
    m_lookBack->hide();
    connect(m_lookBack, &QPushButton::clicked, this, [this] {
        m_lookBack->hide();
        setMessage({}, "small");
        m_preview->lookBack();
    });
    row->addWidget(m_lookBack);
    m_series = new QComboBox(head);
    m_series->setObjectName(QStringLiteral("series"));
    m_series->setAccessibleName(tr("Series"));
    m_series->setMaximumWidth(kSeriesWidth);
    m_series->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_series, qOverload<int>(&QComboBox::activated), this, &RuleDialog::drawChart);
    row->addWidget(m_series);
    m_range = new QComboBox(head);
    m_range->setAccessibleName(tr("How far back"));
    for (const auto& [text, hours] : std::initializer_list<std::pair<QString, int>>{
             {tr("6 hours"), 6}, {tr("1 day"), 24}, {tr("7 days"), 24 * 7}, {tr("30 days"), 24 * 30}})
        m_range->addItem(text, hours);
    m_range->setCurrentIndex(2);
    connect(m_range, qOverload<int>(&QComboBox::activated), this, [this] { ask(true); });
    row->addWidget(m_range);
    return head;
}

QWidget* RuleDialog::buildFigures() {
    auto* figures = new QWidget(this);
    auto* row = make::row(12);
    figures->setLayout(row);
    Theme& theme = m_context.theme;
    m_incidents = new StatCard(theme, tr("incidents"), figures);
    m_messages = new StatCard(theme, tr("messages"), figures);
    m_longest = new StatCard(theme, tr("longest"), figures);
    m_noisiest = new StatCard(theme, tr("noisiest group"), figures);
    m_cost = new StatCard(theme, tr("query cost per run"), figures);
    for (StatCard* card : {m_incidents, m_messages, m_longest, m_noisiest, m_cost}) row->addWidget(card, 1);
    return figures;
}

QWidget* RuleDialog::buildOutlook() {
    auto* side = make::frame("surface", this);
    auto* column = make::column(12);
    side->setLayout(column);
    column->setContentsMargins(metrics::kDialogPadding, 16, metrics::kDialogPadding, 12);
    column->addWidget(buildHead());
    m_progress = new QProgressBar(side);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(3);
    auto policy = m_progress->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_progress->setSizePolicy(policy);
    column->addWidget(m_progress);
    m_chart = new RuleChart(m_context.theme, side);
    column->addWidget(m_chart, 3);
    m_message = make::label({}, "small", side);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_message);
    column->addWidget(buildFigures());
    m_list = new RecordTable(m_context.theme,
                             {{tr("Started"), 175},
                              {tr("Group"), 250},
                              {tr("Lasted"), 90},
                              {tr("Value"), 110, true},
                              {tr("Why"), 200}},
                             tr("Incidents"), side);
    connect(m_list, &RecordTable::chosen, this, [this](const QString& id) {
        const auto outlook = m_preview->outlook();
        bool fine = false;
        const size_t index = id.mid(2).toULongLong(&fine);
        if (!outlook || !fine || index >= outlook->result.incidents.size()) return;
        const Incident& incident = outlook->result.incidents[index];
        const int series = m_series->findData(alert_rows::labels(incident.labels));
        if (series >= 0 && series != m_series->currentIndex()) {
            m_series->setCurrentIndex(series);
            drawChart();
        }
        m_chart->focusOn(incident.start.time_since_epoch().count(),
                         incident.end.value_or(outlook->history->to).time_since_epoch().count());
    });
    column->addWidget(m_list, 2);
    m_route = make::label({}, "small", side);
    m_route->setWordWrap(true);
    m_example = make::label({}, "small", side);
    m_example->setWordWrap(true);
    m_example->setTextFormat(Qt::PlainText);
    column->addWidget(m_route);
    column->addWidget(m_example);
    return side;
}

void RuleDialog::start(const RuleGroup& group, const Rule& rule) {
    m_startGroup = group;
    m_startRule = rule;
    m_form->load(group, rule);
    m_suggest->setVisible(rule.condition.kind == Condition::Kind::Threshold);
    showRoute();
    if (!rule.query.empty()) ask(true);
    showBusy();
}

void RuleDialog::edited() {
    m_note.clear();
    const QString complaint = m_form->check();
    m_save->setEnabled(complaint.isEmpty());
    setMessage(complaint, "warning");
    m_suggest->setVisible(m_form->rule().condition.kind == Condition::Kind::Threshold);
    showRoute();
    showExample();
    ask(false);
}

RulePreview::Question RuleDialog::question() const {
    RulePreview::Question question;
    question.group = m_form->group();
    question.rule = m_form->rule();
    if (question.rule.name.empty()) question.rule.name = "rule";
    question.span = std::chrono::hours(m_range->currentData().toInt());
    question.saved = m_saved;
    question.routing = m_watch.picture()->routing;
    // Without a level nothing fires, but the line is there to be looked at.
    if (!validate(question.rule)) {
        question.rule.condition.bounds.comparison = Comparison::Above;
        question.rule.condition.bounds.critical = std::numeric_limits<double>::max();
    }
    return question;
}

void RuleDialog::ask(bool now) {
    m_lookBack->hide();
    m_preview->ask(question(), now);
}

void RuleDialog::setMessage(const QString& text, const char* kind) {
    make::setKind(m_message, kind);
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
}

void RuleDialog::showBusy() {
    m_progress->setVisible(m_preview->isBusy());
    if (m_preview->isBusy()) m_progress->setRange(0, 0);
}

void RuleDialog::showProbe() {
    const auto& probe = m_preview->probe();
    if (!probe) return m_cost->showUnknown();
    m_form->setColumns(probe->rows.valueColumns, probe->rows.labelColumns);
    m_cost->show(probe->cost.count() < 1000
                     ? tr("%1 ms").arg(probe->cost.count())
                     : tr("%1 s").arg(QLocale().toString(double(probe->cost.count()) / 1000, 'f', 1)),
                 probe->cost < std::chrono::seconds(1) ? Role::Success : Role::Warning);
    const QString complaint = m_form->check();
    setMessage(complaint, "warning");
    m_save->setEnabled(complaint.isEmpty());
    showExample();
}

void RuleDialog::offerLookBack() {
    const Duration time = m_preview->timeWanted();
    m_lookBack->setText(tr("Look back (about %1)").arg(alert_rows::span(time)));
    m_lookBack->show();
    setMessage(tr("The past of this query can only be asked instant by instant: %1 queries. A query that "
                  "returns a time "
                  "column, or uses $eval_time in federated SQL, needs one.")
                   .arg(m_preview->queriesWanted()),
               "small");
}

void RuleDialog::levelMoved(int index, double value) {
    m_form->setLevel(m_levelKinds[size_t(index)], value);
    if (const auto* series = shownSeries()) return m_preview->drag(question(), series->labels);
    ask(true);
}

void RuleDialog::levelSet(int index, double value) {
    m_form->setLevel(m_levelKinds[size_t(index)], value);
    ask(true);
}

void RuleDialog::showYaml(bool shown) {
    if (shown) {
        m_yaml->setPlainText(make::text(writeRule(m_form->rule())));
        m_body->setCurrentIndex(1);
        return;
    }
    if (!takeYaml()) {
        m_yamlButton->setChecked(true);
        return;
    }
    m_body->setCurrentIndex(0);
}

bool RuleDialog::takeYaml() {
    auto rule = readRule(m_yaml->toPlainText().toStdString(), m_savedFile);
    if (!rule) {
        m_yamlError->setText(make::errorText(rule.error()));
        m_yamlError->show();
        if (rule.error().position) {
            QTextCursor cursor(m_yaml->document()->findBlockByNumber(int(rule.error().position->line) - 1));
            cursor.select(QTextCursor::LineUnderCursor);
            QTextEdit::ExtraSelection line;
            line.cursor = cursor;
            line.format.setBackground(m_context.theme.color(Role::DangerSoft));
            line.format.setProperty(QTextFormat::FullWidthSelection, true);
            m_yaml->setExtraSelections({line});
            m_yaml->setTextCursor(QTextCursor(cursor.block()));
        }
        return false;
    }
    m_yaml->setExtraSelections({});
    m_yamlError->hide();
    if (!rule->idIsGiven) {
        rule->id = m_startRule.id;
        rule->idIsGiven = m_startRule.idIsGiven;
    }
    m_form->load(m_form->group(), *rule);
    edited();
    return true;
}

void RuleDialog::save() {
    if (m_yamlButton->isChecked() && !takeYaml()) return;
    if (const QString complaint = m_form->check(); !complaint.isEmpty())
        return setMessage(complaint, "error");
    const RuleGroup group = m_form->group();
    const Rule rule = m_form->rule();
    if (auto valid = validate(rule); !valid) return setMessage(make::errorText(valid.error()), "error");
    m_save->setEnabled(false);
    const bool moved = m_saved && m_savedGroup != group.name;
    m_context.background.run(
        this,
        [desk = m_watch.desk(), group, rule, moved, file = m_savedFile,
         old = m_savedGroup](const CancelToken&) -> Result<void> {
            if (auto saved = desk->saveRule(group, rule); !saved) return saved;
            return moved ? desk->removeRule(file, old, rule.id) : Result<void>();
        },
        [this, name = make::text(rule.name)](Result<void> saved) {
            if (!saved) {
                m_save->setEnabled(true);
                return setMessage(make::errorText(saved.error()), "error");
            }
            m_watch.reload();
            m_context.navigator.tell(tr("Rule “%1” is saved.").arg(name));
            accept();
        });
}

}  // namespace tributary::ui
