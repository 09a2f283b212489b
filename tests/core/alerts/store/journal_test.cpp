// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/store/alert_journal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "core/alerts/store/alert_store.h"
#include "core/alerts/store/lease_keeper.h"
#include "core/store/process_tag.h"
#include "tests/core/store/temporary_folder.h"

namespace tributary::alerts {
namespace {

using namespace std::chrono_literals;

class AlertJournalTest : public ::testing::Test {
  protected:
    void SetUp() override {
        auto opened = AlertStore::open(path());
        ASSERT_TRUE(opened) << opened.error().text();
        m_store = std::move(*opened);
        m_journal = std::make_unique<AlertJournal>(m_store->file());
        m_lease = std::make_unique<LeaseKeeper>(m_store->file(), 10s);
        auto held = m_lease->acquire(program("a"), m_now);
        ASSERT_TRUE(held) << held.error().text();
        m_fence = {held->owner, held->token};
    }
    std::string path() const { return m_folder.file("alerts"); }
    static LeaseRecord program(const std::string& owner) {
        LeaseRecord me;
        me.owner = owner;
        me.host = "here";
        me.pid = 1;
        me.process = store::thisProcessTag();
        me.program = "service";
        return me;
    }
    EvaluationOutcome outcome(TimePoint at) const {
        EvaluationOutcome out;
        out.evaluation = {"r1", at, at, 12ms, 3, 1, ""};
        out.state = "{\"at\":" + std::to_string(at.time_since_epoch().count()) + "}";
        return out;
    }

