// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/model/labels.h"

#include <fmt/format.h>

namespace tributary::alerts {

namespace {

constexpr uint64_t kFnvOffset = 14695981039346656037ULL;
constexpr uint64_t kFnvPrime = 1099511628211ULL;

void mix(uint64_t& hash, std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kFnvPrime;
    hash = (hash ^ 0xffU) * kFnvPrime;
}

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

void appendQuoted(std::string& out, std::string_view value) {
    out += '"';
    for (const char c : value) {
        if (c == '\n')
            out += "\\n";
        else if (c == '"' || c == '\\')
            (out += '\\') += c;
        else
            out += c;
    }
    out += '"';
}

}  // namespace

uint64_t fingerprint(const Labels& labels) {
    uint64_t hash = kFnvOffset;
    for (const auto& [name, value] : labels) {
        mix(hash, name);
        mix(hash, value);
    }
    return hash;
}

std::string fingerprintText(const Labels& labels) {
    return fmt::format("{:016x}", fingerprint(labels));
}

std::string labelsText(const Labels& labels) {
    std::string out = "{";
    for (const auto& [name, value] : labels) {
        if (out.size() > 1) out += ", ";
        (out += name) += '=';
        appendQuoted(out, value);
    }
    return out += '}';
}

bool isLabelName(std::string_view name) {
    if (name.empty() || !isLetter(name.front())) return false;
    for (const char c : name)
        if (!isLetter(c) && !isDigit(c)) return false;
    return true;
}

std::string toLabelName(std::string_view name) {
    std::string out;
    for (const char c : name) out += isLetter(c) || isDigit(c) ? c : '_';
    if (out.empty() || isDigit(out.front())) out.insert(out.begin(), '_');
    return out;
}

}  // namespace tributary::alerts
