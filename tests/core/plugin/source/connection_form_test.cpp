// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/connection_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/plugin/source/plugin_dialect.h"
#include "tests/conformance/scratch.h"

namespace tributary::plugin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

ManifestField field(const std::string& key, FieldGrant grant = FieldGrant::None,
                    FieldKind kind = FieldKind::Text) {
    ManifestField out;
    out.key = key;
    out.label.byLanguage = {{"en", key + " in English"}, {"zh", key + " 中文"}};
    out.grant = grant;
    out.kind = kind;
    return out;
}

InstalledPlugin server() {
    InstalledPlugin plugin;
    plugin.id = "x";
    plugin.manifest.connection.emplace();
    auto& part = *plugin.manifest.connection;
    part.fields = {field("host", FieldGrant::NetworkHost), field("port", FieldGrant::NetworkPort),
                   field("user"), field("password", FieldGrant::None, FieldKind::Secret),
                   field("file", FieldGrant::Write, FieldKind::File)};
    part.fields[1].defaultValue = "5432";
    part.options = {{"uri", "pg://{user}:{password}@{host}:{port}/db"}, {"plain", "{user} on {host}"}};
    plugin.granted.network = {"from_connection", "*.example.com:443"};
    plugin.granted.writeFiles = {"from_connection"};
    return plugin;
}

std::map<std::string, std::string> optionsOf(const connect::Settings& settings) {
    auto out = databaseOptions(*server().manifest.connection, settings);
    EXPECT_TRUE(out);
    return out ? *out : std::map<std::string, std::string>();
}

TEST(ConnectionForm, TextsInEnglishWithTheirTranslations) {
    FormTexts texts;
    const auto descriptor = describeForm(server().manifest, texts);
    EXPECT_EQ(descriptor.fields[0].label, "host in English");
    EXPECT_EQ(texts.at("zh").at("host in English"), "host 中文");
    EXPECT_EQ(descriptor.fields[3].kind, connect::FieldKind::Secret);
}

TEST(ConnectionForm, ValuesAreEncodedInsideUris) {
    connect::Settings settings;
    settings.set("host", "::1");
    settings.set("user", "a b@c");
    settings.setSecret("password", "p/w:%");
    const auto options = optionsOf(settings);
    EXPECT_EQ(options.at("uri"), "pg://a%20b%40c:p%2Fw%3A%25@[::1]:5432/db");
    EXPECT_EQ(options.at("plain"), "a b@c on ::1");
}

TEST(ConnectionForm, EmptyUsersLeaveNoTrace) {
    connect::Settings settings;
    settings.set("host", "h");
    EXPECT_EQ(optionsOf(settings).at("uri"), "pg://h:5432/db");
    settings.set("user", "ann");
    EXPECT_EQ(optionsOf(settings).at("uri"), "pg://ann@h:5432/db");
}

TEST(ConnectionForm, AFieldThatIsNotThereIsTold) {
    ConnectionPart part;
    part.options = {{"uri", "{nobody}"}};
    auto options = databaseOptions(part, connect::Settings());
    ASSERT_FALSE(options);
    EXPECT_NE(options.error().message.find("nobody"), std::string::npos);
}

TEST(ConnectionForm, OptionsOfFieldsAndTheDialect) {
    ConnectionPart part;
    part.fields = {field("token"), field("kind")};
    part.fields[0].option = "adbc.x.token";
    part.fields[1].defaultValue = "mysql";
    part.dialect = "{kind}";
    connect::Settings settings;
    EXPECT_TRUE(databaseOptions(part, settings)->empty());
    settings.set("token", "t");
    EXPECT_EQ(databaseOptions(part, settings)->at("adbc.x.token"), "t");
    EXPECT_EQ(dialectName(part, settings), "mysql");
}

TEST(ConnectionForm, TheNetworkIsWhatTheConnectionNames) {
    connect::Settings settings;
    settings.set("host", "db1, db2");
    EXPECT_THAT(connectionGrants(server(), settings)->networkHosts,
                ElementsAre("db1:5432", "db2:5432", "*.example.com:443"));
    InstalledPlugin revoked = server();
    revoked.granted.network.clear();
    EXPECT_THAT(connectionGrants(revoked, settings)->networkHosts, IsEmpty());
    InstalledPlugin url = server();
    url.manifest.connection->fields = {field("url", FieldGrant::NetworkUrl)};
    url.granted.network = {"from_connection"};
    const auto hostOf = [&](const std::string& text) {
        connect::Settings own;
        own.set("url", text);
        return connectionGrants(url, own)->networkHosts.at(0);
    };
    EXPECT_EQ(hostOf("https://u:p@api.example.com/v1?x=y"), "api.example.com:443");
    EXPECT_EQ(hostOf("http://api"), "api:80");
    EXPECT_EQ(hostOf("grpc+tls://[::1]:31337"), "[::1]:31337");
    EXPECT_EQ(hostOf("grpc://host"), "host:*");
}

TEST(ConnectionForm, FilesAreWhatTheConnectionNames) {
    conformance::Scratch folder;
    const std::filesystem::path file = folder.path() + "/data.db";
    for (const char* name : {"/data.db", "/data.db-wal", "/data.db.backup", "/data.db2", "/other.db"})
        std::ofstream(folder.path() + name) << "x";
    connect::Settings settings;
    settings.set("file", file.string());
    EXPECT_THAT(connectionGrants(server(), settings)->writePaths,
                UnorderedElementsAre(file, file.string() + "-wal"));
    settings.set("read_only", "true");
    const auto grants = *connectionGrants(server(), settings);
    EXPECT_THAT(grants.writePaths, IsEmpty());
    EXPECT_THAT(grants.readPaths, UnorderedElementsAre(file, file.string() + "-wal"));
}

