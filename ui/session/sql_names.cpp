// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/sql_names.h"

#include <algorithm>
#include <cctype>
#include <duckdb/parser/keyword_helper.hpp>
#include <duckdb/parser/simplified_token.hpp>

namespace tributary::ui {

namespace {

bool needsQuotes(const std::string& word) {
    switch (duckdb::KeywordHelper::KeywordCategoryType(word)) {
        case duckdb::KeywordCategory::KEYWORD_RESERVED:
        case duckdb::KeywordCategory::KEYWORD_TYPE_FUNC:
            return true;
        default:
            return false;
    }
}

}  // namespace

std::string quotedIfNeeded(const std::string& name) {
    const auto plain = [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '_'; };
    if (!name.empty() && std::all_of(name.begin(), name.end(), plain) &&
        !std::isdigit(static_cast<unsigned char>(name[0])) && !needsQuotes(name)) {
        return name;
    }
    std::string quoted = "\"";
    for (const char c : name) {
        quoted.push_back(c);
        if (c == '"') quoted.push_back('"');
    }
    return quoted + "\"";
}

std::string qualifiedName(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        if (!text.empty()) text.push_back('.');
        text += quotedIfNeeded(part);
    }
    return text;
}

}  // namespace tributary::ui
