// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/lineage/score.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <regex>
#include <set>
#include <tuple>

#include "core/lineage/interchange/case_file.h"

namespace tributary::lineage::test {
namespace {

using Json = nlohmann::json;
using Name = std::vector<std::string>;
/// Source table and column, target table and column; no target table: the query's result.
using Edge = std::tuple<Name, std::string, Name, std::string>;

const Name kResult{"(result)"};

std::string lower(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

std::string stripped(const std::string& text) {
    const size_t first = text.find_first_not_of("`\"[]' ");
    if (first == std::string::npos) return "";
    return text.substr(first, text.find_last_not_of("`\"[]' ") - first + 1);
}

Name tableName(const std::string& text) {
    if (text.starts_with("path:")) return {lower(text)};
    static const std::regex part(R"re("[^"]*"|`[^`]*`|\[[^\]]*\]|[^.]+)re");
    Name out;
    for (std::sregex_iterator at(text.begin(), text.end(), part), end; at != end; ++at) {
        out.push_back(lower(stripped(at->str())));
    }
    return out;
}

std::string columnName(std::string text) {
    static const std::regex plain(R"(^[a-z_#@$][\w$#@ .:*]*$)");
    static const std::regex generated(R"(^(_c\d+|_col_?\d+|_c|c\d+_auto|expr\d+)$)");
    text = lower(std::move(text));
    if (text == "*") return text;
    while (!text.empty() && std::string("`\"[]").find(text.front()) != std::string::npos) text.erase(0, 1);
    while (!text.empty() && std::string("`\"[]").find(text.back()) != std::string::npos) text.pop_back();
    return !std::regex_match(text, plain) || std::regex_match(text, generated) ? "<expr>" : text;
}

bool sameTable(const Name& a, const Name& b) {
    if (a == kResult || b == kResult) return a == b;
    const size_t count = std::min(a.size(), b.size());
    return std::equal(a.end() - static_cast<std::ptrdiff_t>(count), a.end(),
                      b.end() - static_cast<std::ptrdiff_t>(count));
}

/// One spelling per table: the first that was seen.
class Known {
  public:
    Name of(const Json& table) {
        Name name = table.is_string() ? tableName(table.get<std::string>()) : kResult;
        for (const auto& known : m_names) {
            if (sameTable(name, known)) return known;
        }
        m_names.push_back(name);
        return name;
    }

  private:
    std::vector<Name> m_names;
};

std::set<Edge> edgesOf(const Json& list, Known& known, bool directOnly) {
    std::set<Edge> out;
    if (!list.is_array()) return out;
    for (const auto& edge : list) {
        if (directOnly && edge.contains("type") && edge["type"] != "DIRECT") continue;
        out.emplace(known.of(edge["src"][0]), columnName(edge["src"][1]), known.of(edge["dst"][0]),
                    columnName(edge["dst"][1]));
    }
    return out;
}

std::string shown(const Edge& edge) {
    const auto& [from, column, to, target] = edge;
    return fmt::format("{}.{}>{}.{}", from.empty() ? "" : from.back(), column, to.empty() ? "" : to.back(),
                       target);
}

void compareTables(const Json& expected, const Json& answer, Known& known, Score& score,
                   const std::string& id) {
    for (const char* side : {"tables_in", "tables_out"}) {
        if (!expected.contains(side) || expected[side].is_null()) continue;
        std::set<Name> wanted;
        std::set<Name> given;
        for (const auto& table : expected[side]) wanted.insert(known.of(table));
        for (const auto& table : answer[side]) given.insert(known.of(table));
        size_t hits = 0;
        for (const auto& name : given) hits += wanted.count(name);
        score.tableHits += hits;
        score.tableFalse += given.size() - hits;
        score.tableMissed += wanted.size() - hits;
        ++score.tableAsked;
        score.tableExact += wanted == given ? 1 : 0;
        if (wanted != given) score.failures.push_back(id + ": " + side + " " + answer[side].dump());
    }
}

void compareColumns(const Json& expected, const Json& answer, Known& known, Score& score,
                    const std::string& id) {
    if (!expected.contains("column_edges") || expected["column_edges"].is_null()) return;
    const auto wanted = edgesOf(expected["column_edges"], known, true);
    auto given = edgesOf(answer["column_edges"], known, false);
    if (const auto only = expected.find("column_edges_complete_for");
        only != expected.end() && only->is_array()) {
        std::set<std::pair<Name, std::string>> asked;
        for (const auto& one : *only) asked.emplace(known.of(one[0]), columnName(one[1]));
        std::erase_if(given, [&](const Edge& e) {
            return !asked.contains({std::get<2>(e), std::get<3>(e)});
        });
    }
    std::string wrong;
    size_t hits = 0;
    for (const auto& edge : given) {
        hits += wanted.count(edge);
        if (!wanted.contains(edge)) wrong += " +" + shown(edge);
    }
    for (const auto& edge : wanted) {
        if (!given.contains(edge)) wrong += " -" + shown(edge);
    }
    score.columnHits += hits;
    score.columnFalse += given.size() - hits;
    score.columnMissed += wanted.size() - hits;
    ++score.columnAsked;
    score.columnExact += wanted == given ? 1 : 0;
    if (!wrong.empty()) score.failures.push_back(id + ":" + wrong);
}

double ratio(size_t part, size_t other) {
    return part + other == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(part + other);
}

double harmonic(double a, double b) {
    return a + b == 0 ? 0 : 2 * a * b / (a + b);
}

}  // namespace

void Score::add(const Score& other) {
    cases += other.cases;
    tableHits += other.tableHits;
    tableFalse += other.tableFalse;
    tableMissed += other.tableMissed;
    tableAsked += other.tableAsked;
    tableExact += other.tableExact;
    columnHits += other.columnHits;
    columnFalse += other.columnFalse;
    columnMissed += other.columnMissed;
    columnAsked += other.columnAsked;
    columnExact += other.columnExact;
    milliseconds += other.milliseconds;
    bytes += other.bytes;
    failures.insert(failures.end(), other.failures.begin(), other.failures.end());
}

double Score::tableF1() const {
    return harmonic(ratio(tableHits, tableFalse), ratio(tableHits, tableMissed));
}
double Score::precision() const {
    return ratio(columnHits, columnFalse);
}
double Score::recall() const {
    return ratio(columnHits, columnMissed);
}
double Score::f1() const {
    return harmonic(precision(), recall());
}

std::string Score::line(const std::string& name) const {
    return fmt::format(
        "{:28} {:5} cases | tables F1 {:.3f} | columns P {:.3f} R {:.3f} F1 {:.3f} exact {}/{} | {:.2f} ms",
        name, cases, tableF1(), precision(), recall(), f1(), columnExact, columnAsked, milliseconds);
}

Score scoreCase(const std::string& line) {
    Score score;
    const Json one = Json::parse(line);
    const auto start = std::chrono::steady_clock::now();
    const std::string text = answerCase(line, CancelToken());
    score.milliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    const Json answer = Json::parse(text);
    const Json& expected = one["expected"];
    const std::string id = one["id"].get<std::string>();
    score.cases = 1;
    score.bytes = one["sql"].get<std::string>().size();
    Known known;
    compareTables(expected, answer, known, score, id);
    compareColumns(expected, answer, known, score, id);
    return score;
}

Score scoreFile(const std::string& path) {
    Score score;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (!line.empty()) score.add(scoreCase(line));
    }
    return score;
}

}  // namespace tributary::lineage::test
