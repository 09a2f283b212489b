// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/reason_texts.h"

#include <QtCore/QCoreApplication>

#include "core/alerts/detectors/explanation.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

// Word for word what core/alerts/detectors/explanation.cpp says; a test holds them together.
constexpr ReasonText kTexts[] = {
    {"spike",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "{0} is {1} sigma away from the expected {2} ({s0})")},
    {"shift",
     QT_TRANSLATE_NOOP(
         "tributary::ui::AlertReason",
         "the mean of the last {0} rows has moved by {1} from the expected value ({2} sigma, {s0})")},
    {"variance",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                       "the noise has grown: the last {0} rows scatter {1} times as widely as usual")},
    {"flat",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                       "the value has not changed from {0} for {1} rows; so long a standstill is new")},
    {"pattern",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                       "the last {0} rows look like nothing in the past; the row is as rare as one in {1}")},
    {"tail", QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                               "{0} is far {s0} the drifting mean: a chance of one in {1}")},
    {"count.high", QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                                     "{0} events, where {1} are usual at this time: a chance of one in {2}")},
    {"count.sum", QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                                    "{0} events in {1} rows, where {2} are usual: a chance of one in {3}")},
    {"count.silence",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                       "nothing for {0} rows, where {1} events were due: a chance of one in {2}")},
    {"gap",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "no row came for {0} s; usually one comes every {1} s")},
    {"missing", QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "{0} rows have no value")},
    {"reset",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "the counter fell from {0} to {1}: it was reset")},
    {"bounds.low",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "{0} is below {1}, the lowest that is allowed")},
    {"bounds.high",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "{0} is above {1}, the highest that is allowed")},
    {"columns",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                       "the columns do not fit together as usual; most of it comes from {s0} ({0} %)")},
    {"suggest.season",
     QT_TRANSLATE_NOOP(
         "tributary::ui::AlertReason",
         "{0} % of the movement is a season of {1} rows: an anomaly condition fits better than a threshold")},
    {"suggest.tail",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                       "from {0} rows: {1} is passed about once a week, {2} about once in three months")},
    {"tune.never", QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                                     "it has not fired in {0} weeks: is its threshold within reach, and does "
                                     "its query still find rows?")},
    {"tune.always",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                       "it was firing {0} % of the time: raise its threshold, or mend what it tells of")},
    {"tune.flaps",
     QT_TRANSLATE_NOOP(
         "tributary::ui::AlertReason",
         "{0} of {1} alerts came back within 10 minutes: set a recovery threshold, or keep_firing_for")},
    {"tune.short", QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                                     "half of its {0} alerts were over within {1} minutes: a `for` of {2} "
                                     "minutes would keep most of them back")},
    {"tune.hour",
     QT_TRANSLATE_NOOP(
         "tributary::ui::AlertReason",
         "{0} of {1} alerts began in the hour from {2}:00 UTC: mute that time, or use an anomaly condition")},
    {"tune.ignored",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                       "{0} of {1} alerts were taken by anybody: send it elsewhere, or lower its severity")},
    {"tune.many", QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                                    "it fires {0} times a week: group it, or raise its threshold")},
    {"change", QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "{0} after {1} {s0} ago")},
    {"age", QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "the newest row is of {s0}")},
    {"series.missing",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "{s0} is not among the rows since {s1}")},
    {"query.empty", QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "the query returns no data")},
    {"query.error", QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "{s0}")},
    {"rows.none", QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "the query returns no rows")},
    {"rows.none_for", QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "there is no row for {s0}")},
    {"check.rows", QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "{0} failing rows, {1} allowed")},
    {"check.missing", QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "columns missing: {s0}")},
    {"check.unexpected", QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "unexpected columns: {s0}")},
    {"check.both",
     QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "columns missing: {s0}; unexpected columns: {s1}")},
    {"limit", QT_TRANSLATE_NOOP("tributary::ui::AlertReason", "over the limit")},
    {"peer.outlier", QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                                       "{s0} has left its {2} peers: it is at {0}, their middle at {1}")},
    {"peer", QT_TRANSLATE_NOOP("tributary::ui::AlertReason",
                               "{s0} has left its {1} peers, whose middle is {2}: by {0} sigma")},
};

}  // namespace

std::span<const ReasonText> reasonTexts() {
    return kTexts;
}

QString reasonText(const alerts::detectors::Reason& reason, const std::string& otherwise) {
    for (const ReasonText& text : kTexts) {
        if (reason.code != text.code) continue;
        const QString own = QCoreApplication::translate("tributary::ui::AlertReason", text.english);
        return make::text(alerts::detectors::fillReason(own.toStdString(), reason));
    }
    return make::text(otherwise);
}

}  // namespace tributary::ui
