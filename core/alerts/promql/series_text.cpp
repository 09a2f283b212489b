// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/promql/series_text.h"

#include <charconv>

#include "core/alerts/promql/lexer.h"
#include "core/alerts/promql/series_store.h"

namespace tributary::alerts::promql {

namespace {

constexpr size_t kMostPoints = 1'000'000;

tl::unexpected<Error> notValues(std::string_view item) {
    return fail(ErrorCode::Syntax, "'" + std::string(item.substr(0, 60)) + "' is no value of a series.",
                "Values are written as 1, 1+2x3, 1x3, _, _x3 or stale, with spaces between them.");
}

bool readNumber(std::string_view& text, double& out) {
    const size_t sign = !text.empty() && text.front() == '+' ? 1 : 0;
    const auto [end, error] = std::from_chars(text.data() + sign, text.data() + text.size(), out);
    if (error != std::errc() || (sign == 1 && text.size() > 1 && text[1] == '-')) return false;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return true;
}

bool readTimes(std::string_view& text, size_t& out) {
    if (text.empty()) return true;
    if (text.front() != 'x') return false;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), out);
    if (error != std::errc() || out > kMostPoints) return false;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return text.empty();
}

Result<void> readItem(std::string_view item, std::vector<std::optional<double>>& out) {
    std::string_view rest = item;
    size_t times = 0;
    if (rest.front() == '_') {
        rest.remove_prefix(1);
        times = 1;
        if (!readTimes(rest, times)) return notValues(item);
        out.insert(out.end(), times, std::nullopt);
        return {};
    }
    double value = 0;
    double step = 0;
    if (rest.substr(0, 5) == "stale") {
        rest.remove_prefix(5);
        value = staleMarker();
    } else if (!readNumber(rest, value)) {
        return notValues(item);
    }
    if (!rest.empty() && (rest.front() == '+' || rest.front() == '-') && !readNumber(rest, step))
        return notValues(item);
    const bool repeated = !rest.empty();
    if (!readTimes(rest, times) || (step != 0 && !repeated)) return notValues(item);
    for (size_t i = 0; i <= times; ++i) {
        out.emplace_back(value);
        if (step != 0) value += step;  // a stale marker must not be added to
    }
    return {};
}

}  // namespace

Result<Labels> parseMetric(std::string_view text) {
    auto tokens = tokenize(text);
    if (!tokens) return fail(std::move(tokens.error()));
    using Kind = Token::Kind;
    Labels labels;
    size_t at = 0;
    const auto wrong = [&](const char* what) { return fail(syntaxError(text, (*tokens)[at].at, what)); };
    const auto symbol = [&](std::string_view wanted) {
        return (*tokens)[at].kind == Kind::Symbol && (*tokens)[at].text == wanted;
    };
    if ((*tokens)[at].kind == Kind::Word) labels["__name__"] = (*tokens)[at++].text;
    if (symbol("{")) {
        ++at;
        while (!symbol("}")) {
            if ((*tokens)[at].kind != Kind::Word) return wrong("a label's name is expected");
            const std::string name = (*tokens)[at++].text;
            if (!symbol("=")) return wrong("'=' is expected");
            ++at;
            if ((*tokens)[at].kind != Kind::Text) return wrong("a text in quotes is expected");
            if (!(*tokens)[at].text.empty()) labels[name] = (*tokens)[at].text;
            ++at;
            if (!symbol(",")) break;
            ++at;
        }
        if (!symbol("}")) return wrong("'}' is expected");
        ++at;
    }
    if ((*tokens)[at].kind != Kind::End) return wrong("the end is expected");
    return labels;
}

Result<std::vector<std::optional<double>>> parseValues(std::string_view text) {
    std::vector<std::optional<double>> values;
    constexpr std::string_view kSpace = " \t\r\n";
    for (size_t begin = text.find_first_not_of(kSpace); begin != std::string_view::npos;) {
        const size_t end = std::min(text.find_first_of(kSpace, begin), text.size());
        if (auto read = readItem(text.substr(begin, end - begin), values); !read)
            return fail(std::move(read.error()));
        if (values.size() > kMostPoints)
            return fail(ErrorCode::Resource, "A series of a test has more than a million points.");
        begin = text.find_first_not_of(kSpace, end);
    }
    return values;
}

}  // namespace tributary::alerts::promql
