// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/evaluation/eval_time.h"

#include <algorithm>

namespace tributary::alerts {
namespace {

constexpr std::string_view kTime = "$eval_time";
constexpr std::string_view kMillis = "$eval_time_ms";
constexpr std::string_view kText = "$eval_time_rfc3339";
constexpr std::string_view kTimes = "$eval_times";

/// "2025-01-31 12:00:00.250", without the fraction when there is none.
std::string sqlTime(TimePoint at, char between) {
    std::string text = timeText(at);  // 2025-01-31T12:00:00.250Z
    text[10] = between;
    text.pop_back();
    if (text.ends_with(".000")) text.resize(text.size() - 4);
    return text;
}

std::string millisText(TimePoint at) {
    return std::to_string(at.time_since_epoch().count());
}

void replaceAll(std::string& text, std::string_view what, const std::string& by) {
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

}  // namespace

bool usesEvalTime(std::string_view sql) {
    const auto tokens = sql::tokenize(sql, sql::Lexis::DuckDb);
    return std::any_of(tokens.begin(), tokens.end(), [&](const sql::Token& token) {
        const auto text = sql.substr(token.begin, token.end - token.begin);
        return token.kind == sql::TokenKind::Parameter && (text == kTime || text == kMillis);
    });
}

std::string withEvalTime(std::string_view sql, const std::string& timestamp, const std::string& millis) {
    std::string out;
    for (const auto& token : sql::tokenize(sql, sql::Lexis::DuckDb)) {
        const auto text = sql.substr(token.begin, token.end - token.begin);
        const bool parameter = token.kind == sql::TokenKind::Parameter;
        if (parameter && text == kTime) {
            out += timestamp;
        } else if (parameter && text == kMillis) {
            out += millis;
        } else {
            out += text;
        }
    }
    return out;
}

std::string withEvalTime(std::string_view sql, TimePoint at) {
    return withEvalTime(sql, "TIMESTAMP '" + sqlTime(at, ' ') + "'", millisText(at));
}

std::string nativeWithEvalTime(std::string_view text, TimePoint at) {
    std::string out(text);
    replaceAll(out, kTimes, sqlTime(at, 'T') + "Z");
    replaceAll(out, kMillis, millisText(at));
    replaceAll(out, kText, sqlTime(at, 'T') + "Z");
    replaceAll(out, kTime, "'" + sqlTime(at, ' ') + "'");
    return out;
}

bool asksManyTimes(std::string_view text) {
    return text.find(kTimes) != std::string_view::npos;
}

std::string nativeWithEvalTimes(std::string_view text, TimePoint from, TimePoint to, Duration step) {
    std::string out(text);
    replaceAll(out, kTimes,
               sqlTime(from, 'T') + "Z/" + sqlTime(to, 'T') + "Z/" + std::to_string(step.count()) + "ms");
    return out;
}

}  // namespace tributary::alerts
