// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/axis_scale.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QTimeZone>
#include <algorithm>
#include <array>
#include <cmath>

namespace tributary::ui {

namespace {

constexpr double kSecond = 1e6;
constexpr double kMinute = 60 * kSecond;
constexpr double kHour = 60 * kMinute;
constexpr double kDay = 24 * kHour;
constexpr std::array<double, 24> kTimeSteps{1,         10,          100,          1e3,          1e4,
                                            1e5,       kSecond,     5 * kSecond,  15 * kSecond, 30 * kSecond,
                                            kMinute,   5 * kMinute, 15 * kMinute, 30 * kMinute, kHour,
                                            3 * kHour, 6 * kHour,   12 * kHour,   kDay,         2 * kDay,
                                            5 * kDay,  7 * kDay,    14 * kDay,    28 * kDay};
constexpr std::array<int, 9> kMonthSteps{1, 3, 6, 12, 24, 60, 120, 600, 1200};
constexpr double kMonth = 30.44 * kDay;

double niceStep(double span, int wanted) {
    const double raw = span / std::max(1, wanted);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    const double part = raw / power;
    return (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10) * power;
}

QString numberLabel(double value, double step) {
    struct Unit {
        double size;
        const char* sign;
    };
    static constexpr std::array<Unit, 4> kUnits{{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}}};
    if (value == 0) return QStringLiteral("0");
    const double magnitude = std::abs(value);
    if (magnitude >= 1e15 || (magnitude < 1e-5 && step < 1e-5)) return QString::number(value, 'g', 4);
    if (magnitude >= 1e5 || step >= 1e4) {
        for (const auto& unit : kUnits) {
            if (magnitude < unit.size) continue;
            const int digits =
                std::max(0, static_cast<int>(-std::floor(std::log10(step / unit.size) + 1e-9)));
            return QLocale().toString(value / unit.size, 'f', std::min(digits, 6)) + QLatin1Char(' ') +
                   QLatin1String(unit.sign);
        }
    }
    const int digits = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
    return QLocale().toString(value, 'f', std::min(digits, 10));
}

QDateTime momentOf(double micros) {
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(std::floor(micros / 1e3)), Qt::UTC);
}

QString timeLabel(double micros, double step, bool withDate) {
    const QDateTime moment = momentOf(micros);
    const QString day = moment.toString(QStringLiteral("yyyy-MM-dd"));
    if (step >= kDay) return day;
    QString clock = moment.toString(step >= kMinute ? QStringLiteral("HH:mm") : QStringLiteral("HH:mm:ss"));
    if (step < kSecond) {
        const double rest = micros - std::floor(micros / kSecond) * kSecond;
        const int digits = step >= 1e5 ? 1 : step >= 1e4 ? 2 : step >= 1e3 ? 3 : 6;
        clock += QStringLiteral(".%1").arg(qint64(rest / std::pow(10.0, 6 - digits)), digits, 10,
                                           QLatin1Char('0'));
    }
    const bool midnight = moment.time() == QTime(0, 0) && step >= kMinute;
    if (midnight) return day;
    return withDate ? day.mid(5) + QLatin1Char(' ') + clock : clock;
}

std::vector<AxisTick> monthTicks(double low, double high, int wanted) {
    int step = kMonthSteps.back();
    for (const int months : kMonthSteps) {
        if ((high - low) / (months * kMonth) <= wanted) {
            step = months;
            break;
        }
    }
    std::vector<AxisTick> ticks;
    const QDate first = momentOf(low).date();
    if (!first.isValid()) return ticks;
    int month = (first.year() * 12 + first.month() - 1) / step * step;
    for (; ticks.size() < 100; month += step) {
        const QDate date(month / 12, month % 12 + 1, 1);
        if (!date.isValid()) break;
        const double value =
            static_cast<double>(QDateTime(date, QTime(0, 0), Qt::UTC).toMSecsSinceEpoch()) * 1e3;
        if (value > high) break;
        if (value < low) continue;
        const bool years = step >= 12;
        ticks.push_back({value, date.toString(years ? QStringLiteral("yyyy") : QStringLiteral("yyyy-MM"))});
    }
    return ticks;
}

}  // namespace

std::vector<AxisTick> numberTicks(double low, double high, int wanted) {
    std::vector<AxisTick> ticks;
    if (!(high > low)) return {{low, numberLabel(low, 0.01)}};
    const double step = niceStep(high - low, wanted);
    const double first = std::ceil(low / step - 1e-9);
    for (int i = 0; i < 100; ++i) {
        const double value = (first + i) * step;
        if (value > high + step * 1e-9) break;
        ticks.push_back({value, numberLabel(value, step)});
    }
    return ticks;
}

std::vector<AxisTick> timeTicks(double low, double high, int wanted) {
    if (!(high > low)) return {{low, timeLabel(low, kSecond, true)}};
    const double raw = (high - low) / std::max(1, wanted);
    const auto found = std::lower_bound(kTimeSteps.begin(), kTimeSteps.end(), raw);
    if (found == kTimeSteps.end() || *found >= 28 * kDay) return monthTicks(low, high, wanted);
    const double step = *found;
    std::vector<AxisTick> ticks;
    QDate lastDay;
    for (double value = std::ceil(low / step) * step; value <= high && ticks.size() < 100; value += step) {
        const QDate day = momentOf(value).date();
        ticks.push_back({value, timeLabel(value, step, day != lastDay)});
        lastDay = day;
    }
    return ticks;
}

std::vector<AxisTick> timeTicksInZone(double low, double high, int wanted, const QByteArray& zone) {
    const QTimeZone clock(zone);
    if (zone.isEmpty() || !clock.isValid()) return timeTicks(low, high, wanted);
    const auto offset = [&clock](double utc) {
        return clock.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(utc / 1000), Qt::UTC)) *
               kSecond;
    };
    const double shift = offset(low);
    auto ticks = timeTicks(low + shift, high + shift, wanted);
    for (auto& tick : ticks) tick.value -= offset(tick.value - shift);
    return ticks;
}

AxisRange niceRange(double low, double high, bool includeZero) {
    if (includeZero) {
        low = std::min(low, 0.0);
        high = std::max(high, 0.0);
    }
    if (!(high > low)) {
        const double around = std::max(1.0, std::abs(low) * 0.1);
        return {includeZero && low >= 0 ? low : low - around, high + around};
    }
    const double step = niceStep(high - low, 8);
    const double pad = (high - low) * 0.04;
    AxisRange range{std::floor((low - (includeZero && low == 0 ? 0 : pad)) / step) * step,
                    std::ceil((high + (includeZero && high == 0 ? 0 : pad)) / step) * step};
    // A whole step of empty space is too much: keep to half steps.
    if (low - range.low > step * 0.6) range.low += step / 2;
    if (range.high - high > step * 0.6) range.high -= step / 2;
    // An axis that only reaches below zero for the sake of its margin would suggest values there.
    if (low >= 0) range.low = std::max(range.low, 0.0);
    if (high <= 0) range.high = std::min(range.high, 0.0);
    return range;
}

}  // namespace tributary::ui
