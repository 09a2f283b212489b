// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever the text is, there is an answer, soon.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "core/lineage/extractor.h"
#include "core/lineage/interchange/case_file.h"

namespace tributary::lineage {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kDialects = static_cast<size_t>(SqlDialect::Databend) + 1;
/// Ten times what is promised: sanitizers and a busy machine must not make this test fail.
constexpr double kMillisecondsPerTenKilobytes = 500;

void survives(const std::string& sql, SqlDialect dialect) {
    ExtractOptions options;
    options.dialect = dialect;
    ExtractSession session(options, {});
    const auto start = Clock::now();
    const auto result = session.extract(sql, CancelToken());
    const double took = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    const double allowed = kMillisecondsPerTenKilobytes * (static_cast<double>(sql.size()) / 10240 + 1);
    EXPECT_LT(took, allowed) << sql.substr(0, 60) << " … of " << sql.size() << " bytes";
    EXPECT_TRUE(result || !result.error().message.empty());
}

std::string times(std::string_view text, size_t count) {
    std::string out;
    for (size_t i = 0; i < count; ++i) out += text;
    return out;
}

TEST(ExtractSurvival, DeepNesting) {
    constexpr size_t kDeep = 10000;
    const std::vector<std::string> texts{
        times("(", kDeep),
        "SELECT " + times("(", kDeep) + "1" + times(")", kDeep),
        "SELECT * FROM " + times("(", kDeep) + "t" + times(")", kDeep),
        "SELECT * FROM " + times("(SELECT * FROM ", kDeep) + "t" + times(")", kDeep),
        "SELECT " + times("(SELECT ", kDeep) + "1" + times(")", kDeep),
        "SELECT " + times("f(", kDeep) + "a" + times(")", kDeep) + " FROM t",
        "SELECT " + times("CASE WHEN a THEN ", kDeep) + "1" + times(" END", kDeep) + " FROM t",
        times("WITH a AS (", kDeep) + "SELECT 1" + times(") SELECT 1", kDeep),
        times("BEGIN ", kDeep),
        times("EXEC('", kDeep),
        "SELECT a" + times(" + a", kDeep) + " FROM t",
        "SELECT a FROM t" + times(" UNION ALL SELECT a FROM t", kDeep),
        times("[", kDeep) + times("{{", kDeep),
        times("$$", kDeep) + times("/*", kDeep)};
    for (const auto& text : texts) {
        for (size_t d = 0; d < kDialects; ++d) survives(text, static_cast<SqlDialect>(d));
    }
}

TEST(ExtractSurvival, LongChains) {
    std::string tables = "WITH c0 AS (SELECT a FROM t)";
    std::string views = "CREATE VIEW c0 AS SELECT a FROM t;";
    for (int i = 1; i < 10000; ++i) {
        const std::string query = "SELECT a FROM c" + std::to_string(i - 1);
        tables += ", c" + std::to_string(i) + " AS (" + query + ")";
        views += "CREATE TEMP VIEW c" + std::to_string(i) + " AS " + query + ";";
    }
    survives(tables + " SELECT a FROM c9999", SqlDialect::PostgreSql);
    survives(views, SqlDialect::PostgreSql);
    ExtractSession session({}, {});
    const auto result = session.extract(tables + " SELECT a FROM c9999", CancelToken());
    ASSERT_TRUE(result);
    ASSERT_EQ(result->edges.size(), 1u);
    EXPECT_EQ(result->edges.front().source.table, "t");

    // Views that are only known by their text, each over the one before.
    SchemaCatalog catalog;
    for (int i = 1; i < 10000; ++i) {
        catalog.add({"v" + std::to_string(i), {}, "SELECT a FROM v" + std::to_string(i - 1)});
    }
    ExtractSession deep({}, std::move(catalog));
    EXPECT_TRUE(deep.extract("SELECT a FROM v9999", CancelToken()));
}

TEST(ExtractSurvival, FiveMegabytes) {
    survives("INSERT INTO t VALUES " + times("(1,'two',3.0),", 370000) + "(1,2,3)", SqlDialect::Ansi);
    survives("SELECT a" + times(" + a", 1300000) + " FROM t", SqlDialect::PostgreSql);
    survives(times("INSERT INTO a SELECT b FROM c;\n", 160000), SqlDialect::TSql);
    survives("SELECT '" + times("x", 5000000), SqlDialect::MySql);
}

TEST(ExtractSurvival, TooLongIsOneClearError) {
    ExtractOptions options;
    options.limits.maxBytes = 100;
    ExtractSession session(options, {});
    const auto result = session.extract(times("SELECT 1;", 50), CancelToken());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Resource);
    EXPECT_FALSE(result.error().hint.empty());
}

