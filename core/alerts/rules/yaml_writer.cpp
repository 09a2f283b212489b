// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/yaml_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace tributary::alerts::yaml {

namespace {

bool isLetter(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

/// Needs no quotes: begins with a letter, holds nothing YAML looks at, and is no word with a meaning.
bool isPlain(std::string_view text) {
    constexpr std::array<std::string_view, 8> kWords{"null", "true", "false", "yes",
                                                     "no",   "on",   "off",   "nan"};
    if (text.empty() || !isLetter(text.front()) || text.back() == ' ' || text.size() > 100) return false;
    for (const char c : text)
        if (!isLetter(c) && std::isdigit(static_cast<unsigned char>(c)) == 0 &&
            std::string_view("_-./ ()<>=+*").find(c) == std::string_view::npos)
            return false;
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    return std::find(kWords.begin(), kWords.end(), lower) == kWords.end() && text != "y" && text != "n" &&
           text != "Y" && text != "N";
}

/// Can stand as a `|` block: several lines of what can be printed, and no spaces the indentation would eat.
bool isBlock(std::string_view text) {
    if (text.find('\n') == std::string_view::npos || text.front() == ' ' || text.front() == '\n')
        return false;
    const bool printable = std::all_of(text.begin(), text.end(), [](char c) {
        return c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f);
    });
    return printable && text.find_first_not_of('\n') != std::string_view::npos &&
           text.find(" \n") == std::string_view::npos && text.back() != ' ';
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else
            out += c;
    }
    return out += '"';
}

}  // namespace

void Writer::key(std::string_view key) {
    if (m_dash) {
        m_out.append(m_indent - 2, ' ') += "- ";
        m_dash = false;
    } else {
        m_out.append(m_indent, ' ');
    }
    m_out += isPlain(key) ? std::string(key) : quoted(key);
    m_out += ':';
}

void Writer::scalar(std::string_view value) {
    if (isPlain(value)) {
        ((m_out += ' ') += value) += '\n';
        return;
    }
    if (!isBlock(value)) {
        ((m_out += ' ') += quoted(value)) += '\n';
        return;
    }
    const bool ends = value.back() == '\n';
    m_out += !ends ? " |-" : value.size() > 1 && value[value.size() - 2] == '\n' ? " |+" : " |";
    m_out += '\n';
    if (ends) value.remove_suffix(1);
    for (size_t begin = 0; begin <= value.size();) {
        const size_t end = std::min(value.find('\n', begin), value.size());
        if (end > begin) m_out.append(m_indent + 2, ' ') += value.substr(begin, end - begin);
        m_out += '\n';
        begin = end + 1;
    }
}

void Writer::text(std::string_view name, std::string_view value) {
    key(name);
    scalar(value);
}

void Writer::number(std::string_view name, double value) {
    key(name);
    m_out += fmt::format(" {}\n", value);
}

void Writer::count(std::string_view name, uint64_t value) {
    key(name);
    m_out += fmt::format(" {}\n", value);
}

void Writer::duration(std::string_view name, Duration value) {
    key(name);
    m_out += ' ' + durationText(value) + '\n';
}

void Writer::texts(std::string_view name, const std::vector<std::string>& values) {
    if (values.empty()) return;
    key(name);
    m_out += " [";
    for (size_t i = 0; i < values.size(); ++i) {
        if (i > 0) m_out += ", ";
        m_out += isPlain(values[i]) ? values[i] : quoted(values[i]);
    }
    m_out += "]\n";
}

void Writer::labels(std::string_view name, const Labels& labels) {
    if (labels.empty()) return;
    map(name, [&] {
        for (const auto& [label, value] : labels) text(label, value);
    });
}

void Writer::map(std::string_view name, const std::function<void()>& entries) {
    key(name);
    m_out += '\n';
    m_indent += 2;
    entries();
    m_indent -= 2;
}

void Writer::item(const std::function<void()>& entries) {
    m_indent += 4;
    m_dash = true;
    entries();
    if (m_dash) m_out.append(m_indent - 2, ' ') += "- {}\n";
    m_dash = false;
    m_indent -= 4;
}

}  // namespace tributary::alerts::yaml
