// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/rule_form.h"

#include <QtCore/QLocale>
#include <QtWidgets/QScrollArea>
#include <cmath>

#include "core/alerts/model/matcher.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

using namespace alerts;
using Kind = Condition::Kind;

namespace {

constexpr int kQueryHeight = 96;
constexpr int kDescriptionHeight = 54;
constexpr double kLeastAlarms = 0.02;  ///< a series and week: one in a year
constexpr double kMostAlarms = 7;      ///< one a day
constexpr int kSliderSteps = 100;
constexpr int kMostWindows = 64;

double alarmsOf(int slider) {
    return kLeastAlarms * std::pow(kMostAlarms / kLeastAlarms, slider / double(kSliderSteps));
}
int sliderOf(double alarms) {
    const double share = std::log(alarms / kLeastAlarms) / std::log(kMostAlarms / kLeastAlarms);
    return std::clamp(int(std::lround(share * kSliderSteps)), 0, kSliderSteps);
}

bool hasLevels(Kind kind) {
    return kind == Kind::Threshold || kind == Kind::Change || kind == Kind::NoNewRows ||
           kind == Kind::RowCount;
}
bool isAnomaly(Kind kind) {
    return kind == Kind::Anomaly || kind == Kind::Multivariate || kind == Kind::Peers;
}
/// Those that measure how far a value is from what is expected.
bool hasDeviation(Kind kind) {
    return kind == Kind::Anomaly || kind == Kind::Peers;
}

QString numberText(const std::optional<double>& value) {
    return value ? QString::number(*value, 'g', 10) : QString();
}

QString labelsAsText(const Labels& labels) {
    QStringList parts;
    for (const auto& [name, value] : labels) parts << make::text(name) + QLatin1Char('=') + make::text(value);
    return parts.join(QStringLiteral(", "));
}

/// `a=1, b="x, y"`; nothing when it is not that.
std::optional<Labels> labelsFromText(const QString& text) {
    const auto matchers = parseMatchers(text.toStdString());
    if (!matchers) return std::nullopt;
    Labels labels;
    for (const Matcher& matcher : *matchers) {
        if (matcher.op() != Matcher::Op::Equal) return std::nullopt;
        labels[matcher.name()] = matcher.value();
    }
    return labels;
}

std::vector<std::string> namesFromText(const QString& text) {
    std::vector<std::string> names;
    for (const QString& name : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
        if (!name.trimmed().isEmpty()) names.push_back(name.trimmed().toStdString());
    return names;
}

QString namesAsText(const std::vector<std::string>& names) {
    QStringList parts;
    for (const auto& name : names) parts << make::text(name);
    return parts.join(QStringLiteral(", "));
}

template <typename Enum>
Enum chosen(const QComboBox* box) {
    return static_cast<Enum>(box->currentData().toInt());
}
template <typename Enum>
void choose(QComboBox* box, Enum value) {
    box->setCurrentIndex(std::max(0, box->findData(static_cast<int>(value))));
}

}  // namespace

RuleForm::RuleForm(ConnectionList& connections, Theme& theme, const QStringList& groups, QWidget* parent)
    : QWidget(parent), m_connections(connections), m_theme(theme) {
    auto* column = make::column(12);
    setLayout(column);
    column->setContentsMargins(16, 16, 16, 16);
    buildQuery(groups);
    buildCondition();
    buildTiming();
    buildTexts();
    column->addStretch(1);
    showFields();
}

QWidget* RuleForm::field(const QString& name, QWidget* editor) {
    auto* row = new QWidget(this);
    auto* column = make::column(4);
    row->setLayout(column);
    column->addWidget(make::label(name, "small", row));
    column->addWidget(editor);
    editor->setAccessibleName(name);
    m_rows[editor] = row;
    return row;
}

QWidget* RuleForm::pair(QWidget* left, QWidget* right) {
    auto* row = new QWidget(this);
    auto* layout = make::row(8);
    row->setLayout(layout);
    layout->addWidget(left, 1);
    layout->addWidget(right, 1);
    return row;
}

QComboBox* RuleForm::choice(const QString& name, const std::vector<std::pair<QString, int>>& items) {
    auto* box = new QComboBox(this);
    box->setAccessibleName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    for (const auto& [text, value] : items) box->addItem(text, value);
    connect(box, qOverload<int>(&QComboBox::activated), this, [this] {
        showFields();
        if (!m_loading) Q_EMIT edited();
    });
    return box;
}

QComboBox* RuleForm::duration(const QString& name, const QStringList& items) {
    auto* box = new QComboBox(this);
    box->setEditable(true);
    box->setAccessibleName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(4);
    box->addItems(items);
    connect(box, &QComboBox::currentTextChanged, this, [this] {
        if (!m_loading) Q_EMIT edited();
    });
    return box;
}

QLineEdit* RuleForm::line(const QString& name, const QString& placeholder) {
    auto* field = new QLineEdit(this);
    field->setAccessibleName(name);
    field->setPlaceholderText(placeholder);
    connect(field, &QLineEdit::textEdited, this, [this] {
        if (!m_loading) Q_EMIT edited();
    });
    return field;
}

void RuleForm::buildQuery(const QStringList& groups) {
    m_name = line(tr("Name"), tr("Revenue drop by line"));
    layout()->addWidget(field(tr("Name"), m_name));
    m_groupName = new QComboBox(this);
    m_groupName->setEditable(true);
    m_groupName->addItems(groups);
    connect(m_groupName, &QComboBox::currentTextChanged, this, [this] {
        if (!m_loading) Q_EMIT edited();
    });
    m_target = choice(tr("Asked of"), {});
    m_target->addItem(tr("Federated"), QString());
    for (const auto& record : m_connections.records())
        m_target->addItem(make::text(record.name), make::text(record.name));
    layout()->addWidget(pair(field(tr("Group"), m_groupName), field(tr("Asked of"), m_target)));
    m_query = new QPlainTextEdit(this);
    m_query->setFont(m_theme.monospace(metrics::kTextSmall));
    m_query->setFixedHeight(kQueryHeight);
    m_query->setTabChangesFocus(true);
    m_query->setPlaceholderText(QStringLiteral("SELECT region, sum(amount) AS revenue FROM …"));
    connect(m_query, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_loading) Q_EMIT edited();
    });
    layout()->addWidget(field(tr("Query"), m_query));
    m_value = new QComboBox(this);
    m_value->setEditable(true);
    m_value->lineEdit()->setPlaceholderText(tr("first numeric column"));
    connect(m_value, &QComboBox::currentTextChanged, this, [this] {
        if (!m_loading) Q_EMIT edited();
    });
    m_labelColumns = line(tr("Labels"), tr("every column of text"));
    m_timeColumn = line(tr("Time"), tr("none"));
    layout()->addWidget(field(tr("Value"), m_value));
    layout()->addWidget(pair(field(tr("Labels"), m_labelColumns), field(tr("Time column"), m_timeColumn)));
}