    test::TemporaryFolder m_folder;
    std::unique_ptr<AlertStore> m_store;
    std::unique_ptr<AlertJournal> m_journal;
    std::unique_ptr<LeaseKeeper> m_lease;
    Fence m_fence;
    const TimePoint m_now{1'700'000'000'000ms};
};

TEST_F(AlertJournalTest, AnEvaluationIsKeptWhole) {
    auto out = outcome(m_now);
    InstanceRecord instance;
    instance.ruleId = "r1";
    instance.fingerprint = "0011";
    instance.state = "firing";
    instance.labels = {{"alertname", "Hot"}, {"line", "1\n\"2\""}};
    instance.activeAt = m_now;
    instance.firedAt = m_now;
    instance.evaluatedAt = m_now;
    instance.judged = {12.5, std::nan(""), std::nullopt, 10.0};
    out.instances = {instance};
    out.transitions = {{0,
                        m_now,
                        "r1",
                        "Hot",
                        "g",
                        "0011",
                        instance.labels,
                        "pending",
                        "firing",
                        "why",
                        {12.5, {}, {}, {}}}};
    Alert alert;
    alert.labels = instance.labels;
    alert.startsAt = m_now;
    alert.endsAt = m_now + 4min;
    alert.generatorUrl = "http://x/";
    out.alerts = {alert};
    ASSERT_TRUE(m_journal->keep(m_fence, out));

    EXPECT_EQ(m_journal->ruleStates()->at("r1"), *out.state);
    auto instances = m_journal->instances("r1");
    ASSERT_TRUE(instances);
    ASSERT_EQ(instances->size(), 1u);
    EXPECT_EQ((*instances)[0].labels, instance.labels);
    EXPECT_EQ((*instances)[0].judged.value, 12.5);
    EXPECT_FALSE((*instances)[0].judged.expected) << "NaN is nothing that was expected";
    EXPECT_EQ((*instances)[0].judged.upper, 10.0);
    EXPECT_EQ((*instances)[0].firedAt, m_now);
    auto history = m_journal->history({});
    ASSERT_EQ(history->size(), 1u);
    EXPECT_EQ((*history)[0].to, "firing");
    auto alerts = m_journal->alerts();
    ASSERT_EQ(alerts->size(), 1u);
    EXPECT_EQ((*alerts)[0].alert.labels, alert.labels);
    EXPECT_EQ((*alerts)[0].alert.endsAt, alert.endsAt);
    ASSERT_TRUE(m_journal->dropAlerts(m_fence, {fingerprintText(alert.labels)}));
    EXPECT_TRUE(m_journal->alerts()->empty());

    out = outcome(m_now + 1min);
    out.gone = {"0011"};
    ASSERT_TRUE(m_journal->keep(m_fence, out));
    EXPECT_TRUE(m_journal->instances()->empty());
    EXPECT_EQ(m_journal->lastEvaluations()->at("r1").scheduledAt, m_now + 1min);
    EXPECT_EQ(m_journal->history({})->size(), 1u) << "what happened stays";
}

TEST_F(AlertJournalTest, HistoryTellsTheBandAndWhy) {
    auto out = outcome(m_now);
    TransitionRecord told;
    told.at = m_now;
    told.ruleId = "r1";
    told.fingerprint = "0011";
    told.to = "firing";
    told.judged = {12.5, 10.0, 8.0, 12.0};
    told.why = {"spike", {12.5, 4, detectors::kNoValue}, {"above"}};
    out.transitions = {told};
    ASSERT_TRUE(m_journal->keep(m_fence, out));
    auto history = m_journal->history({});
    ASSERT_EQ(history->size(), 1u);
    EXPECT_EQ((*history)[0].judged.expected, 10.0);
    EXPECT_EQ((*history)[0].judged.upper, 12.0);
    EXPECT_EQ((*history)[0].why.code, "spike");
    EXPECT_EQ((*history)[0].why.words, std::vector<std::string>{"above"});
    ASSERT_EQ((*history)[0].why.numbers.size(), 3u);
    EXPECT_TRUE(std::isnan((*history)[0].why.numbers[2])) << "JSON has no NaN, the record has";
}

TEST_F(AlertJournalTest, ALetterIsAskedForUntilItIsDelivered) {
    DeliveryRecord delivery;
    delivery.at = m_now;
    delivery.channel = "c";
    delivery.groupKey = "g";
    delivery.error = "no";
    DeadLetterRecord letter{0, m_now, "c", "no", 3, {}};
    letter.notification.groupKey = "g";
    ASSERT_TRUE(m_journal->keepDelivery(m_fence, delivery, {}, letter));
    EXPECT_TRUE(m_journal->deadLetters(true)->empty());
    EXPECT_EQ(m_journal->askToResend(77).error().code, ErrorCode::NotFound);
    const int64_t id = m_journal->deadLetters()->at(0).id;
    ASSERT_TRUE(m_journal->askToResend(id));
    ASSERT_EQ(m_journal->deadLetters(true)->size(), 1u);
    // It failed again: a new letter, which nobody has asked for.
    ASSERT_TRUE(m_journal->keepDelivery(m_fence, delivery, {}, letter));
    EXPECT_TRUE(m_journal->deadLetters(true)->empty());
    ASSERT_EQ(m_journal->deadLetters()->size(), 1u);
    delivery.delivered = true;
    ASSERT_TRUE(m_journal->keepDelivery(m_fence, delivery, {}));
    EXPECT_TRUE(m_journal->deadLetters()->empty());
}

TEST_F(AlertJournalTest, ADecisionIsOpenUntilTheOwnerTookIt) {
    EXPECT_EQ(m_store->notAnAnomaly("0011", "me", "", m_now).error().code, ErrorCode::NotFound);
    auto out = outcome(m_now);
    InstanceRecord instance;
    instance.ruleId = "r1";
    instance.fingerprint = "0011";
    instance.state = "firing";
    instance.labels = {{"host", "a"}};
    instance.evaluatedAt = m_now;
    out.instances = {instance};
    ASSERT_TRUE(m_journal->keep(m_fence, out));
    auto id = m_store->notAnAnomaly("0011", "me", "a new disk", m_now);
    ASSERT_TRUE(id) << id.error().text();
    ASSERT_TRUE(m_store->acknowledge({"0011", "you", "", m_now}));
    auto open = m_journal->openDecisions();
    ASSERT_EQ(open->size(), 1u) << "an acknowledgement is only remembered";
    EXPECT_EQ((*open)[0].id, *id);
    EXPECT_EQ((*open)[0].ruleId, "r1");
    EXPECT_EQ((*open)[0].labels, instance.labels);
    Fence stranger = m_fence;
    stranger.token--;
    EXPECT_FALSE(m_journal->takeDecision(stranger, *id, m_now, "", "r1", "learnt"));
    EXPECT_NE(m_journal->ruleStates()->at("r1"), "learnt") << "nothing is written by who is not the owner";
    ASSERT_TRUE(m_journal->takeDecision(m_fence, *id, m_now + 1s, "", "r1", "learnt"));
    EXPECT_EQ(m_journal->ruleStates()->at("r1"), "learnt");
    EXPECT_TRUE(m_journal->openDecisions()->empty());
    auto all = m_journal->decisions("r1", 10);
    ASSERT_EQ(all->size(), 2u);
    EXPECT_EQ((*all)[0].kind, DecisionRecord::Kind::Acknowledged);
    EXPECT_EQ((*all)[1].comment, "a new disk");
    EXPECT_EQ((*all)[1].takenAt, m_now + 1s);
    EXPECT_TRUE(m_journal->decisions("r2", 10)->empty());
}

TEST_F(AlertJournalTest, OnlyTheNewestEvaluationsOfARuleStay) {
    for (size_t i = 0; i < AlertJournal::kEvaluationsKept + 30; i++)
        ASSERT_TRUE(m_journal->keep(m_fence, outcome(m_now + i * 1s)));
    auto kept = m_journal->evaluations("r1", 100'000);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->size(), AlertJournal::kEvaluationsKept);
    EXPECT_EQ(kept->front().scheduledAt, m_now + (AlertJournal::kEvaluationsKept + 29) * 1s);
}

TEST_F(AlertJournalTest, HistoryIsFilteredAndPaged) {
    auto out = outcome(m_now);
    for (int i = 0; i < 10; i++) {
        out.transitions.push_back({0,
                                   m_now + i * 1min,
                                   i % 2 ? "r1" : "r2",
                                   "Rule" + std::to_string(i),
                                   "g",
                                   "f",
                                   {{"host", "h" + std::to_string(i)}},
                                   "normal",
                                   "firing",
                                   "",
                                   {}});
    }
    ASSERT_TRUE(m_journal->keep(m_fence, out));
    HistoryFilter filter;
    filter.ruleId = "r1";
    EXPECT_EQ(m_journal->history(filter)->size(), 5u);
    filter = {};
    filter.search = "H3 rule";
    ASSERT_EQ(m_journal->history(filter)->size(), 1u);
    filter = {};
    filter.limit = 4;
    auto page = m_journal->history(filter);
    ASSERT_EQ(page->size(), 4u);
    filter.before = page->back().id;
    EXPECT_EQ(m_journal->history(filter)->front().rule, "Rule5");
    filter = {};
    filter.from = m_now + 2min;
    filter.to = m_now + 4min;
    EXPECT_EQ(m_journal->history(filter)->size(), 2u);
    ASSERT_TRUE(m_journal->prune(m_fence, m_now + 5min));
    EXPECT_EQ(m_journal->history({})->size(), 5u);
}

TEST_F(AlertJournalTest, ADeliveryAndWhatThePipelineMustRememberAreKeptTogether) {
    DeliveryRecord delivery;
    delivery.at = m_now;
    delivery.receiver = "ops";
    delivery.channel = "hook";
    delivery.error = "500";
    DeadLetterRecord letter;
    letter.at = m_now;
    letter.channel = "hook";
    letter.error = "500";
    letter.attempts = 7;
    letter.notification.receiver = "ops";
    letter.notification.groupKey = "{}:{a=\"1\"}";
    letter.notification.alerts = {{{{"a", "1"}}, {{"summary", "hot"}}, m_now, m_now + 1h, m_now, ""}};
    ASSERT_TRUE(m_journal->keepDelivery(m_fence, delivery, {{"log/1", "x"}, {"log/2", "y"}}, letter));
    ASSERT_TRUE(m_journal->keepPipelineState(m_fence, {{"log/2", ""}}, true));
    EXPECT_EQ(m_journal->pipelineState()->size(), 1u);
    ASSERT_EQ(m_journal->deliveries({})->size(), 1u);
    EXPECT_FALSE((*m_journal->deliveries({}))[0].delivered);
    auto letters = m_journal->deadLetters();
    ASSERT_TRUE(letters);
    ASSERT_EQ(letters->size(), 1u);
    EXPECT_EQ((*letters)[0].notification.groupKey, letter.notification.groupKey);
    EXPECT_EQ((*letters)[0].notification.alerts[0].labels, letter.notification.alerts[0].labels);
    ASSERT_TRUE(m_journal->removeDeadLetter((*letters)[0].id));
    EXPECT_EQ(m_journal->removeDeadLetter((*letters)[0].id).error().code, ErrorCode::NotFound);
}

TEST_F(AlertJournalTest, RulesThatAreGoneAreForgotten) {
    ASSERT_TRUE(m_journal->keep(m_fence, outcome(m_now)));
    ASSERT_TRUE(m_journal->retainRules(m_fence, {"r1"}));
    EXPECT_EQ(m_journal->ruleStates()->size(), 1u);
    ASSERT_TRUE(m_journal->retainRules(m_fence, {"r2"}));
    EXPECT_TRUE(m_journal->ruleStates()->empty());
    EXPECT_TRUE(m_journal->evaluations("", 10)->empty());
}

TEST_F(AlertJournalTest, WhileTheOwnerLivesNobodyElseGetsTheLease) {
    auto second = m_lease->acquire(program("b"), m_now + 9s);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::Conflict);
    EXPECT_NE(second.error().message.find("process 1"), std::string::npos);
    ASSERT_TRUE(m_lease->beat(m_fence, m_now + 9s));
    EXPECT_FALSE(m_lease->acquire(program("b"), m_now + 18s));
    ASSERT_TRUE(m_lease->acquire(program("b"), m_now + 20s)) << "the heartbeat is stale";
}

TEST_F(AlertJournalTest, TheOldOwnerCannotWriteAnyMore) {
    auto next = m_lease->acquire(program("b"), m_now + 11s);
    ASSERT_TRUE(next);
    EXPECT_GT(next->token, m_fence.token);
    auto refused = m_journal->keep(m_fence, outcome(m_now));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Conflict);
    EXPECT_TRUE(m_journal->evaluations("", 10)->empty()) << "nothing of it is kept";
    EXPECT_EQ(m_lease->check(m_fence).error().code, ErrorCode::Conflict);
    EXPECT_EQ(m_lease->beat(m_fence, m_now).error().code, ErrorCode::Conflict);
    EXPECT_EQ(m_journal->keepPipelineState(m_fence, {{"a", "b"}}, true).error().code, ErrorCode::Conflict);
    ASSERT_TRUE(m_lease->release(m_fence)) << "giving back what is not ours any more harms nobody";
    EXPECT_TRUE(m_lease->check({next->owner, next->token}));
}

TEST_F(AlertJournalTest, AReleasedLeaseIsFreeAtOnceAndItsTokenNeverComesBack) {
    ASSERT_TRUE(m_lease->release(m_fence));
    EXPECT_FALSE(*m_lease->holder());
    auto again = m_lease->acquire(program("a"), m_now + 1s);
    ASSERT_TRUE(again);
    EXPECT_GT(again->token, m_fence.token);
    EXPECT_EQ(m_journal->keep(m_fence, outcome(m_now)).error().code, ErrorCode::Conflict);
}

TEST_F(AlertJournalTest, ManyThreadsWantTheLeaseAndOneGetsIt) {
    ASSERT_TRUE(m_lease->release(m_fence));
    std::atomic<int> got{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++) {
        threads.emplace_back([&, i] {
            auto store = AlertStore::open(path());
            if (!store) return;
            LeaseKeeper keeper((*store)->file(), 10s);
            if (keeper.acquire(program("t" + std::to_string(i)), m_now)) got++;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(got, 1);
}

}  // namespace
}  // namespace tributary::alerts
