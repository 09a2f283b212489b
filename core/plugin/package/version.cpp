// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/version.h"

#include <algorithm>
#include <charconv>

namespace tributary::plugin {
namespace {

bool isNumeric(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool isIdentifier(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> out;
    for (;;) {
        const size_t end = text.find(at);
        out.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return out;
        text.remove_prefix(end + 1);
    }
}

tl::unexpected<Error> notAVersion(std::string_view text) {
    return fail(ErrorCode::InvalidArgument, "'" + std::string(text) + "' is not a version",
                "Versions look like 1.2.0 or 1.2.0-beta.1 (semver.org).");
}

std::strong_ordering compareIdentifiers(const std::string& a, const std::string& b) {
    const bool numericA = isNumeric(a), numericB = isNumeric(b);
    if (numericA != numericB) return numericA ? std::strong_ordering::less : std::strong_ordering::greater;
    if (numericA && a.size() != b.size()) return a.size() <=> b.size();  // no leading zeros: longer is larger
    return a.compare(b) <=> 0;
}

}  // namespace

Result<Version> Version::parse(std::string_view text) {
    Version out;
    if (text.size() > 64) return notAVersion(text.substr(0, 64));
    out.m_text = std::string(text);
    std::string_view rest = text;
    if (const size_t plus = rest.find('+'); plus != std::string_view::npos) {
        for (auto part : split(rest.substr(plus + 1), '.'))
            if (!isIdentifier(part)) return notAVersion(text);
        rest = rest.substr(0, plus);
    }
    if (const size_t dash = rest.find('-'); dash != std::string_view::npos) {
        for (auto part : split(rest.substr(dash + 1), '.')) {
            if (!isIdentifier(part) || (isNumeric(part) && part.size() > 1 && part[0] == '0'))
                return notAVersion(text);
            out.m_prerelease.emplace_back(part);
        }
        rest = rest.substr(0, dash);
    }
    const auto parts = split(rest, '.');
    if (parts.size() != 3) return notAVersion(text);
    for (size_t i = 0; i < 3; i++) {
        const auto part = parts[i];
        if (!isNumeric(part) || (part.size() > 1 && part[0] == '0')) return notAVersion(text);
        if (std::from_chars(part.data(), part.data() + part.size(), out.m_numbers[i]).ec != std::errc())
            return notAVersion(text);
    }
    return out;
}

std::strong_ordering Version::operator<=>(const Version& other) const {
    for (size_t i = 0; i < 3; i++)
        if (auto order = m_numbers[i] <=> other.m_numbers[i]; order != 0) return order;
    if (m_prerelease.empty() != other.m_prerelease.empty())
        return m_prerelease.empty() ? std::strong_ordering::greater : std::strong_ordering::less;
    const size_t both = std::min(m_prerelease.size(), other.m_prerelease.size());
    for (size_t i = 0; i < both; i++)
        if (auto order = compareIdentifiers(m_prerelease[i], other.m_prerelease[i]); order != 0) return order;
    return m_prerelease.size() <=> other.m_prerelease.size();
}

Result<VersionRange> VersionRange::parse(std::string_view text) {
    VersionRange out;
    out.m_text = std::string(text);
    for (auto part : split(text, ' ')) {
        if (part.empty()) continue;
        const size_t from = part.find_first_not_of("<>=");
        const auto op = part.substr(0, from);
        if (from == std::string_view::npos ||
            !(op.empty() || op == "=" || op == "<" || op == "<=" || op == ">" || op == ">=")) {
            return fail(ErrorCode::InvalidArgument, "'" + out.m_text + "' is not a range of versions",
                        "Ranges look like >=0.1.0 <1.0.0.");
        }
        auto version = Version::parse(part.substr(from));
        if (!version) return fail(version.error());
        out.m_bounds.push_back({std::string(op), *version});
    }
    return out;
}

bool VersionRange::contains(const Version& version) const {
    return std::all_of(m_bounds.begin(), m_bounds.end(), [&](const Bound& bound) {
        const auto order = version <=> bound.version;
        if (bound.op == "<") return order < 0;
        if (bound.op == "<=") return order <= 0;
        if (bound.op == ">") return order > 0;
        if (bound.op == ">=") return order >= 0;
        return order == 0;
    });
}

}  // namespace tributary::plugin
