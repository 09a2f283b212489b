// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <cmath>
#include <cwctype>
#include <memory>

#include "core/alerts/template/functions.h"
#include "core/alerts/template/go_format.h"

/// What Prometheus and Alertmanager add to Go's own functions.
namespace tributary::alerts::templates {
namespace {

tl::unexpected<Error> wrong(std::string message) {
    return fail(ErrorCode::Syntax, std::move(message));
}

Result<double> numberArgument(const Value& value) {
    const Json& json = value.json();
    if (json.is_number()) return json.get<double>();
    if (hasTag(json, kDurationTag)) return static_cast<double>(json.begin().value().get<int64_t>()) / 1000;
    if (const std::string* text = textOf(json)) {
        if (const auto number = parseGoFloat(*text)) return *number;
        return wrong("'" + *text + "' is not a number.");
    }
    return wrong("a number is expected, not a value of type " + goType(json) + ".");
}

std::string fourDigits(double value) {
    return formatFloat(value, 'g', 4);
}

constexpr std::array<std::string_view, 8> kLarge{"k", "M", "G", "T", "P", "E", "Z", "Y"};
constexpr std::array<std::string_view, 8> kSmall{"m", "u", "n", "p", "f", "a", "z", "y"};

std::string scaledUp(double value, double step, std::string_view suffix) {
    std::string_view prefix;
    for (std::string_view next : kLarge) {
        if (std::abs(value) < step) break;
        prefix = next;
        value /= step;
    }
    return fourDigits(value) + std::string(prefix) + (prefix.empty() ? "" : std::string(suffix));
}

std::string scaledDown(double value) {
    std::string_view prefix;
    for (std::string_view next : kSmall) {
        if (std::abs(value) >= 1) break;
        prefix = next;
        value *= 1000;
    }
    return fourDigits(value) + std::string(prefix);
}

std::string humanizeNumber(double value) {
    if (value == 0 || !std::isfinite(value)) return fourDigits(value);
    return std::abs(value) >= 1 ? scaledUp(value, 1000, "") : scaledDown(value);
}

std::string humanize1024Number(double value) {
    if (std::abs(value) <= 1 || !std::isfinite(value)) return fourDigits(value);
    return scaledUp(value, 1024, "i");
}

std::string humanizeSeconds(double value) {
    if (!std::isfinite(value)) return fourDigits(value);
    if (value == 0) return fourDigits(value) + "s";
    if (std::abs(value) < 1) return scaledDown(value) + "s";
    const std::string sign = value < 0 ? "-" : "";
    value = std::abs(value);
    if (value >= 9e18) return sign + fourDigits(value) + "s";
    const auto whole = static_cast<int64_t>(value);
    const int64_t seconds = whole % 60;
    const int64_t minutes = whole / 60 % 60;
    const int64_t hours = whole / 3600 % 24;
    const int64_t days = whole / 86400;
    if (days) return fmt::format("{}{}d {}h {}m {}s", sign, days, hours, minutes, seconds);
    if (hours) return fmt::format("{}{}h {}m {}s", sign, hours, minutes, seconds);
    if (minutes) return fmt::format("{}{}m {}s", sign, minutes, seconds);
    return sign + fourDigits(value) + "s";
}

template <std::string (*write)(double)>
Result<Value> numeric(const Arguments& a, const TemplateOptions&) {
    auto number = numberArgument(a[0]);
    if (!number) return fail(number.error());
    return Value(write(*number));
}

std::string percentage(double value) {
    return fourDigits(value * 100) + "%";
}

Result<TimePoint> timeFromSeconds(double seconds) {
    const double nanos = seconds * 1e9;
    if (!std::isfinite(seconds) || nanos > 9.2233720368547748e18 || nanos < -9.2233720368547758e18)
        return wrong(formatFloat(seconds, 'g', -1) + " seconds are no time that can be shown.");
    return TimePoint(Duration(static_cast<int64_t>(nanos) / 1'000'000));
}

Result<Value> toTime(const Arguments& a, const TemplateOptions&) {
    auto number = numberArgument(a[0]);
    if (!number) return fail(number.error());
    auto time = timeFromSeconds(*number);
    if (!time) return fail(time.error());
    return Value(templateTime(*time));
}

Result<Value> humanizeTimestamp(const Arguments& a, const TemplateOptions& options) {
    auto number = numberArgument(a[0]);
    if (!number) return fail(number.error());
    if (!std::isfinite(*number)) return Value(fourDigits(*number));
    auto time = toTime({Value(*number)}, options);
    if (!time) return time;
    return Value(formatValue(time->json()));
}

Result<Value> parseDurationText(const Arguments& a, const TemplateOptions&) {
    auto text = textArgument(a[0]);
    if (!text) return fail(text.error());
    auto duration = alerts::parseDuration(**text);
    if (!duration) return fail(duration.error());
    return Value(static_cast<double>(duration->count()) / 1000);
}

/// Characters in upper or lower case as Unicode has them, whatever the user's locale.
enum class Case { Upper, Lower, Title };

std::string changeCase(std::string_view text, Case wanted) {
    struct Free {
        void operator()(std::remove_pointer_t<locale_t>* locale) const { freelocale(locale); }
    };
    const std::unique_ptr<std::remove_pointer_t<locale_t>, Free> locale(
        newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr)));
    std::string out;
    bool inWord = false;
    for (size_t at = 0; at < text.size();) {
        const size_t begin = at;
        uint32_t c = nextCodePoint(text, at);
        const uint32_t original = c;
        const auto wide = static_cast<wint_t>(c);
        const bool upper = wanted == Case::Upper || (wanted == Case::Title && !inWord);
        if (locale && (upper || wanted == Case::Lower))
            c = upper ? towupper_l(wide, locale.get()) : towlower_l(wide, locale.get());
        else if (c < 0x80 && (upper || wanted == Case::Lower))
            c = static_cast<uint32_t>(upper ? std::toupper(static_cast<int>(c))
                                            : std::tolower(static_cast<int>(c)));
        // What strings.Title takes for a part of a word.
        inWord = original == '_' || (original < 0x80 ? std::isalnum(static_cast<int>(original)) != 0
                                                     : !(locale && iswspace_l(wide, locale.get())));
        if (c == original) {
            out += text.substr(begin, at - begin);
        } else {
            appendUtf8(out, c);
        }
    }
    return out;
}

