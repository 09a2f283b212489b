// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/yaml_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tributary::alerts::yaml {

namespace {

size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

std::string listText(const std::vector<std::string_view>& words) {
    std::string out;
    for (const std::string_view word : words) (out += out.empty() ? "" : ", ") += word;
    return out;
}

std::string shortened(const std::string& text) {
    return text.size() <= 60 ? text : text.substr(0, 57) + "…";
}

}  // namespace

void mistake(const YAML::Node& node, std::string message, std::string hint) {
    throw Mistake{node.IsDefined() ? node.Mark() : YAML::Mark::null_mark(), std::move(message),
                  std::move(hint)};
}

std::string nearest(std::string_view word, const std::vector<std::string_view>& known) {
    std::string_view best;
    size_t distance = std::max<size_t>(2, word.size() / 2) + 1;
    if (word.size() > 64) return {};
    for (const std::string_view candidate : known)
        if (word.size() >= 3 && candidate.substr(0, word.size()) == word) return std::string(candidate);
    for (const std::string_view candidate : known)
        if (const size_t d = editDistance(word, candidate); d < distance) {
            distance = d;
            best = candidate;
        }
    return std::string(best);
}

Map::Map(const YAML::Node& node, std::string what, const std::vector<std::string_view>& keys)
    : m_node(node), m_what(std::move(what)) {
    if (!node.IsMap()) mistake(node, m_what + " must be a map of keys and values.");
    for (const auto& entry : node) {
        if (!entry.first.IsScalar()) mistake(entry.first, m_what + " has a key that is not a word.");
        const std::string& key = entry.first.Scalar();
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
            const std::string near = nearest(key, keys);
            mistake(entry.first, m_what + " has no key '" + shortened(key) + "'.",
                    near.empty() ? "Known keys: " + listText(keys) + "." : "Did you mean '" + near + "'?");
        }
        if (!m_entries.emplace(key, entry.second).second)
            mistake(entry.first, m_what + " has the key '" + key + "' twice.");
    }
}

bool Map::has(const std::string& key) const {
    const auto found = m_entries.find(key);
    return found != m_entries.end() && !found->second.IsNull();
}

YAML::Node Map::at(const std::string& key) const {
    const auto found = m_entries.find(key);
    if (found == m_entries.end()) mistake(m_node, m_what + " needs '" + key + "'.");
    return found->second;
}

std::string Map::text(const std::string& key, std::string otherwise) const {
    return has(key) ? textOf(at(key), "'" + key + "'") : std::move(otherwise);
}

std::string Map::needText(const std::string& key) const {
    std::string value = textOf(at(key), "'" + key + "'");
    if (value.empty()) mistake(at(key), m_what + " needs a '" + key + "' that is not empty.");
    return value;
}

Duration Map::duration(const std::string& key, Duration otherwise) const {
    return has(key) ? durationOf(at(key), "'" + key + "'") : otherwise;
}

double Map::number(const std::string& key, double otherwise) const {
    return has(key) ? numberOf(at(key), "'" + key + "'") : otherwise;
}

uint64_t Map::count(const std::string& key, uint64_t otherwise) const {
    if (!has(key)) return otherwise;
    const std::string value = textOf(at(key), "'" + key + "'");
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size())
        mistake(at(key), "'" + key + "' must be a whole number, not '" + shortened(value) + "'.");
    return number;
}

bool Map::flag(const std::string& key, bool otherwise) const {
    if (!has(key)) return otherwise;
    const std::string value = textOf(at(key), "'" + key + "'");
    if (value == "true") return true;
    if (value != "false")
        mistake(at(key), "'" + key + "' must be true or false, not '" + shortened(value) + "'.");
    return false;
}

std::vector<std::string> Map::texts(const std::string& key) const {
    std::vector<std::string> all;
    if (!has(key)) return all;
    const YAML::Node list = at(key);
    if (list.IsScalar()) return {textOf(list, "'" + key + "'")};
    for (const YAML::Node& entry : listOf(list, "'" + key + "'"))
        all.push_back(textOf(entry, "an entry of '" + key + "'"));
    return all;
}

Labels Map::labels(const std::string& key) const {
    return has(key) ? labelsOf(at(key), "'" + key + "'") : Labels();
}

std::string textOf(const YAML::Node& node, const std::string& what) {
    if (node.IsNull()) return {};
    if (!node.IsScalar()) mistake(node, what + " must be a text or a number.");
    return node.Scalar();
}

double numberOf(const YAML::Node& node, const std::string& what) {
    const std::string value = textOf(node, what);
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || !std::isfinite(number))
        mistake(node, what + " must be a number, not '" + shortened(value) + "'.");
    return number;
}

Duration durationOf(const YAML::Node& node, const std::string& what) {
    auto duration = parseDuration(textOf(node, what));
    if (!duration) mistake(node, what + ": " + duration.error().message, duration.error().hint);
    return *duration;
}

Labels labelsOf(const YAML::Node& node, const std::string& what) {
    if (!node.IsMap()) mistake(node, what + " must be a map of names and values.");
    Labels labels;
    for (const auto& entry : node) {
        std::string name = textOf(entry.first, "a name in " + what);
        std::string value = textOf(entry.second, "'" + shortened(name) + "' in " + what);
        if (!labels.emplace(name, std::move(value)).second)
            mistake(entry.first, what + " has '" + shortened(name) + "' twice.");
    }
    return labels;
}

std::vector<YAML::Node> listOf(const YAML::Node& node, const std::string& what) {
    if (node.IsNull()) return {};
    if (!node.IsSequence()) mistake(node, what + " must be a list.");
    return {node.begin(), node.end()};
}

Error toError(const Mistake& mistake, const std::string& file) {
    Error error(ErrorCode::Syntax, "", mistake.hint);
    if (mistake.mark.is_null()) {
        error.message = file + ": " + mistake.message;
        return error;
    }
    error.position = SourcePosition{static_cast<uint32_t>(mistake.mark.line + 1),
                                    static_cast<uint32_t>(mistake.mark.column + 1), 1};
    error.message = file + ":" + std::to_string(error.position->line) + ":" +
                    std::to_string(error.position->column) + ": " + mistake.message;
    return error;
}

}  // namespace tributary::alerts::yaml