TEST(ConnectionForm, NothingIsGrantedThatNobodyWrote) {
    InstalledPlugin greedy = server();
    auto& fields = greedy.manifest.connection->fields;
    fields[0].defaultValue = "*";
    fields[4].defaultValue = "/etc/shadow";
    const auto grants = connectionGrants(greedy, {});
    ASSERT_TRUE(grants);
    EXPECT_THAT(grants->networkHosts, ElementsAre("*.example.com:443"));
    EXPECT_THAT(grants->writePaths, IsEmpty());
    EXPECT_THAT(grants->readPaths, IsEmpty());
}

TEST(ConnectionForm, NoValueOpensEverything) {
    const auto refused = [](const char* key, const std::string& value) {
        connect::Settings settings;
        settings.set(key, value);
        const auto grants = connectionGrants(server(), settings);
        return !grants && grants.error().code == ErrorCode::InvalidArgument;
    };
    for (const char* path : {"/", "//", "/.", "/etc/..", "/./"}) EXPECT_TRUE(refused("file", path)) << path;
    for (const char* host : {"*", "a, *", "*.com"}) EXPECT_TRUE(refused("host", host)) << host;
    EXPECT_FALSE(refused("file", "/tmp"));
    EXPECT_FALSE(refused("host", "db1, db2"));
}

TEST(ConnectionForm, LinksAreNotFollowed) {
    conformance::Scratch folder;
    const std::filesystem::path file = folder.path() + "/x.db", secret = folder.path() + "/id_rsa";
    for (const auto& path : {file, secret}) std::ofstream(path) << "x";
    std::filesystem::create_symlink(secret, file.string() + "-wal");
    std::filesystem::create_symlink(secret, folder.path() + "/link.db");
    std::filesystem::create_symlink(folder.path(), folder.path() + "/around");
    connect::Settings settings;
    settings.set("file", file.string());
    EXPECT_THAT(connectionGrants(server(), settings)->writePaths, ElementsAre(file));
    for (const char* link : {"/link.db", "/around", "/around/"}) {
        settings.set("file", folder.path() + link);
        const auto grants = connectionGrants(server(), settings);
        ASSERT_FALSE(grants) << link;
        EXPECT_NE(grants.error().message.find("is a link to"), std::string::npos) << grants.error().message;
    }
}

// --- dialects
// --------------------------------------------------------------------------------------------------

sql::RemoteQuery query() {
    sql::RemoteQuery out;
    out.table = {"s", "t"};
    out.columns.resize(2);
    out.columns[0].name = "id";
    out.columns[0].type = duckdb::LogicalType::BIGINT;
    out.columns[1].name = "t";
    out.columns[1].type = duckdb::LogicalType::VARCHAR;
    for (auto& column : out.columns) column.push = ansiDialect().push(column.type, "");
    out.projection = {1};
    return out;
}

TEST(PluginDialect, TablesAreNamedAsTheSourceHasThem) {
    auto places = std::make_shared<SchemaPlaces>();
    places->set("s", {"cat", "real", true});
    places->set("main", {std::nullopt, std::nullopt, false});
    const PluginDialect dialect(ansiDialect(), places);
    EXPECT_EQ(*dialect.select(query()), "SELECT \"t\" FROM \"cat\".\"real\".\"t\"");
    EXPECT_EQ(dialect.tableName({"main", "t"}), "\"t\"");
    EXPECT_EQ(dialect.tableName({"unheard", "t"}), "\"unheard\".\"t\"");
    EXPECT_EQ(dialect.filled("{schema}.{table}", {"s", "it's"}), "'real'.'it''s'");
}

TEST(PluginDialect, ANameNeverLeavesItsLiteral) {
    const PluginDialect dialect(ansiDialect(), std::make_shared<SchemaPlaces>());
    EXPECT_EQ(dialect.filled("a = {schema} AND b = {table}", {"; DROP TABLE x; --", "{schema}"}),
              "a = '; DROP TABLE x; --' AND b = '{schema}'");
    EXPECT_EQ(dialect.filled("{table}, {schema}", {"{table}", "{schema}{table}"}),
              "'{schema}{table}', '{table}'");
}

TEST(PluginDialect, AnsiComparesNumbersAndNothingElse) {
    const PluginDialect dialect(ansiDialect(), std::make_shared<SchemaPlaces>());
    auto q = query();
    const auto number = sql::Predicate::compare(0, sql::Comparison::Less, duckdb::Value::BIGINT(5));
    const auto text = sql::Predicate::compare(1, sql::Comparison::Equal, duckdb::Value("x"));
    EXPECT_TRUE(dialect.canPush(number, q.columns));
    EXPECT_FALSE(dialect.canPush(text, q.columns));
    EXPECT_TRUE(dialect.canPush(sql::Predicate::nullTest(1, true), q.columns));
    q.required = {number};
    q.limit = 7;  // reading stops instead
    EXPECT_EQ(*dialect.select(q), "SELECT \"t\" FROM \"s\".\"t\" WHERE \"id\" < 5");
    q.projection.clear();
    EXPECT_EQ(*dialect.select(q), "SELECT \"id\" FROM \"s\".\"t\" WHERE \"id\" < 5");
}

TEST(PluginDialect, NoneReadsWholeTables) {
    const PluginDialect dialect(bareDialect(), std::make_shared<SchemaPlaces>());
    auto q = query();
    q.limit = 3;
    EXPECT_EQ(*dialect.select(q), "SELECT * FROM \"s\".\"t\"");
    EXPECT_FALSE(dialect.canPush(sql::Predicate::nullTest(0, true), q.columns));
    EXPECT_FALSE(dialect.supportsOrderBy());
}

}  // namespace
}  // namespace tributary::plugin