void RuleForm::buildCondition() {
    m_kind = choice(tr("Condition"), {{tr("Over or under a level"), int(Kind::Threshold)},
                                      {tr("Anomaly"), int(Kind::Anomaly)},
                                      {tr("Anomaly of several values together"), int(Kind::Multivariate)},
                                      {tr("One row unlike the others"), int(Kind::Peers)},
                                      {tr("Change against some time ago"), int(Kind::Change)},
                                      {tr("No new rows"), int(Kind::NoNewRows)},
                                      {tr("Number of rows"), int(Kind::RowCount)},
                                      {tr("No rows at all"), int(Kind::Absence)},
                                      {tr("Check: no row may come back"), int(Kind::Check)},
                                      {tr("Every row that comes back"), int(Kind::EveryRow)},
                                      {tr("Several levels (YAML)"), int(Kind::Combined)}});
    layout()->addWidget(field(tr("Condition"), m_kind));
    m_comparison = choice(tr("Wrong when it is"), {{tr("above"), int(Comparison::Above)},
                                                   {tr("at or above"), int(Comparison::AtLeast)},
                                                   {tr("below"), int(Comparison::Below)},
                                                   {tr("at or below"), int(Comparison::AtMost)},
                                                   {tr("equal to"), int(Comparison::Equal)},
                                                   {tr("other than"), int(Comparison::NotEqual)}});
    m_recovery = line(tr("Recovers at"), tr("at the level"));
    layout()->addWidget(
        pair(field(tr("Wrong when it is"), m_comparison), field(tr("Recovers at"), m_recovery)));
    m_warning = line(tr("Warning"), tr("none"));
    m_critical = line(tr("Critical"), tr("none"));
    m_levelRow = pair(field(tr("Warning"), m_warning), field(tr("Critical"), m_critical));
    layout()->addWidget(m_levelRow);
    m_span = duration(tr("Against"), {QStringLiteral("1h"), QStringLiteral("1d"), QStringLiteral("1w")});
    layout()->addWidget(field(tr("Against the value that long ago"), m_span));
    m_percent = new QCheckBox(tr("In percent"), this);
    connect(m_percent, &QCheckBox::toggled, this, [this] {
        if (!m_loading) Q_EMIT edited();
    });
    layout()->addWidget(m_percent);
    m_sensitivityRow = new QWidget(this);
    auto* sensitivity = make::column(4);
    m_sensitivityRow->setLayout(sensitivity);
    m_sensitivityText = make::label({}, "small", m_sensitivityRow);
    m_sensitivityText->setWordWrap(true);
    m_sensitivity = new QSlider(Qt::Horizontal, m_sensitivityRow);
    m_sensitivity->setRange(0, kSliderSteps);
    m_sensitivity->setAccessibleName(tr("Sensitivity"));
    connect(m_sensitivity, &QSlider::valueChanged, this, [this] {
        showSensitivity();
        if (!m_loading) Q_EMIT edited();
    });
    sensitivity->addWidget(m_sensitivityText);
    sensitivity->addWidget(m_sensitivity);
    layout()->addWidget(m_sensitivityRow);
    m_direction = choice(tr("Direction"), {{tr("Above or below expected"), int(Condition::Direction::Both)},
                                           {tr("Above expected"), int(Condition::Direction::Above)},
                                           {tr("Below expected"), int(Condition::Direction::Below)}});
    layout()->addWidget(field(tr("Direction"), m_direction));
    m_minDeviation = line(tr("Differs by at least"), QStringLiteral("0"));
    m_minPercent = line(tr("… in percent"), QStringLiteral("0"));
    m_deviationRow =
        pair(field(tr("Differs by at least"), m_minDeviation), field(tr("… in percent"), m_minPercent));
    layout()->addWidget(m_deviationRow);
    m_allowed = new QSpinBox(this);
    m_allowed->setRange(0, 1'000'000);
    connect(m_allowed, qOverload<int>(&QSpinBox::valueChanged), this, [this] {
        if (!m_loading) Q_EMIT edited();
    });
    layout()->addWidget(field(tr("Rows that are allowed"), m_allowed));
    m_breaches = new QSpinBox(this);
    m_windows = new QSpinBox(this);
    for (QSpinBox* box : {m_breaches, m_windows}) {
        box->setRange(1, kMostWindows);
        connect(box, qOverload<int>(&QSpinBox::valueChanged), this, [this] {
            if (!m_loading) Q_EMIT edited();
        });
    }
    m_windowRow = pair(field(tr("Wrong at least"), m_breaches), field(tr("times of the last"), m_windows));
    layout()->addWidget(m_windowRow);
}