TEST(ExtractSurvival, Cancelled) {
    CancelToken token;
    token.cancel();
    ExtractSession session({}, {});
    const auto result = session.extract("SELECT 1", token);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
}

TEST(ExtractSurvival, Bytes) {
    std::mt19937 random(20);
    for (size_t round = 0; round < 400; ++round) {
        std::string text(random() % 4000, '\0');
        for (char& c : text) c = static_cast<char>(random());
        survives(text, static_cast<SqlDialect>(random() % kDialects));
    }
}

/// Statements to break: the gold cases, and the corpora where they are.
std::vector<std::string> seeds() {
    std::vector<std::string> out;
    for (const std::string folder : {"/tests/core/lineage/gold", "/../shared/corpora/lineage"}) {
        const std::filesystem::path path = std::string(TRIBUTARY_SOURCE_DIR) + folder;
        if (!std::filesystem::exists(path)) continue;
        for (const auto& entry : std::filesystem::directory_iterator(path)) {
            if (entry.path().extension() != ".jsonl") continue;
            std::ifstream file(entry.path());
            for (std::string line; std::getline(file, line);) {
                const auto one = nlohmann::json::parse(line, nullptr, false);
                if (one.is_object() && one.contains("sql")) out.push_back(one["sql"].get<std::string>());
            }
        }
    }
    return out;
}

std::string mutated(std::string text, const std::string& other, std::mt19937& random) {
    constexpr std::string_view kOdd = "()[]{}'\"`;,.*$@#:\\/-\n\0\xff ";
    const auto place = [&] { return text.empty() ? 0 : random() % text.size(); };
    switch (random() % 5) {
        case 0:
            return text.substr(0, place());
        case 1:
            for (size_t i = random() % 20; i > 0 && !text.empty(); --i)
                text[place()] = kOdd[random() % kOdd.size()];
            return text;
        case 2: {
            const size_t from = place();
            return text.erase(from, random() % 40);
        }
        case 3: {
            const size_t from = place();
            return text.insert(place(), text.substr(from, random() % 200));
        }
        default:
            return text.substr(0, place()) + " " + other.substr(other.empty() ? 0 : random() % other.size());
    }
}

TEST(ExtractSurvival, Mutations) {
    const auto texts = seeds();
    ASSERT_FALSE(texts.empty());
    std::mt19937 random(7);
    for (size_t round = 0; round < 4000; ++round) {
        const std::string& one = texts[random() % texts.size()];
        const std::string& other = texts[random() % texts.size()];
        survives(mutated(one, other, random), static_cast<SqlDialect>(random() % kDialects));
    }
}

TEST(ExtractSurvival, CasesThatAreNone) {
    for (const std::string line :
         {"", "{", "[]", "null", "{\"id\": 1}", "{\"sql\": 5, \"schema\": [], \"steps\": {}}",
          "{\"steps\": [1, {\"sql\": null}], \"dialect\": \"klingon\"}",
          "{\"statements\": [null, 3], \"views\": {\"v\": 1}, \"options\": []}"}) {
        const auto answer = nlohmann::json::parse(answerCase(line, CancelToken()));
        EXPECT_TRUE(answer["column_edges"].is_array()) << line;
    }
}

}  // namespace
}  // namespace tributary::lineage
