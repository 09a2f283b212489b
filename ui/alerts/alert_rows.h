// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <vector>

#include "ui/alerts/alert_desk.h"
#include "ui/alerts/alert_timeline.h"
#include "ui/alerts/record_table.h"

namespace tributary::ui {

/// What is known about alerts, as lines of tables. Pure: no widget, no disk. Ids are those `…Of` read back.
namespace alert_rows {

/// How active alerts stand together: by rule, or by the value of a label.
struct Grouping {
    QString label;  ///< empty: by rule
};

std::vector<RecordRow> active(const AlertPicture& picture, const Grouping& grouping, const QString& filter);
std::vector<RecordRow> history(const AlertPicture& picture, const QString& filter);
std::vector<RecordRow> rules(const AlertPicture& picture, const QString& filter);
std::vector<RecordRow> silences(const AlertPicture& picture, const QString& filter);
std::vector<RecordRow> channels(const AlertPicture& picture);
std::vector<RecordRow> deliveries(const AlertPicture& picture);
/// A row for every rule that was not normal since `from`.
std::vector<TimelineRow> timeline(const AlertPicture& picture, alerts::TimePoint from);

/// Names of labels active alerts have, for grouping.
QStringList labelNames(const AlertPicture& picture);
/// "2 firing · 1 pending · 1 silenced"; "Nothing is wrong." when the list is empty.
QString summary(const AlertPicture& picture);
/// Who evaluates, for the tool bar.
QString owner(const AlertPicture& picture);

/// The id of an alert among the rows of `active`.
QString activeId(const alerts::InstanceRecord& instance);
const ActiveAlert* activeOf(const AlertPicture& picture, const QString& id);
struct RuleRef {
    const RuleGroupEntry* group = nullptr;
    const alerts::Rule* rule = nullptr;  ///< null: the group's text is no group
};
RuleRef ruleOf(const AlertPicture& picture, const QString& id);
QString idOf(const RuleGroupEntry& group, const alerts::Rule& rule);
const alerts::SilenceRecord* silenceOf(const AlertPicture& picture, const QString& id);

QString stateName(const std::string& state);
Role stateRole(const std::string& state);
/// "3 h 20 min"
QString span(alerts::Duration duration);
/// In the clock of this machine.
QString moment(alerts::TimePoint at);
/// Labels without alertname: "region=cn, line=2".
QString labels(const alerts::Labels& labels);
QString number(const std::optional<double>& value);

}  // namespace alert_rows

}  // namespace tributary::ui
