// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alert_details.h"

#include <QtCore/QDateTime>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QMenu>

#include "ui/alerts/alert_rows.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kMorning = 9;

/// From now to nine o'clock on the next working day that begins a week.
alerts::Duration untilMonday() {
    const QDateTime now = QDateTime::currentDateTime();
    QDate day = now.date().addDays(1);
    while (day.dayOfWeek() != Qt::Monday) day = day.addDays(1);
    return alerts::Duration(now.msecsTo(QDateTime(day, QTime(kMorning, 0))));
}

/// Has the rule a detector that can be told what is usual?
bool learns(const AlertPicture& picture, const std::string& ruleId) {
    using Kind = alerts::Condition::Kind;
    for (const RuleGroupEntry& entry : picture.groups)
        for (const alerts::Rule& rule : entry.group.rules)
            if (rule.id == ruleId)
                return rule.condition.kind == Kind::Anomaly || rule.condition.kind == Kind::Multivariate ||
                       rule.condition.kind == Kind::Peers;
    return false;
}

}  // namespace

AlertDetails::AlertDetails(Theme& theme, QWidget* parent) : QFrame(parent), m_theme(theme) {
    setProperty("kind", "surface");
    auto* column = make::column(12);
    setLayout(column);
    column->setContentsMargins(16, 16, 16, 16);
    m_title = make::label({}, "title", this);
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_state = make::label({}, "small", this);
    m_text = new QLabel(this);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_title);
    column->addWidget(m_state);
    auto* actions = make::row(8);
    m_silence = new QToolButton(this);
    m_silence->setText(tr("Silence"));
    m_silence->setIcon(theme.icon(QStringLiteral("bell-off")));
    m_silence->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_silence->setPopupMode(QToolButton::InstantPopup);
    m_silence->setFixedHeight(metrics::kButton);
    auto* menu = new QMenu(m_silence);
    using std::chrono::hours;
    for (const auto& [name, span] : std::initializer_list<std::pair<QString, hours>>{
             {tr("For 1 hour"), hours(1)}, {tr("For 4 hours"), hours(4)}, {tr("For 1 day"), hours(24)}})
        menu->addAction(name, this, [this, span] { Q_EMIT silenceWanted(span); });
    menu->addAction(tr("Until Monday 9:00"), this, [this] { Q_EMIT silenceWanted(untilMonday()); });
    menu->addSeparator();
    menu->addAction(tr("Other…"), this, [this] { Q_EMIT silenceWanted(alerts::Duration(0)); });
    m_silence->setMenu(menu);
    m_unsilence = make::button(tr("End silence"), "normal", this);
    connect(m_unsilence, &QPushButton::clicked, this, &AlertDetails::unsilenceWanted);
    m_acknowledge = make::button({}, "normal", this);
    connect(m_acknowledge, &QPushButton::clicked, this, [this] { Q_EMIT acknowledgeWanted(!m_seen); });
    actions->addWidget(m_silence);
    actions->addWidget(m_unsilence);
    actions->addWidget(m_acknowledge);
    actions->addStretch(1);
    column->addLayout(actions);
    m_normal = make::button(tr("Not an anomaly"), "link", this);
    m_normal->setToolTip(
        tr("The detector learns that this is usual; the alert ends with the next evaluation"));
    connect(m_normal, &QPushButton::clicked, this, &AlertDetails::notAnAnomalyWanted);
    column->addWidget(m_normal, 0, Qt::AlignLeft);
    column->addWidget(m_text);
    m_facts = new QFrame(this);
    column->addWidget(m_facts);
    column->addStretch(1);
    auto* links = make::row(16);
    auto* rule = make::button(tr("Edit the rule"), "link", this);
    connect(rule, &QPushButton::clicked, this, &AlertDetails::ruleWanted);
    auto* lineage = make::button(tr("Where does this come from?"), "link", this);
    connect(lineage, &QPushButton::clicked, this, &AlertDetails::lineageWanted);
    links->addWidget(rule);
    links->addWidget(lineage);
    links->addStretch(1);
    column->addLayout(links);
    clear();
}

void AlertDetails::clear() {
    hide();
}

void AlertDetails::addLine(const QString& name, const QString& value) {
    auto* form = static_cast<QFormLayout*>(m_facts->layout());
    auto* text = new QLabel(value, m_facts);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form->addRow(make::label(name, "muted", m_facts), text);
}

void AlertDetails::show(const ActiveAlert& alert, const AlertPicture& picture) {
    const alerts::InstanceRecord& instance = alert.instance;
    m_title->setText(make::text(alert.rule));
    m_state->setText(
        tr("%1 for %2")
            .arg(alert_rows::stateName(instance.state), alert_rows::span(picture.at - instance.activeAt)));
    m_state->setStyleSheet(
        QStringLiteral("color: %1").arg(m_theme.color(alert_rows::stateRole(instance.state)).name()));
    QStringList said;
    for (const auto& [name, text] : instance.annotations)
        said << (name == "summary" || name == "description"
                     ? make::text(text)
                     : make::text(name) + QStringLiteral(": ") + make::text(text));
    m_text->setText(said.join(QLatin1Char('\n')));
    m_text->setVisible(!said.isEmpty());
    m_silence->setVisible(alert.silencedBy.empty());
    m_unsilence->setVisible(!alert.silencedBy.empty());
    m_normal->setVisible(learns(picture, instance.ruleId));
    m_seen = alert.acknowledged.has_value();
    m_acknowledge->setText(m_seen ? tr("Not seen after all") : tr("I have seen it"));
    delete m_facts->layout();
    qDeleteAll(m_facts->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
    auto* form = new QFormLayout(m_facts);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(6);
    form->setHorizontalSpacing(16);
    addLine(tr("Value"), alert_rows::number(instance.judged.value));
    if (instance.judged.expected) addLine(tr("Expected"), alert_rows::number(instance.judged.expected));
    if (instance.judged.lower && instance.judged.upper)
        addLine(tr("Band"), alert_rows::number(instance.judged.lower) + QStringLiteral(" … ") +
                                alert_rows::number(instance.judged.upper));
    addLine(tr("Since"), alert_rows::moment(instance.activeAt));
    if (instance.firedAt) addLine(tr("Fired"), alert_rows::moment(*instance.firedAt));
    addLine(tr("Evaluated"), alert_rows::moment(instance.evaluatedAt));
    addLine(tr("Group"), make::text(alert.group));
    if (alert.acknowledged)
        addLine(tr("Seen"), make::text(alert.acknowledged->by) + QStringLiteral(", ") +
                                alert_rows::moment(alert.acknowledged->at));
    for (const auto& [name, value] : instance.labels)
        if (name != "alertname") addLine(make::text(name), make::text(value));
    QFrame::show();
}

}  // namespace tributary::ui