void RuleForm::buildTiming() {
    m_hold = duration(tr("For"), {QStringLiteral("0s"), QStringLiteral("1m"), QStringLiteral("5m"),
                                  QStringLiteral("10m"), QStringLiteral("1h")});
    m_every = duration(tr("Every"), {QStringLiteral("30s"), QStringLiteral("1m"), QStringLiteral("5m"),
                                     QStringLiteral("15m"), QStringLiteral("1h"), QStringLiteral("1d")});
    layout()->addWidget(pair(field(tr("For"), m_hold), field(tr("Every"), m_every)));
    m_keep =
        duration(tr("Keep firing for"), {QStringLiteral("0s"), QStringLiteral("5m"), QStringLiteral("15m")});
    layout()->addWidget(field(tr("Keep firing for"), m_keep));
    const std::vector<std::pair<QString, int>> policies{{tr("Keep the last state"), int(Policy::KeepLast)},
                                                        {tr("All is well"), int(Policy::Ok)},
                                                        {tr("Tell of it"), int(Policy::Notify)},
                                                        {tr("Fire the rule"), int(Policy::Fire)}};
    m_noData = choice(tr("When no data"), policies);
    m_error = choice(tr("When the query fails"), policies);
    m_missing = choice(tr("When a group goes missing"), policies);
    layout()->addWidget(field(tr("When no data"), m_noData));
    layout()->addWidget(field(tr("When the query fails"), m_error));
    layout()->addWidget(field(tr("When a group goes missing"), m_missing));
}

