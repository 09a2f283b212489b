// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sql/formatter.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace tributary::sql {
namespace {

/// Tokens without space and with words in lower case: what formatting must keep.
std::vector<std::string> essence(std::string_view text, Lexis lexis) {
    std::vector<std::string> out;
    for (const Token& token : tokenize(text, lexis)) {
        if (token.kind == TokenKind::Space) continue;
        std::string piece(text.substr(token.begin, token.end - token.begin));
        if (token.kind == TokenKind::Word) {
            for (char& c : piece) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        }
        out.push_back(std::move(piece));
    }
    return out;
}

// Real statements and malformed ones: everything the case files hold, in every lexis.
TEST(Formatter, keepsEveryTokenAndIsStable) {
    int texts = 0;
    for (const auto& file : std::filesystem::directory_iterator("tests/core/sql/data")) {
        std::ifstream in(file.path(), std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        for (int i = 0; i <= static_cast<int>(Lexis::Flux); i++) {
            const Lexis lexis = static_cast<Lexis>(i);
            const std::string once = formatSql(text, lexis);
            EXPECT_EQ(essence(once, lexis), essence(text, lexis)) << file.path() << " " << i;
            EXPECT_EQ(formatSql(once, lexis), once) << file.path() << " " << i;
        }
        texts++;
    }
    EXPECT_GT(texts, 30);
}

TEST(Formatter, leavesFluxAndDelimiterScriptsAlone) {
    const std::string flux = "from(bucket:\"b\")   |> range(start:-1h)";
    EXPECT_EQ(formatSql(flux, Lexis::Flux), flux);
    const std::string script = "delimiter //\nselect 1   //";
    EXPECT_EQ(formatSql(script, Lexis::MySql), script);
}

}  // namespace
}  // namespace tributary::sql