template <Case wanted>
Result<Value> cased(const Arguments& a, const TemplateOptions&) {
    auto text = textArgument(a[0]);
    if (!text) return fail(text.error());
    return Value(changeCase(**text, wanted));
}

Result<Value> trimSpace(const Arguments& a, const TemplateOptions&) {
    auto text = textArgument(a[0]);
    if (!text) return fail(text.error());
    const size_t begin = (*text)->find_first_not_of(" \t\r\n\v\f");
    if (begin == std::string::npos) return Value(std::string());
    return Value((*text)->substr(begin, (*text)->find_last_not_of(" \t\r\n\v\f") - begin + 1));
}

Result<std::shared_ptr<RE2>> expression(const Value& pattern) {
    auto text = textArgument(pattern);
    if (!text) return fail(text.error());
    RE2::Options options;
    options.set_log_errors(false);
    auto compiled = std::make_shared<RE2>(**text, options);
    if (!compiled->ok())
        return wrong("'" + **text + "' is not a regular expression: " + compiled->error() + ".");
    return compiled;
}

Result<Value> match(const Arguments& a, const TemplateOptions&) {
    auto compiled = expression(a[0]);
    if (!compiled) return fail(compiled.error());
    auto text = textArgument(a[1]);
    if (!text) return fail(text.error());
    return Value(RE2::PartialMatch(**text, **compiled));
}

/// Go's Regexp.Expand: $1, $name, ${name}, $$.
std::string expandReplacement(std::string_view replacement, const std::vector<re2::StringPiece>& groups,
                              const RE2& compiled) {
    std::string out;
    const auto append = [&](const std::string& name) {
        size_t index = groups.size();
        if (!name.empty() && std::all_of(name.begin(), name.end(), ::isdigit) && name.size() < 6) {
            index = static_cast<size_t>(std::stoi(name));
        } else if (const auto it = compiled.NamedCapturingGroups().find(name);
                   it != compiled.NamedCapturingGroups().end()) {
            index = static_cast<size_t>(it->second);
        }
        if (index < groups.size())
            out.append(groups[index].data() ? groups[index].data() : "", groups[index].size());
    };
    for (size_t at = 0; at < replacement.size(); ++at) {
        if (replacement[at] != '$' || at + 1 == replacement.size()) {
            out += replacement[at];
            continue;
        }
        if (replacement[at + 1] == '$') {
            out += replacement[++at];
            continue;
        }
        const bool braces = replacement[at + 1] == '{';
        const size_t begin = at + (braces ? 2 : 1);
        size_t end = begin;
        while (end < replacement.size() &&
               (std::isalnum(static_cast<unsigned char>(replacement[end])) || replacement[end] == '_'))
            ++end;
        if (end == begin || (braces && (end == replacement.size() || replacement[end] != '}'))) {
            out += '$';
            continue;
        }
        append(std::string(replacement.substr(begin, end - begin)));
        at = braces ? end : end - 1;
    }
    return out;
}