void RuleForm::buildTexts() {
    m_labels = line(tr("Labels to route by"), QStringLiteral("severity=page, team=data"));
    layout()->addWidget(field(tr("Labels to route by"), m_labels));
    m_summary = line(tr("Summary"), QStringLiteral("{{ $labels.region }}: {{ $value }}"));
    layout()->addWidget(field(tr("Summary"), m_summary));
    m_description = new QPlainTextEdit(this);
    m_description->setFixedHeight(kDescriptionHeight);
    m_description->setTabChangesFocus(true);
    connect(m_description, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_loading) Q_EMIT edited();
    });
    layout()->addWidget(field(tr("Description"), m_description));
}

void RuleForm::showSensitivity() {
    const double alarms = alarmsOf(m_sensitivity->value());
    const QString text = alarms >= 1 ? tr("Sensitivity: at most %1 false alarms a week and series")
                                     : tr("Sensitivity: at most 1 false alarm a series in %1 weeks");
    m_sensitivityText->setText(text.arg(QLocale().toString(alarms >= 1 ? alarms : 1 / alarms, 'g', 2)));
}

void RuleForm::showFields() {
    const Kind kind = chosen<Kind>(m_kind);
    const bool levels = hasLevels(kind);
    m_rows[m_value]->setVisible(kind != Kind::RowCount && kind != Kind::Absence && kind != Kind::Check &&
                                kind != Kind::Multivariate);
    m_rows[m_comparison]->parentWidget()->setVisible(levels);
    m_levelRow->setVisible(levels);
    m_rows[m_span]->setVisible(kind == Kind::Change);
    m_percent->setVisible(kind == Kind::Change);
    m_sensitivityRow->setVisible(isAnomaly(kind));
    m_rows[m_direction]->setVisible(hasDeviation(kind));
    m_deviationRow->setVisible(hasDeviation(kind));
    m_rows[m_allowed]->setVisible(kind == Kind::Check);
    m_windowRow->setVisible(levels || isAnomaly(kind));
}

void RuleForm::loadCondition(const Condition& condition) {
    choose(m_kind, condition.kind);
    choose(m_comparison, condition.bounds.comparison);
    m_warning->setText(numberText(condition.bounds.warning));
    m_critical->setText(numberText(condition.bounds.critical));
    m_recovery->setText(numberText(condition.bounds.warning ? condition.bounds.warningRecovery
                                                            : condition.bounds.criticalRecovery));
    m_span->setCurrentText(condition.span.count() ? make::text(durationText(condition.span))
                                                  : QStringLiteral("1d"));
    m_percent->setChecked(condition.percent);
    m_sensitivity->setValue(sliderOf(condition.sensitivity));
    showSensitivity();
    choose(m_direction, condition.direction);
    m_minDeviation->setText(condition.minDeviation == 0 ? QString() : numberText(condition.minDeviation));
    m_minPercent->setText(condition.minDeviationPercent == 0 ? QString()
                                                             : numberText(condition.minDeviationPercent));
    m_allowed->setValue(int(std::min<uint64_t>(condition.allowedRows, 1'000'000)));
    m_breaches->setValue(int(condition.breaches));
    m_windows->setValue(int(condition.windows));
}

