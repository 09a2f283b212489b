// SPDX-License-Identifier: GPL-3.0-or-later
// Every file of data/ is a case: "what: …", "lexis: …", then "==== input" and "==== expect".
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "core/sql/formatter.h"
#include "core/sql/splitter.h"

namespace tributary::sql {
namespace {

struct Case {
    std::string name;
    std::string what;
    Lexis lexis = Lexis::Standard;
    std::string input;
    std::string expect;
};

void PrintTo(const Case& c, std::ostream* out) {
    *out << c.name;
}

Lexis lexisNamed(const std::string& name) {
    static const std::map<std::string, Lexis> kNames = {
        {"standard", Lexis::Standard}, {"postgresql", Lexis::PostgreSql},
        {"mysql", Lexis::MySql},       {"clickhouse", Lexis::ClickHouse},
        {"sqlite", Lexis::Sqlite},     {"duckdb", Lexis::DuckDb},
        {"influxql", Lexis::InfluxQl}, {"flux", Lexis::Flux}};
    return kNames.at(name);
}

Case readCase(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const std::string inputMark = "==== input\n", expectMark = "\n==== expect\n";
    const size_t input = text.find(inputMark), expect = text.find(expectMark);
    if (input == std::string::npos || expect == std::string::npos) throw std::runtime_error(path.string());
    Case out;
    out.name = path.stem();
    std::istringstream head(text.substr(0, input));
    for (std::string key, value; head >> key >> value;) {
        if (key == "what:") out.what = value;
        if (key == "lexis:") out.lexis = lexisNamed(value);
    }
    out.input = text.substr(input + inputMark.size(), expect - input - inputMark.size());
    out.expect = text.substr(expect + expectMark.size());
    return out;
}

std::vector<Case> allCases() {
    std::vector<Case> out;
    for (const auto& file : std::filesystem::directory_iterator("tests/core/sql/data"))
        out.push_back(readCase(file));
    std::sort(out.begin(), out.end(), [](const Case& a, const Case& b) { return a.name < b.name; });
    return out;
}

const char* kindName(TokenKind kind) {
    switch (kind) {
        case TokenKind::Word:
            return "word";
        case TokenKind::QuotedIdentifier:
            return "name";
        case TokenKind::String:
            return "string";
        case TokenKind::Number:
            return "number";
        case TokenKind::Operator:
            return "operator";
        case TokenKind::Parameter:
            return "parameter";
        case TokenKind::Comment:
            return "comment";
        case TokenKind::Space:
            return "space";
        case TokenKind::Unknown:
            return "unknown";
    }
    return "?";
}

std::string escaped(std::string_view text) {
    std::string out;
    for (char c : text) c == '\n' ? out += "\\n" : out += c;
    return out;
}

std::string answer(const Case& c) {
    std::string out;
    if (c.what == "split") {
        for (const Statement& statement : splitStatements(c.input, c.lexis)) {
            out += std::string(statement.in(c.input)) + "\n----\n";
        }
    } else if (c.what == "tokens") {
        for (const Token& token : tokenize(c.input, c.lexis)) {
            if (token.kind == TokenKind::Space) continue;
            out += std::string(kindName(token.kind)) + (token.unterminated ? "! " : " ") +
                   escaped(std::string_view(c.input).substr(token.begin, token.end - token.begin)) + "\n";
        }
    } else if (c.what == "parameters") {
        for (const auto& name : parameterNames(c.input, c.lexis)) out += name + "\n";
    } else if (c.what == "writes") {
        // One statement a line.
        std::istringstream lines(c.input);
        for (std::string line; std::getline(lines, line);) {
            out += std::string(mayWrite(line, c.lexis) ? "write " : "read  ") + line + "\n";
        }
    } else if (c.what == "format") {
        out = formatSql(c.input, c.lexis) + "\n";
    }
    return out;
}

class CaseFile : public ::testing::TestWithParam<Case> {};

TEST_P(CaseFile, isAnsweredAsWritten) {
    EXPECT_EQ(answer(GetParam()), GetParam().expect);
}

// Whatever the text is, tokens cover it without gaps.
TEST_P(CaseFile, isCoveredByTokens) {
    for (int lexis = 0; lexis <= static_cast<int>(Lexis::Flux); lexis++) {
        size_t at = 0;
        for (const Token& token : tokenize(GetParam().input, static_cast<Lexis>(lexis))) {
            ASSERT_EQ(token.begin, at);
            ASSERT_GT(token.end, at);
            at = token.end;
        }
        ASSERT_EQ(at, GetParam().input.size());
    }
}

INSTANTIATE_TEST_SUITE_P(Data, CaseFile, ::testing::ValuesIn(allCases()), [](const auto& info) {
    std::string name = info.param.name;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

}  // namespace
}  // namespace tributary::sql