Result<Value> reReplaceAll(const Arguments& a, const TemplateOptions& options) {
    auto compiled = expression(a[0]);
    if (!compiled) return fail(compiled.error());
    auto replacement = textArgument(a[1]);
    auto text = textArgument(a[2]);
    if (!replacement || !text) return fail(!replacement ? replacement.error() : text.error());
    const std::string& in = **text;
    std::vector<re2::StringPiece> groups(static_cast<size_t>((*compiled)->NumberOfCapturingGroups()) + 1);
    std::string out;
    size_t done = 0;
    size_t at = 0;
    size_t lastEnd = std::string::npos;
    while (at <= in.size() && out.size() <= options.maxOutput) {
        if (!(*compiled)->Match(in, at, in.size(), RE2::UNANCHORED, groups.data(),
                                static_cast<int>(groups.size())))
            break;
        const auto begin = static_cast<size_t>(groups[0].data() - in.data());
        const size_t end = begin + groups[0].size();
        // An empty match right behind another is none, as in Go.
        if (end > begin || begin != lastEnd) {
            out += in.substr(done, begin - done) + expandReplacement(**replacement, groups, **compiled);
            done = end;
            lastEnd = end;
        }
        at = end;
        if (end == begin) at < in.size() ? static_cast<void>(nextCodePoint(in, at)) : static_cast<void>(++at);
    }
    return Value(out + in.substr(done));
}

Result<Value> first(const Arguments& a, const TemplateOptions&) {
    if (!a[0].json().is_array()) return wrong("a list is expected.");
    if (a[0].json().empty()) return wrong("the list is empty.");
    return a[0].part(a[0].json()[0]);
}

const Json* member(const Json& sample, const char* name) {
    if (!sample.is_object()) return nullptr;
    const auto it = sample.find(name);
    return it == sample.end() ? nullptr : &*it;
}

Result<Value> labelNamed(const std::string& name, const Value& sample) {
    const Json* labels = member(sample.json(), "Labels");
    if (!labels || !labels->is_object()) return wrong("a sample with labels is expected.");
    const auto it = labels->find(name);
    return it == labels->end() ? Value(std::string()) : sample.part(*it);
}

Result<Value> label(const Arguments& a, const TemplateOptions&) {
    auto name = textArgument(a[0]);
    if (!name) return fail(name.error());
    return labelNamed(**name, a[1]);
}

Result<Value> value(const Arguments& a, const TemplateOptions&) {
    const Json* number = member(a[0].json(), "Value");
    if (!number) return wrong("a sample with a value is expected.");
    return a[0].part(*number);
}

Result<Value> strvalue(const Arguments& a, const TemplateOptions&) {
    return labelNamed("__value__", a[0]);
}

Result<Value> sortByLabel(const Arguments& a, const TemplateOptions&) {
    auto name = textArgument(a[0]);
    if (!name) return fail(name.error());
    if (!a[1].json().is_array()) return wrong("a list of samples is expected.");
    std::vector<std::pair<std::string, const Json*>> keyed;
    for (const Json& sample : a[1].json()) {
        const Json* labels = member(sample, "Labels");
        keyed.emplace_back(labels && labels->is_object() ? labels->value(**name, "") : "", &sample);
    }
    std::stable_sort(keyed.begin(), keyed.end(),
                     [](const auto& x, const auto& y) { return x.first < y.first; });
    Json out = Json::array();
    for (const auto& [key, sample] : keyed) out.push_back(*sample);
    return Value(std::move(out));
}

Result<Value> args(const Arguments& a, const TemplateOptions&) {
    Json out = Json::object();
    for (size_t i = 0; i < a.size(); ++i) out["arg" + std::to_string(i)] = a[i].json();
    return Value(std::move(out));
}

Result<Value> query(const Arguments& a, const TemplateOptions& options) {
    auto text = textArgument(a[0]);
    if (!text) return fail(text.error());
    if (!options.query) return wrong("no source is there to be asked.");
    auto answer = options.query(**text);
    if (!answer) return fail(answer.error());
    return Value(std::move(*answer));
}

Result<Value> safeHtml(const Arguments& a, const TemplateOptions&) {
    auto text = textArgument(a[0]);
    if (!text) return fail(text.error());
    return Value(templateHtml(**text));
}

Result<Value> join(const Arguments& a, const TemplateOptions& options) {
    auto separator = textArgument(a[0]);
    if (!separator) return fail(separator.error());
    if (!a[1].json().is_array()) return wrong("a list of texts is expected.");
    std::string out;
    for (size_t i = 0; i < a[1].json().size() && out.size() <= options.maxOutput; ++i) {
        auto item = textArgument(a[1].part(a[1].json()[i]));
        if (!item) return fail(item.error());
        out += (i ? **separator : std::string()) + **item;
    }
    return Value(std::move(out));
}

