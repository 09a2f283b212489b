// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/alerts/store/alert_journal.h"
#include "core/alerts/store/alert_store.h"
#include "core/store/database.h"
#include "tests/core/store/temporary_folder.h"

namespace tributary::alerts {
namespace {

using namespace std::chrono_literals;

class AlertStoreTest : public ::testing::Test {
  protected:
    std::string path() const { return m_folder.file("w.tributary.alerts"); }
    std::unique_ptr<AlertStore> open() {
        auto store = AlertStore::open(path());
        EXPECT_TRUE(store) << (store ? "" : store.error().text());
        return store ? std::move(*store) : nullptr;
    }

    test::TemporaryFolder m_folder;
    const TimePoint m_now{1'700'000'000'000ms};
};

SilenceRecord silenceOf(const std::string& matchers, TimePoint from, TimePoint to) {
    SilenceRecord silence;
    silence.matchers = parseMatchers(matchers).value();
    silence.startsAt = from;
    silence.endsAt = to;
    silence.createdBy = "ann";
    silence.comment = "maintenance";
    return silence;
}

TEST_F(AlertStoreTest, KeepsRuleFilesAsTheirGroupsInOrder) {
    auto store = open();
    const RuleFileRecord file{"/etc/rules.yml", "abc", "", m_now};
    ASSERT_TRUE(store->replaceRuleFile(
        file, {{"", "second", "name: second", true, {}}, {"", "first", "name: first", false, {}}}));
    ASSERT_TRUE(store->saveRuleGroup({"", "own", "name: own", true, {}}));
    auto groups = store->ruleGroups();
    ASSERT_TRUE(groups);
    ASSERT_EQ(groups->size(), 3u);
    EXPECT_EQ((*groups)[0].name, "own");
    EXPECT_EQ((*groups)[1].name, "second");
    EXPECT_EQ((*groups)[1].file, "/etc/rules.yml");
    EXPECT_EQ((*groups)[2].yaml, "name: first");
    EXPECT_FALSE((*groups)[2].enabled);
    ASSERT_TRUE(store->replaceRuleFile(file, {{"", "third", "name: third", true, {}}}));
    EXPECT_EQ(store->ruleGroups()->size(), 2u);
    ASSERT_TRUE(store->removeRuleFile(file.path));
    EXPECT_EQ(store->ruleGroups()->size(), 1u);
    EXPECT_TRUE(store->ruleFiles()->empty());
    EXPECT_EQ(store->removeRuleFile(file.path).error().code, ErrorCode::NotFound);
    EXPECT_EQ(store->removeRuleGroup("", "nobody").error().code, ErrorCode::NotFound);
}

TEST_F(AlertStoreTest, AnotherProgramSeesTheChangeByTheCounter) {
    auto store = open();
    auto other = open();
    const auto before = other->changeCounter();
    ASSERT_TRUE(store->setRouting("route:\n  receiver: ops\n"));
    EXPECT_GT(*other->changeCounter(), *before);
    EXPECT_EQ(*other->routing(), "route:\n  receiver: ops\n");
    const auto after = other->changeCounter();
    ASSERT_TRUE(store->noteRuleFile({"/r.yml", "1", "", m_now}));
    EXPECT_GT(*other->changeCounter(), *after);
    const auto noted = other->changeCounter();
    ASSERT_TRUE(store->noteRuleFile({"/r.yml", "2", "", m_now}));
    EXPECT_EQ(*other->changeCounter(), *noted) << "looking at a file changes nothing";
    ASSERT_TRUE(store->noteRuleFile({"/r.yml", "3", "line 2: unknown key", m_now}));
    EXPECT_GT(*other->changeCounter(), *noted);
}

TEST_F(AlertStoreTest, ChannelsKeepTheirSettingsAndOnlyTheNamesOfSecrets) {
    auto store = open();
    ChannelRecord channel;
    channel.name = "ops";
    channel.type = "webhook";
    channel.settings = {{"url", "http://127.0.0.1:9/x"}, {"empty", ""}};
    channel.secretKeys = {"token"};
    auto id = store->saveChannel(channel);
    ASSERT_TRUE(id);
    channel.id = "";
    EXPECT_EQ(store->saveChannel(channel).error().code, ErrorCode::Conflict);
    auto channels = store->channels();
    ASSERT_TRUE(channels);
    ASSERT_EQ(channels->size(), 1u);
    EXPECT_EQ((*channels)[0].settings, channel.settings);
    EXPECT_EQ((*channels)[0].secretKeys, channel.secretKeys);
    channel.id = *id;
    channel.settings.erase("empty");
    channel.secretKeys.clear();
    ASSERT_TRUE(store->saveChannel(channel));
    EXPECT_EQ((*store->channels())[0].settings.size(), 1u);
    EXPECT_TRUE((*store->channels())[0].secretKeys.empty());
    ASSERT_TRUE(store->removeChannel("ops"));
    EXPECT_TRUE(store->channels()->empty());
}

TEST_F(AlertStoreTest, SilencesAreKeptChangedAndEnded) {
    auto store = open();
    auto id = store->saveSilence(silenceOf("a=\"1\", b=~\"x.*\"", m_now, m_now + 1h));
    ASSERT_TRUE(id);
    auto silences = store->silences(m_now);
    ASSERT_EQ(silences->size(), 1u);
    EXPECT_EQ(matchersText((*silences)[0].matchers),
              matchersText(parseMatchers("a=\"1\",b=~\"x.*\"").value()));
    EXPECT_EQ((*silences)[0].endsAt, m_now + 1h);
    ASSERT_TRUE(store->expireSilence(*id, m_now + 1min));
    EXPECT_EQ((*store->silences())[0].endsAt, m_now + 1min);
    EXPECT_TRUE(store->silences(m_now + 2min)->empty());
    EXPECT_EQ(store->expireSilence("none", m_now).error().code, ErrorCode::NotFound);
}

TEST_F(AlertStoreTest, RefusesASilenceOfEverything) {
    auto store = open();
    EXPECT_EQ(store->saveSilence(silenceOf("", m_now, m_now + 1h)).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(store->saveSilence(silenceOf("a=~\".*\"", m_now, m_now + 1h)).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(store->saveSilence(silenceOf("a=\"1\"", m_now, m_now - 1s)).error().code,
              ErrorCode::InvalidArgument);
}

TEST_F(AlertStoreTest, AcknowledgementsAreOnePerAlert) {
    auto store = open();
    ASSERT_TRUE(store->acknowledge({"00aa", "ann", "looking", m_now}));
    ASSERT_TRUE(store->acknowledge({"00aa", "bob", "mine", m_now}));
    ASSERT_EQ(store->acknowledgements()->size(), 1u);
    EXPECT_EQ((*store->acknowledgements())[0].by, "bob");
    ASSERT_TRUE(store->unacknowledge("00aa"));
    EXPECT_EQ(store->unacknowledge("00aa").error().code, ErrorCode::NotFound);
}

TEST_F(AlertStoreTest, ADamagedFileIsKeptAsideAndTold) {
    std::ofstream(path()) << "this is no database at all, but somebody may want it";
    auto store = open();
    ASSERT_TRUE(store);
    EXPECT_NE(store->recoveredFrom().find(".damaged-"), std::string::npos);
    EXPECT_TRUE(std::filesystem::exists(store->recoveredFrom()));
    EXPECT_TRUE(store->setRouting("x"));
}

TEST_F(AlertStoreTest, AFileOfAnotherProgramIsRefusedAndLeftAlone) {
    store::Database database;
    ASSERT_TRUE(database.open(path()));
    ASSERT_TRUE(database.execute("CREATE TABLE mine (x); INSERT INTO mine VALUES (1)"));
    database.close();
    auto refused = AlertStore::open(path());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    ASSERT_TRUE(database.open(path()));
    EXPECT_EQ(*database.integer("SELECT x FROM mine"), 1);
}

TEST_F(AlertStoreTest, AFileOfANewerProgramIsRefused) {
    open().reset();
    store::Database database;
    ASSERT_TRUE(database.open(path()));
    ASSERT_TRUE(database.execute("PRAGMA user_version = 99"));
    database.close();
    EXPECT_EQ(AlertStore::open(path()).error().code, ErrorCode::Unsupported);
}

TEST_F(AlertStoreTest, AFileOfTheFirstVersionIsBroughtUpToDate) {
    open().reset();
    store::Database database;
    ASSERT_TRUE(database.open(path()));
    ASSERT_TRUE(
        database.execute("DROP TABLE decision; ALTER TABLE transition DROP COLUMN why; ALTER TABLE "
                         "dead_letter DROP COLUMN resend;"
                         "INSERT INTO transition VALUES (NULL, 5, 'r', 'R', 'g', 'f', '{}', 'normal', "
                         "'firing', 'old', 1, NULL, NULL, NULL);"
                         "PRAGMA user_version = 1"));
    database.close();
    auto store = open();
    ASSERT_TRUE(store);
    EXPECT_TRUE(store->recoveredFrom().empty());
    AlertJournal journal(store->file());
    auto history = journal.history({});
    ASSERT_TRUE(history) << history.error().text();
    ASSERT_EQ(history->size(), 1u);
    EXPECT_EQ((*history)[0].reason, "old");
    EXPECT_EQ((*history)[0].why.code, "");
    EXPECT_TRUE(journal.decisions("", 10));
    EXPECT_TRUE(journal.deadLetters());
}

TEST_F(AlertStoreTest, TheFileIsItsOwnersAlone) {
    open();
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(path()).permissions() & (perms::group_all | perms::others_all),
              perms::none);
}

}  // namespace
}  // namespace tributary::alerts
