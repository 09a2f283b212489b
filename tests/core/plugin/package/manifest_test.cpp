// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/manifest.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/core/plugin/package/plugin_maker.h"

namespace tributary::plugin {
namespace {

using Json = nlohmann::json;

std::string refusal(const std::string& text) {
    auto out = parseManifest(text, ManifestOrigin::SourceFolder);
    return out ? "accepted" : out.error().message;
}

/// The sound manifest with one thing changed.
std::string changed(const char* pointer, const Json& value) {
    Json json = Json::parse(test::manifestText("good-one", "1.0.0"));
    json[Json::json_pointer(pointer)] = value;
    return json.dump();
}

TEST(PluginManifest, readsAllOfTheProgramsOwn) {
    size_t read = 0;
    for (const auto& entry : std::filesystem::directory_iterator("plugins")) {
        if (!std::filesystem::exists(entry.path() / "manifest.json")) continue;
        auto parsed =
            parseManifest(test::readFile(entry.path() / "manifest.json"), ManifestOrigin::SourceFolder);
        EXPECT_TRUE(parsed.has_value()) << entry.path() << ": " << (parsed ? "" : parsed.error().message);
        read++;
    }
    EXPECT_GE(read, 3u);
}

TEST(PluginManifest, namesWhatIsWrongByItsKey) {
    const std::pair<std::string, const char*> cases[] = {
        {changed("/nonsense", 1), "`nonsense` is not known"},
        {changed("/id", "Bad Id"), "`id`"},
        {changed("/id", "../up"), "`id`"},
        {changed("/id", "plugin-data"), "`id`"},
        {changed("/id", "plugins.db-journal"), "`id`"},
        {changed("/id", "plugins.db-wal"), "`id`"},
        {changed("/id", "plugins.db.2"), "`id`"},
        {changed("/version", "1.0"), "`version`"},
        {changed("/kinds", Json::array()), "`kinds`"},
        {changed("/kinds/0", "widget"), "`kinds`"},
        {changed("/kinds/0", "visual"), "`contributes.processor`"},
        {changed("/entry/file", "../lib.so"), "`entry.file`"},
        {changed("/entry/file", "/lib.so"), "`entry.file`"},
        {changed("/abi/name", "com"), "`abi.name`"},
        {changed("/permissions/network", {"example.com"}), "`permissions.network`"},
        {changed("/permissions/network", {"*.com:443"}), "`permissions.network`"},
        {changed("/permissions/network", {"*:443"}), "`permissions.network`"},
        {changed("/permissions/network", {"a.b:0"}), "`permissions.network`"},
        {changed("/permissions/network", {"*.com.:443"}), "`permissions.network`"},
        {changed("/permissions/network", {"*.a..b:443"}), "`permissions.network`"},
        {changed("/permissions/files", {{"read", {"etc"}}}), "`permissions.files.read`"},
        {changed("/permissions/files", {{"read", {"/."}}}), "`permissions.files.read`"},
        {changed("/permissions/files", {{"read", {"//"}}}), "`permissions.files.read`"},
        {changed("/permissions/files", {{"read", {"//etc"}}}), "`permissions.files.read`"},
        {changed("/permissions/files", {{"read", {"/proc/self/root"}}}), "`permissions.files.read`"},
        {changed("/permissions/files", {{"write", {"/a\n  - read /b"}}}), "`permissions.files.write`"},
        {changed("/permissions/files", {{"write", {"/a\x1b[2K"}}}), "`permissions.files.write`"},
        {changed("/permissions/files", {{"read", {"/a/../etc"}}}), "`permissions.files.read`"},
        {changed("/permissions/system_files", {"shadow"}), "`permissions.system_files`"},
        {changed("/permissions/memory_mb", -5), "`permissions.memory_mb`"},
        {changed("/permissions/data_mb", 0), "`permissions.data_mb`"},
        {changed("/permissions/everything", true), "`permissions.everything`"},
        {changed("/contributes/processor/fields", {{{"key", "a"}, {"label", "A"}, {"kind", "slider"}}}),
         "`contributes.processor.fields[0].kind`"},
        {changed("/files", Json::object()), "`files`"},
        {changed("/name", 7), "`name`"},
    };
    for (const auto& [text, expected] : cases) {
        EXPECT_NE(refusal(text).find(expected), std::string::npos) << expected << " ≠ " << refusal(text);
    }
}

/// The sound manifest, with one field and what it may connect to.
std::string withField(Json field, Json network = Json::array({"from_connection"})) {
    Json json = Json::parse(test::manifestText("good-one", "1.0.0"));
    field.update({{"key", "a"}, {"label", "A"}});
    json["contributes"]["processor"]["fields"] = {field};
    json["permissions"] = {{"network", network}, {"files", {{"read", {"from_connection"}}}}};
    return json.dump();
}

TEST(PluginManifest, proposesNothingThatOpensSomething) {
    const Json faults[] = {
        {{"grant", "read"}, {"default", "/"}},
        {{"grant", "write"}, {"default", "/home"}, {"kind", "folder"}},
        {{"grant", "network-host"}, {"default", "*"}},
        {{"grant", "network-url"}, {"default", "https://evil.example"}},
        {{"grant", "network-port"}, {"default", "1:*"}},
        {{"grant", "read"}, {"kind", "column"}},
        {{"grant", "read"}, {"kind", "secret"}},
        {{"grant", "read"}, {"kind", "choice"}, {"choices", {{{"value", "/etc"}, {"label", "Fast"}}}}}};
    for (const auto& field : faults)
        EXPECT_NE(refusal(withField(field)).find("`contributes.processor.fields`"), std::string::npos)
            << field;
    EXPECT_EQ(refusal(withField({{"grant", "network-port"}, {"default", "5432"}})), "accepted");
    const Json url = {{"grant", "network-url"}, {"default", "https://api.example.com/v1"}};
    EXPECT_NE(refusal(withField(url)).find("api.example.com:443"), std::string::npos);
    EXPECT_EQ(refusal(withField(url, {"from_connection", "api.example.com:443"})), "accepted");
    for (const char* name :
         {"adbc_driver_postgresql", "adbc_driver_sqlite", "adbc_driver_flightsql", "duckdb"})
        EXPECT_EQ(refusal(test::readFile("plugins/drivers/" + std::string(name) + ".json")), "accepted")
            << name;
}

TEST(PluginManifest, tellsFieldsThatOpenMore) {
    const auto parsed = [](const Json& field) {
        return *parseManifest(withField(field), ManifestOrigin::SourceFolder);
    };
    const auto plain = parsed({{"kind", "text"}}), path = parsed({{"grant", "read"}});
    EXPECT_EQ(fieldGrowth(plain, path), std::vector<std::string>{"read the files in its field 'A' (a)"});
    EXPECT_TRUE(fieldGrowth(path, path).empty());
    EXPECT_TRUE(fieldGrowth(path, plain).empty());
    const auto port = parsed({{"grant", "network-port"}, {"default", "5432"}});
    const auto other = parsed({{"grant", "network-port"}, {"default", "22"}});
    EXPECT_EQ(fieldGrowth(port, other).size(), 1u);
}

TEST(PluginManifest, letsTheUserChooseAmongDialects) {
    Json json = Json::parse(test::readFile("plugins/drivers/adbc_driver_flightsql.json"));
    EXPECT_EQ(refusal(json.dump()), "accepted");
    auto& connection = json["contributes"]["connection"];
    connection["fields"].back()["choices"].push_back({{"value", "klingon"}, {"label", "Klingon"}});
    EXPECT_NE(refusal(json.dump()).find("`contributes.connection.dialect`"), std::string::npos);
    connection["fields"].back()["choices"].erase(connection["fields"].back()["choices"].size() - 1);
    connection["dialect"] = "{user}";
    EXPECT_NE(refusal(json.dump()).find("`contributes.connection.dialect`"), std::string::npos);
    connection["dialect"] = "{nobody}";
    EXPECT_NE(refusal(json.dump()).find("`contributes.connection.dialect`"), std::string::npos);
}

TEST(PluginManifest, isStrictAboutItsForm) {
    const std::string good = test::manifestText("good-one", "1.0.0");
    EXPECT_EQ(refusal(good), "accepted");
    EXPECT_NE(refusal(R"({"schema":1,"schema":1})").find("twice"), std::string::npos);
    EXPECT_NE(refusal("[]").find("not a JSON object"), std::string::npos);
    EXPECT_NE(refusal("{").find("not JSON"), std::string::npos);
    EXPECT_NE(refusal("\xff{}").find("not UTF-8"), std::string::npos);
    EXPECT_NE(refusal(std::string(70000, ' ')).find("64 KiB"), std::string::npos);
    EXPECT_NE(refusal(std::string(40, '[') + std::string(40, ']')).find("16 levels"), std::string::npos);
    auto newer = parseManifest(changed("/schema", 2), ManifestOrigin::SourceFolder);
    ASSERT_FALSE(newer.has_value());
    EXPECT_EQ(newer.error().hint, "It needs a newer Tributary.");
    // In a package only the canonical form counts: what was signed can be read in one way only.
    auto canonical = canonicalManifest(good, {{"lib/libtest.so", {std::string(64, 'a'), 3}}});
    ASSERT_TRUE(canonical.has_value()) << canonical.error().message;
    EXPECT_TRUE(parseManifest(*canonical, ManifestOrigin::Package).has_value());
    EXPECT_FALSE(parseManifest(*canonical + " ", ManifestOrigin::Package).has_value());
}

TEST(PluginManifest, speaksTheLanguageAskedFor) {
    auto parsed = parseManifest(test::manifestText("good-one", "1.0.0"), ManifestOrigin::SourceFolder);
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(parsed->name.in("zh_CN"), "测试");
    EXPECT_EQ(parsed->name.in("fr"), "Test");
}

TEST(PluginPermissions, tellWhatGrows) {
    Permissions before, now;
    before.network = {"from_connection"};
    now.network = {"from_connection", "db.example.com:5432"};
    now.memoryMb = before.memoryMb * 2;
    now.dataMb = 4096;
    const auto more = permissionGrowth(before, now);
    ASSERT_EQ(more.size(), 3u);
    EXPECT_EQ(more[0], "connect to db.example.com:5432");
    EXPECT_EQ(more[2], "keep up to 4096 MB of files of its own (before: 1024)");
    EXPECT_TRUE(permissionGrowth(now, before).empty());
    const auto read = parsePermissions(permissionsJson(now));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, now);
}

}  // namespace
}  // namespace tributary::plugin
