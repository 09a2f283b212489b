// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/resolve/struct_type.h"

#include "core/lineage/resolve/relation.h"

namespace tributary::lineage {
namespace {

std::string_view trimmed(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool opens(char c) {
    return c == '<' || c == '(' || c == '[';
}
bool closes(char c) {
    return c == '>' || c == ')' || c == ']';
}

/// "a INT", "a: INT", "`foo bar` INT".
std::pair<std::string, std::string> field(std::string_view text) {
    text = trimmed(text);
    if (text.empty()) return {};
    if (text.front() == '`' || text.front() == '"') {
        const size_t end = text.find(text.front(), 1);
        if (end == std::string_view::npos) return {std::string(text), ""};
        std::string_view rest = trimmed(text.substr(end + 1));
        if (rest.starts_with(":")) rest.remove_prefix(1);
        return {std::string(text.substr(1, end - 1)), std::string(trimmed(rest))};
    }
    const size_t end = text.find_first_of(" :\t");
    if (end == std::string_view::npos) return {std::string(text), ""};
    std::string_view rest = trimmed(text.substr(end));
    if (rest.starts_with(":")) rest.remove_prefix(1);
    return {std::string(text.substr(0, end)), std::string(trimmed(rest))};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> structFields(std::string_view type) {
    type = trimmed(type);
    const size_t open = type.find_first_of("<(");
    if (open == std::string_view::npos) return {};
    const std::string_view kind = trimmed(type.substr(0, open));
    std::string_view inner = type.substr(open + 1);
    if (!inner.empty() && closes(inner.back())) inner.remove_suffix(1);
    if (sameName(kind, "ARRAY") || sameName(kind, "LIST")) return structFields(inner);
    const bool known = sameName(kind, "STRUCT") || sameName(kind, "ROW") || sameName(kind, "TUPLE") ||
                       sameName(kind, "OBJECT") || sameName(kind, "RECORD");
    if (!known) return {};
    std::vector<std::pair<std::string, std::string>> out;
    size_t depth = 0;
    size_t begin = 0;
    for (size_t i = 0; i <= inner.size(); ++i) {
        if (i < inner.size() && opens(inner[i])) ++depth;
        if (i < inner.size() && closes(inner[i]) && depth > 0) --depth;
        if (i < inner.size() && (inner[i] != ',' || depth > 0)) continue;
        auto one = field(inner.substr(begin, i - begin));
        if (!one.first.empty()) out.push_back(std::move(one));
        begin = i + 1;
    }
    return out;
}

}  // namespace tributary::lineage
