// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include "core/alerts/template/functions.h"
#include "core/alerts/template/go_format.h"

namespace tributary::alerts::templates {
namespace {

tl::unexpected<Error> wrong(std::string message) {
    return fail(ErrorCode::Syntax, std::move(message));
}

enum class Basic { Bool, Int, Float, Text, None };

Basic basicKind(const Json& json) {
    if (json.is_boolean()) return Basic::Bool;
    if (json.is_number_integer()) return Basic::Int;
    if (json.is_number_float()) return Basic::Float;
    return textOf(json) ? Basic::Text : Basic::None;
}

tl::unexpected<Error> incomparable(const Json& a, const Json& b) {
    return wrong(
        "a " + goType(a) + " cannot be compared with a " + goType(b) +
        (basicKind(a) != Basic::Text && basicKind(b) != Basic::Text ? " (write 1.0 for a float)." : "."));
}

Result<bool> isEqual(const Json& a, const Json& b) {
    if (a.is_null() || b.is_null()) return a.is_null() == b.is_null();
    const Basic kind = basicKind(a);
    if (kind != basicKind(b)) return incomparable(a, b);
    if (kind == Basic::Text) return *textOf(a) == *textOf(b);
    if (kind == Basic::None) {
        if (a.type() != b.type() || a.is_array() || isLabelMap(a)) return incomparable(a, b);
    }
    return a == b;
}

Result<bool> isLess(const Json& a, const Json& b) {
    const Basic kind = basicKind(a);
    if (kind != basicKind(b) || kind == Basic::Bool || kind == Basic::None) return incomparable(a, b);
    if (kind == Basic::Int) return a.get<int64_t>() < b.get<int64_t>();
    if (kind == Basic::Float) return a.get<double>() < b.get<double>();
    return *textOf(a) < *textOf(b);
}

Result<Value> asValue(Result<bool> answer, bool negate = false) {
    if (!answer) return fail(answer.error());
    return Value(*answer != negate);
}

Result<Value> eq(const Arguments& a, const TemplateOptions&) {
    for (size_t i = 1; i < a.size(); ++i) {
        auto same = isEqual(a[0].json(), a[i].json());
        if (!same) return fail(same.error());
        if (*same) return Value(true);
    }
    return Value(false);
}
Result<Value> ne(const Arguments& a, const TemplateOptions&) {
    return asValue(isEqual(a[0].json(), a[1].json()), true);
}
Result<Value> lt(const Arguments& a, const TemplateOptions&) {
    return asValue(isLess(a[0].json(), a[1].json()));
}
Result<Value> ge(const Arguments& a, const TemplateOptions&) {
    return asValue(isLess(a[0].json(), a[1].json()), true);
}
// Go defines le as "less or equal" and gt as "not le": what matters for NaN.
Result<bool> isLessOrEqual(const Arguments& a) {
    auto less = isLess(a[0].json(), a[1].json());
    if (!less || *less) return less;
    return isEqual(a[0].json(), a[1].json());
}
Result<Value> le(const Arguments& a, const TemplateOptions&) {
    return asValue(isLessOrEqual(a));
}
Result<Value> gt(const Arguments& a, const TemplateOptions&) {
    return asValue(isLessOrEqual(a), true);
}

Result<Value> logicalNot(const Arguments& a, const TemplateOptions&) {
    return Value(!isTrue(a[0].json()));
}

Result<Value> length(const Arguments& a, const TemplateOptions&) {
    const Json& json = a[0].json();
    if (const std::string* text = textOf(json)) return Value(static_cast<int64_t>(text->size()));
    if (json.is_array() || json.is_object()) return Value(static_cast<int64_t>(json.size()));
    return wrong("a value of type " + goType(json) + " has no length.");
}

Result<Value> index(const Arguments& a, const TemplateOptions&) {
    Value item = a[0];
    for (size_t i = 1; i < a.size(); ++i) {
        auto next = elementOf(item, a[i]);
        if (!next) return next;
        item = *next;
    }
    return item;
}

Result<Value> slice(const Arguments& a, const TemplateOptions&) {
    const Json& json = a[0].json();
    const std::string* text = textOf(json);
    if (!text && !json.is_array()) return wrong("a value of type " + goType(json) + " cannot be sliced.");
    if (text && a.size() > 3) return wrong("text takes at most two places.");
    const size_t size = text ? text->size() : json.size();
    std::array<size_t, 3> places{0, size, size};
    for (size_t i = 1; i < a.size(); ++i) {
        if (!a[i].json().is_number_integer()) return wrong("places are whole numbers.");
        const int64_t place = a[i].json().get<int64_t>();
        if (place < 0 || static_cast<size_t>(place) > size)
            return wrong("the place " + std::to_string(place) + " is out of range: the length is " +
                         std::to_string(size) + ".");
        places[i - 1] = static_cast<size_t>(place);
    }
    if (places[0] > places[1] || places[1] > places[2]) return wrong("the places are in the wrong order.");
    if (text) return Value(text->substr(places[0], places[1] - places[0]));
    Json out = Json::array();
    for (size_t i = places[0]; i < places[1]; ++i) out.push_back(json[i]);
    return Value(std::move(out));
}

Result<Value> print(const Arguments& a, const TemplateOptions&) {
    return Value(formatPrint(a, false));
}
Result<Value> println(const Arguments& a, const TemplateOptions&) {
    return Value(formatPrint(a, true));
}
Result<Value> printf(const Arguments& a, const TemplateOptions& options) {
    auto format = textArgument(a[0]);
    if (!format) return fail(format.error());
    return Value(formatPrintf(**format, {a.begin() + 1, a.end()}, options.maxOutput));
}

Result<Value> html(const Arguments& a, const TemplateOptions&) {
    return Value(escapeHtml(formatPrint(a, false)));
}

Result<Value> js(const Arguments& a, const TemplateOptions&) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    const std::string text = formatPrint(a, false);
    std::string out;
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\\' || c == '\'' || c == '"') {
            out += std::string("\\") + c;
        } else if (c == '<' || c == '>' || c == '&' || c == '=' || byte < 0x20) {
            out += std::string("\\u00") + kHex[byte >> 4] + kHex[byte & 15];
        } else {
            out += c;
        }
    }
    return Value(std::move(out));
}