Result<Value> stringSlice(const Arguments& a, const TemplateOptions&) {
    Json out = Json::array();
    for (const Value& item : a) {
        auto text = textArgument(item);
        if (!text) return fail(text.error());
        out.push_back(**text);
    }
    return Value(std::move(out));
}

/// net.SplitHostPort; false when there is no port.
bool splitHostPort(const std::string& text, std::string& host, std::string& port) {
    const size_t colon = text.rfind(':');
    if (colon == std::string::npos) return false;
    port = text.substr(colon + 1);
    host = text.substr(0, colon);
    if (!host.empty() && host[0] == '[') {
        if (host.back() != ']') return false;
        host = host.substr(1, host.size() - 2);
        return host.find_first_of("[]") == std::string::npos;
    }
    return host.find_first_of(":[]") == std::string::npos && port.find_first_of("[]") == std::string::npos;
}

Result<Value> stripPort(const Arguments& a, const TemplateOptions&) {
    auto text = textArgument(a[0]);
    if (!text) return fail(text.error());
    std::string host, port;
    return Value(splitHostPort(**text, host, port) ? host : **text);
}

bool isAddress(const std::string& host) {
    if (host.find(':') != std::string::npos) return true;
    return !host.empty() && host.find_first_not_of("0123456789.") == std::string::npos &&
           std::count(host.begin(), host.end(), '.') == 3;
}

Result<Value> stripDomain(const Arguments& a, const TemplateOptions&) {
    auto text = textArgument(a[0]);
    if (!text) return fail(text.error());
    std::string host, port;
    const bool hasPort = splitHostPort(**text, host, port);
    if (!hasPort) host = **text;
    if (isAddress(host)) return Value(**text);
    host = host.substr(0, host.find('.'));
    return Value(hasPort ? host + ":" + port : host);
}

template <char tab>
Result<Value> expressionLink(const Arguments& a, const TemplateOptions&) {
    auto text = textArgument(a[0]);
    if (!text) return fail(text.error());
    return Value("/graph?g0.expr=" + escapeQuery(**text) + "&g0.tab=" + tab);
}

Result<Value> externalUrl(const Arguments&, const TemplateOptions& options) {
    return Value(options.externalUrl);
}

Result<Value> pathPrefix(const Arguments&, const TemplateOptions& options) {
    const size_t scheme = options.externalUrl.find("://");
    const size_t slash = options.externalUrl.find('/', scheme == std::string::npos ? 0 : scheme + 3);
    return Value(slash == std::string::npos ? std::string() : options.externalUrl.substr(slash));
}

Result<Value> toJson(const Arguments& a, const TemplateOptions&) {
    if (isTime(a[0].json())) return Value(Json(timeText(timeOf(a[0].json()))).dump());
    if (const std::string* text = textOf(a[0].json()))
        return Value(Json(*text).dump(-1, ' ', false, Json::error_handler_t::replace));
    return Value(a[0].json().dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

const std::vector<Function>& monitoringFunctions() {
    static const std::vector<Function> kFunctions{
        {"humanize", 1, 1, numeric<humanizeNumber>},
        {"humanize1024", 1, 1, numeric<humanize1024Number>},
        {"humanizeDuration", 1, 1, numeric<humanizeSeconds>},
        {"humanizePercentage", 1, 1, numeric<percentage>},
        {"humanizeTimestamp", 1, 1, humanizeTimestamp},
        {"toTime", 1, 1, toTime},
        {"parseDuration", 1, 1, parseDurationText},
        {"title", 1, 1, cased<Case::Title>},
        {"toUpper", 1, 1, cased<Case::Upper>},
        {"toLower", 1, 1, cased<Case::Lower>},
        {"trimSpace", 1, 1, trimSpace},
        {"match", 2, 2, match},
        {"reReplaceAll", 3, 3, reReplaceAll},
        {"first", 1, 1, first},
        {"label", 2, 2, label},
        {"value", 1, 1, value},
        {"strvalue", 1, 1, strvalue},
        {"sortByLabel", 2, 2, sortByLabel},
        {"args", 0, -1, args},
        {"query", 1, 1, query},
        {"safeHtml", 1, 1, safeHtml},
        {"join", 2, 2, join},
        {"stringSlice", 0, -1, stringSlice},
        {"stripPort", 1, 1, stripPort},
        {"stripDomain", 1, 1, stripDomain},
        {"graphLink", 1, 1, expressionLink<'0'>},
        {"tableLink", 1, 1, expressionLink<'1'>},
        {"externalURL", 0, 0, externalUrl},
        {"pathPrefix", 0, 0, pathPrefix},
        {"toJson", 1, 1, toJson},
    };
    return kFunctions;
}

}  // namespace tributary::alerts::templates
