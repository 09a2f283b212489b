// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/explanation.h"

#include <charconv>
#include <cstdio>

namespace tributary::alerts::detectors {
namespace {

struct Text {
    std::string_view code;
    std::string_view english;
};

constexpr Text kTexts[] = {
    {"spike", "{0} is {1} sigma away from the expected {2} ({s0})"},
    {"shift", "the mean of the last {0} rows has moved by {1} from the expected value ({2} sigma, {s0})"},
    {"variance", "the noise has grown: the last {0} rows scatter {1} times as widely as usual"},
    {"flat", "the value has not changed from {0} for {1} rows; so long a standstill is new"},
    {"pattern", "the last {0} rows look like nothing in the past; the row is as rare as one in {1}"},
    {"tail", "{0} is far {s0} the drifting mean: a chance of one in {1}"},
    {"count.high", "{0} events, where {1} are usual at this time: a chance of one in {2}"},
    {"count.sum", "{0} events in {1} rows, where {2} are usual: a chance of one in {3}"},
    {"count.silence", "nothing for {0} rows, where {1} events were due: a chance of one in {2}"},
    {"gap", "no row came for {0} s; usually one comes every {1} s"},
    {"missing", "{0} rows have no value"},
    {"reset", "the counter fell from {0} to {1}: it was reset"},
    {"bounds.low", "{0} is below {1}, the lowest that is allowed"},
    {"bounds.high", "{0} is above {1}, the highest that is allowed"},
    {"columns", "the columns do not fit together as usual; most of it comes from {s0} ({0} %)"},
    {"suggest.season",
     "{0} % of the movement is a season of {1} rows: an anomaly condition fits better than a threshold"},
    {"suggest.tail", "from {0} rows: {1} is passed about once a week, {2} about once in three months"},
    {"tune.never",
     "it has not fired in {0} weeks: is its threshold within reach, and does its query still find rows?"},
    {"tune.always", "it was firing {0} % of the time: raise its threshold, or mend what it tells of"},
    {"tune.flaps",
     "{0} of {1} alerts came back within 10 minutes: set a recovery threshold, or keep_firing_for"},
    {"tune.short",
     "half of its {0} alerts were over within {1} minutes: a `for` of {2} minutes would keep most of them "
     "back"},
    {"tune.hour",
     "{0} of {1} alerts began in the hour from {2}:00 UTC: mute that time, or use an anomaly condition"},
    {"tune.ignored", "{0} of {1} alerts were taken by anybody: send it elsewhere, or lower its severity"},
    {"tune.many", "it fires {0} times a week: group it, or raise its threshold"},
    {"change", "{0} after {1} {s0} ago"},
    {"age", "the newest row is of {s0}"},
    {"series.missing", "{s0} is not among the rows since {s1}"},
    {"query.empty", "the query returns no data"},
    {"query.error", "{s0}"},
    {"rows.none", "the query returns no rows"},
    {"rows.none_for", "there is no row for {s0}"},
    {"check.rows", "{0} failing rows, {1} allowed"},
    {"check.missing", "columns missing: {s0}"},
    {"check.unexpected", "unexpected columns: {s0}"},
    {"check.both", "columns missing: {s0}; unexpected columns: {s1}"},
    {"limit", "over the limit"},
    {"peer.outlier", "{s0} has left its {2} peers: it is at {0}, their middle at {1}"},
    {"peer", "{s0} has left its {1} peers, whose middle is {2}: by {0} sigma"},
};

/// Four significant digits at most, never in exponent form below a million.
std::string shortNumber(double value) {
    char text[64];
    const double size = value < 0 ? -value : value;
    const char* format = size >= 1e6 || (size > 0 && size < 1e-4) ? "%.3g" : size >= 1000 ? "%.0f" : "%.4g";
    std::snprintf(text, sizeof text, format, value);
    return text;
}

}  // namespace

std::string_view reasonText(std::string_view code) {
    for (const auto& text : kTexts)
        if (text.code == code) return text.english;
    return {};
}

std::string fillReason(std::string_view text, const Reason& reason) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '{') {
            out += text[i];
            continue;
        }
        const size_t end = text.find('}', i);
        if (end == std::string_view::npos) return out.append(text.substr(i));
        std::string_view place = text.substr(i + 1, end - i - 1);
        const bool word = !place.empty() && place.front() == 's';
        if (word) place.remove_prefix(1);
        size_t index = 0;
        const auto [stop, status] = std::from_chars(place.data(), place.data() + place.size(), index);
        if (status == std::errc() && stop == place.data() + place.size()) {
            if (word && index < reason.words.size()) out += reason.words[index];
            if (!word && index < reason.numbers.size()) out += shortNumber(reason.numbers[index]);
        }
        i = end;
    }
    return out;
}

std::string render(const Reason& reason) {
    return fillReason(reasonText(reason.code), reason);
}

}  // namespace tributary::alerts::detectors