void RuleForm::load(const RuleGroup& group, const Rule& rule) {
    m_loading = true;
    m_group = group;
    m_rule = rule;
    m_name->setText(make::text(rule.name));
    m_groupName->setCurrentText(make::text(group.name));
    const QString target = make::text(rule.connection);
    if (m_target->findData(target) < 0) m_target->addItem(target, target);
    m_target->setCurrentIndex(m_target->findData(target));
    m_query->setPlainText(make::text(rule.query));
    m_value->setCurrentText(make::text(rule.condition.column.empty() && !rule.valueColumns.empty()
                                           ? rule.valueColumns.front()
                                           : rule.condition.column));
    m_labelColumns->setText(namesAsText(rule.labelColumns));
    m_timeColumn->setText(make::text(rule.timeColumn));
    loadCondition(rule.condition);
    m_hold->setCurrentText(make::text(durationText(rule.hold)));
    m_every->setCurrentText(
        make::text(durationText(group.interval.count() ? group.interval : kDefaultInterval)));
    m_keep->setCurrentText(make::text(durationText(rule.keepFiringFor)));
    choose(m_noData, rule.policies.noData);
    choose(m_error, rule.policies.error);
    choose(m_missing, rule.policies.missing);
    m_labels->setText(labelsAsText(rule.labels));
    const auto annotation = [&](const char* name) {
        const auto found = rule.annotations.find(name);
        return found == rule.annotations.end() ? QString() : make::text(found->second);
    };
    m_summary->setText(annotation("summary"));
    m_description->setPlainText(annotation("description"));
    showFields();
    m_loading = false;
}

