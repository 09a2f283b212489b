// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <vector>

namespace tributary::ui {

/// What the chart of a rule shows: one series, what the rule expected of it and what came of it. Times are
/// milliseconds since 1970, UTC; values NaN where there is none.
struct RuleChartData {
    struct Point {
        qint64 at = 0;
        double value = 0;
    };
    struct Band {
        qint64 at = 0;
        double lower = 0;
        double upper = 0;
    };
    enum class SpanState { Pending, Firing, Recovering, NoData, Error };
    struct Span {
        qint64 from = 0;
        qint64 to = 0;
        SpanState state = SpanState::Firing;
    };
    enum class LevelKind { Warn, Critical, Recovery };
    /// A horizontal line the user can drag.
    struct Level {
        LevelKind kind = LevelKind::Warn;
        double value = 0;
    };

    qint64 from = 0;
    qint64 to = 0;
    std::vector<Point> line;            ///< oldest first
    std::vector<Band> band;             ///< oldest first; empty: the rule has none
    std::vector<Point> marks;           ///< rows the rule found wrong
    std::vector<Span> spans;            ///< of the rule as it is on the form
    std::vector<Span> savedSpans;       ///< of the rule as it is saved, to compare; drawn as a strip
    std::vector<qint64> notifications;  ///< when a message would have gone out
    std::vector<Level> levels;
    QByteArray zone;        ///< in which times are labelled; empty: UTC
    bool hasSaved = false;  ///< `savedSpans` means something, even when it is empty
};

}  // namespace tributary::ui
