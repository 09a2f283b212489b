// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/schema.h"

namespace tributary::lineage {
namespace {

char closing(char open) {
    return open == '[' ? ']' : open;
}

bool isQuote(char c) {
    return c == '"' || c == '`' || c == '[';
}

/// Does one name end in the other, part by part? Both folded.
bool suffixMatch(const std::string& a, const std::string& b) {
    return a.size() >= b.size() ? endsWithName(a, b) : endsWithName(b, a);
}

}  // namespace

std::string lowerText(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

bool endsWithName(std::string_view name, std::string_view end) {
    if (!name.ends_with(end)) return false;
    return name.size() == end.size() || name[name.size() - end.size() - 1] == '.';
}

std::vector<std::string> splitName(std::string_view dotted) {
    std::vector<std::string> parts(1);
    for (size_t i = 0; i < dotted.size(); i++) {
        const char c = dotted[i];
        if (c == '.') {
            parts.emplace_back();
        } else if (isQuote(c) && parts.back().empty()) {
            const char close = closing(c);
            for (i++; i < dotted.size(); i++) {
                if (dotted[i] != close) {
                    parts.back() += dotted[i];
                } else if (i + 1 < dotted.size() && dotted[i + 1] == close) {
                    parts.back() += dotted[i++];
                } else {
                    break;
                }
            }
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

std::string joinName(const std::vector<std::string>& parts) {
    std::string out;
    for (const auto& part : parts) {
        if (!out.empty()) out += '.';
        if (part.find_first_of(".\"`[") == std::string::npos) {
            out += part;
            continue;
        }
        out += '"';
        for (char c : part) {
            if (c == '"') out += '"';
            out += c;
        }
        out += '"';
    }
    return out;
}

std::string foldName(std::string_view dotted) {
    auto parts = splitName(dotted);
    for (auto& part : parts) part = lowerText(part);
    return joinName(parts);
}

void SchemaCatalog::add(SchemaTable table) {
    const std::string key = foldName(table.name);
    if (m_tables.insert_or_assign(key, std::move(table)).second) {
        m_byLastPart.emplace(splitName(key).back(), key);
    }
}

void SchemaCatalog::remove(std::string_view name) {
    const std::string key = foldName(name);
    if (m_tables.erase(key) == 0) return;
    const auto [begin, end] = m_byLastPart.equal_range(splitName(key).back());
    for (auto at = begin; at != end; at++) {
        if (at->second != key) continue;
        m_byLastPart.erase(at);
        return;
    }
}

void SchemaCatalog::rename(std::string_view from, std::string_view to) {
    const auto* found = find(from);
    if (!found) return;
    SchemaTable table = *found;
    remove(table.name);
    table.name = to;
    add(std::move(table));
}

const SchemaTable* SchemaCatalog::find(std::string_view name) const {
    const std::string key = foldName(name);
    if (const auto exact = m_tables.find(key); exact != m_tables.end()) return &exact->second;
    const SchemaTable* only = nullptr;
    const auto [begin, end] = m_byLastPart.equal_range(splitName(key).back());
    for (auto at = begin; at != end; at++) {
        if (!suffixMatch(at->second, key)) continue;
        if (only) return nullptr;
        only = &m_tables.at(at->second);
    }
    return only;
}

}  // namespace tributary::lineage