std::optional<double> RuleForm::numberOf(const QLineEdit* field) const {
    bool fine = false;
    const QString text = field->text().trimmed();
    double value = text.toDouble(&fine);
    if (!fine) value = QLocale().toDouble(text, &fine);
    return fine && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

Condition RuleForm::condition() const {
    Condition condition = m_rule.condition;
    condition.kind = chosen<Kind>(m_kind);
    condition.column = m_value->currentText().trimmed().toStdString();
    if (hasLevels(condition.kind)) {
        condition.bounds.comparison = chosen<Comparison>(m_comparison);
        condition.bounds.warning = numberOf(m_warning);
        condition.bounds.critical = numberOf(m_critical);
        condition.bounds.warningRecovery = condition.bounds.warning ? numberOf(m_recovery) : std::nullopt;
        if (!condition.bounds.warning) condition.bounds.criticalRecovery = numberOf(m_recovery);
    } else if (condition.kind != Kind::Combined) {
        condition.bounds = {};
    }
    condition.span = condition.kind == Kind::Change
                         ? parseDuration(m_span->currentText().trimmed().toStdString()).value_or(Duration(0))
                         : Duration(0);
    condition.percent = condition.kind == Kind::Change && m_percent->isChecked();
    if (isAnomaly(condition.kind)) {
        condition.sensitivity = alarmsOf(m_sensitivity->value());
        condition.sensitivity = std::round(condition.sensitivity * 1000) / 1000;
    }
    if (hasDeviation(condition.kind)) {
        condition.direction = chosen<Condition::Direction>(m_direction);
        condition.minDeviation = numberOf(m_minDeviation).value_or(0);
        condition.minDeviationPercent = numberOf(m_minPercent).value_or(0);
    }
    if (condition.kind == Kind::Check) condition.allowedRows = uint64_t(m_allowed->value());
    const bool judgesValues = hasDeviation(condition.kind) || condition.kind == Kind::Multivariate ||
                              condition.kind == Kind::Threshold || condition.kind == Kind::Change ||
                              condition.kind == Kind::Combined;
    if (!judgesValues) condition.counter = Condition::Counter::None;
    condition.breaches = uint32_t(m_breaches->value());
    condition.windows = uint32_t(std::max(m_breaches->value(), m_windows->value()));
    return condition;
}

RuleGroup RuleForm::group() const {
    RuleGroup group = m_group;
    group.name = m_groupName->currentText().trimmed().toStdString();
    const Duration interval =
        parseDuration(m_every->currentText().trimmed().toStdString()).value_or(kDefaultInterval);
    group.interval = interval == kDefaultInterval && m_group.interval.count() == 0 ? Duration(0) : interval;
    return group;
}

Rule RuleForm::rule() const {
    Rule rule = m_rule;
    rule.name = m_name->text().trimmed().toStdString();
    rule.connection = m_target->currentData().toString().toStdString();
    if (rule.connection.empty())
        rule.language = Rule::Language::Sql;
    else if (rule.language == Rule::Language::Sql || rule.query.empty())
        rule.language = Rule::Language::Native;
    rule.query = m_query->toPlainText().trimmed().toStdString();
    rule.labelColumns = namesFromText(m_labelColumns->text());
    rule.timeColumn = m_timeColumn->text().trimmed().toStdString();
    rule.condition = condition();
    rule.hold = parseDuration(m_hold->currentText().trimmed().toStdString()).value_or(Duration(0));
    rule.keepFiringFor = parseDuration(m_keep->currentText().trimmed().toStdString()).value_or(Duration(0));
    rule.policies.noData = chosen<Policy>(m_noData);
    rule.policies.error = chosen<Policy>(m_error);
    rule.policies.missing = chosen<Policy>(m_missing);
    rule.labels = labelsFromText(m_labels->text()).value_or(m_rule.labels);
    const auto annotate = [&](const char* name, const QString& text) {
        if (text.trimmed().isEmpty())
            rule.annotations.erase(name);
        else
            rule.annotations[name] = text.toStdString();
    };
    annotate("summary", m_summary->text());
    annotate("description", m_description->toPlainText());
    return rule;
}

void RuleForm::setColumns(const std::vector<std::string>& values, const std::vector<std::string>& labels) {
    m_loading = true;
    const QString kept = m_value->currentText();
    m_value->clear();
    for (const auto& name : values) m_value->addItem(make::text(name));
    m_value->setCurrentText(kept);
    if (!values.empty()) m_value->lineEdit()->setPlaceholderText(make::text(values.front()));
    m_labelColumns->setPlaceholderText(labels.empty() ? tr("none") : namesAsText(labels));
    m_loading = false;
}

void RuleForm::setLevel(int kind, double value) {
    QLineEdit* field = kind == 0 ? m_warning : kind == 1 ? m_critical : m_recovery;
    field->setText(QString::number(value, 'g', 10));
}

void RuleForm::markInvalid(QWidget* editor, bool invalid) {
    editor->setProperty("state", invalid ? "error" : "");
    make::setKind(editor, editor->property("kind").toByteArray().constData());
}

QString RuleForm::check() {
    QString complaint;
    const auto demand = [&](QWidget* editor, bool holds, const QString& text) {
        markInvalid(editor, !holds);
        if (!holds && complaint.isEmpty()) complaint = text;
    };
    demand(m_name, !m_name->text().trimmed().isEmpty(), tr("The rule needs a name."));
    demand(m_groupName, !m_groupName->currentText().trimmed().isEmpty(), tr("The rule needs a group."));
    demand(m_query, !m_query->toPlainText().trimmed().isEmpty(), tr("The rule needs a query."));
    for (QLineEdit* field : {m_warning, m_critical, m_recovery, m_minDeviation, m_minPercent})
        demand(field,
               !field->isVisibleTo(this) || field->text().trimmed().isEmpty() || numberOf(field).has_value(),
               tr("“%1” is not a number.").arg(field->text()));
    const Kind kind = chosen<Kind>(m_kind);
    if (hasLevels(kind))
        demand(m_warning, numberOf(m_warning) || numberOf(m_critical),
               tr("Give a level to warn at, or a critical one."));
    for (QComboBox* box : {m_hold, m_every, m_keep, m_span})
        demand(
            box,
            !box->isVisibleTo(this) || parseDuration(box->currentText().trimmed().toStdString()).has_value(),
            tr("“%1” is not a duration. Write 30s, 5m, 1h30m or 2w.").arg(box->currentText()));
    demand(m_labels, labelsFromText(m_labels->text()).has_value(),
           tr("Labels are written as severity=page, team=data."));
    return complaint;
}

}  // namespace tributary::ui