Result<Value> urlquery(const Arguments& a, const TemplateOptions&) {
    return Value(escapeQuery(formatPrint(a, false)));
}

Result<Value> lazily(const Arguments&, const TemplateOptions&) {
    return fail(ErrorCode::Internal, "'and' and 'or' are run by the executor.");
}

}  // namespace

const std::vector<Function>& goFunctions() {
    static const std::vector<Function> kFunctions{
        {"and", 1, -1, lazily},    {"or", 1, -1, lazily},
        {"not", 1, 1, logicalNot}, {"eq", 2, -1, eq},
        {"ne", 2, 2, ne},          {"lt", 2, 2, lt},
        {"le", 2, 2, le},          {"gt", 2, 2, gt},
        {"ge", 2, 2, ge},          {"len", 1, 1, length},
        {"index", 1, -1, index},   {"slice", 1, 4, slice},
        {"print", 0, -1, print},   {"println", 0, -1, println},
        {"printf", 1, -1, printf}, {"html", 0, -1, html},
        {"js", 0, -1, js},         {"urlquery", 0, -1, urlquery},
    };
    return kFunctions;
}

const Function* findFunction(std::string_view name) {
    for (const auto* table : {&goFunctions(), &monitoringFunctions()}) {
        for (const Function& function : *table) {
            if (function.name == name) return &function;
        }
    }
    return nullptr;
}

Result<const std::string*> textArgument(const Value& value) {
    if (const std::string* text = textOf(value.json())) return text;
    return wrong("text is expected, not a value of type " + goType(value.json()) + ".");
}

std::string escapeHtml(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        switch (c) {
            case '"':
                out += "&#34;";
                break;
            case '\'':
                out += "&#39;";
                break;
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '\0':
                out += "\xEF\xBF\xBD";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string escapeQuery(std::string_view text) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || c == '-' || c == '_' || c == '.' || c == '~') {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            out += std::string("%") + kHex[byte >> 4] + kHex[byte & 15];
        }
    }
    return out;
}

}  // namespace tributary::alerts::templates
