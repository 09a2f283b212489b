// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/rule_lineage.h"

#include <algorithm>
#include <chrono>

#include "core/alerts/evaluation/eval_time.h"
#include "core/alerts/promql/expression.h"
#include "core/lineage/schema.h"

namespace tributary::schedule {
namespace {

using namespace alerts;

constexpr const char* kJobKind = "alert";
constexpr const char* kMetrics = "metrics";  ///< the schema of a Prometheus-compatible source

/// What a PromQL expression reads: the values of its metrics, and the labels it selects them by.
void collectSelectors(const promql::Expression& expression, const std::string& connection,
                      std::vector<lineage::ObservedEdge>& out) {
    for (const auto& child : expression.children) collectSelectors(*child, connection, out);
    if (expression.kind != promql::Expression::Kind::Selector) return;
    std::string metric;
    for (const auto& matcher : expression.matchers)
        if (matcher.name() == "__name__" && matcher.op() == Matcher::Op::Equal) metric = matcher.value();
    if (metric.empty()) return;  // several metrics, known only to the source
    const lineage::DatasetName dataset{connection, lineage::joinName({kMetrics, metric})};
    lineage::ObservedEdge value;
    value.source = {dataset, "value"};
    value.target.column = "value";
    value.subtype = lineage::Subtype::Transformation;
    out.push_back(value);
    for (const auto& matcher : expression.matchers) {
        if (matcher.name() == "__name__") continue;
        lineage::ObservedEdge filter;
        filter.source = {dataset, matcher.name()};
        filter.subtype = lineage::Subtype::Filter;
        out.push_back(filter);
    }
}

/// What decides about a rule's lineage.
std::string textOf(const Rule& rule, const SampleSource::Query& query) {
    std::string out = rule.name + '\n' + query.connection + '\n' + rule.query;
    for (const auto& column : query.valueColumns) out += "\nv" + column;
    for (const auto& column : query.labelColumns) out += "\nl" + column;
    return out + "\nt" + query.timeColumn;
}

lineage::DefinedNode nodeOf(const Rule& rule, const SampleSource::Query& query, TimePoint now) {
    lineage::DefinedNode node;
    node.kind = lineage::DatasetKind::AlertRule;
    node.jobName = rule.id;
    node.dataset.name = lineage::joinName({"alerts", rule.name});
    node.connection = query.connection;
    if (rule.language == Rule::Language::PromQl) {
        const auto parsed = promql::parse(rule.query);
        if (parsed) collectSelectors(**parsed, query.connection, node.edges);
        if (!node.edges.empty()) node.columns = {"value"};
        node.query = nativeWithEvalTime(query.text, now);
        return node;
    }
    node.query =
        query.connection.empty() ? withEvalTime(rule.query, now) : nativeWithEvalTime(rule.query, now);
    if (!query.valueColumns.empty() && !query.labelColumns.empty()) {
        node.columns = query.valueColumns;
        node.columns.insert(node.columns.end(), query.labelColumns.begin(), query.labelColumns.end());
    }
    return node;
}

}  // namespace

Result<lineage::DefinitionReport> recordRuleLineage(engine::Workbench& workbench,
                                                    lineage::LineageStore& store,
                                                    const std::vector<RuleGroup>& groups,
                                                    std::map<std::string, std::string>& known, int64_t nowMs,
                                                    const CancelToken& token) {
    std::vector<lineage::DefinedNode> nodes;
    std::map<std::string, std::string> texts;
    for (const auto& group : groups) {
        for (const auto& rule : group.rules) {
            if (rule.isRecording()) continue;
            const auto query = queryOf(group, rule);
            std::string text = textOf(rule, query);
            const auto before = known.find(rule.id);
            nodes.push_back(nodeOf(rule, query, TimePoint(Duration(nowMs))));
            nodes.back().isKnown = before != known.end() && before->second == text;
            texts[rule.id] = std::move(text);
        }
    }
    auto report = lineage::recordDefinitions(workbench, store, kJobKind, nodes, nowMs, token);
    if (!report) return report;
    // What could not be read may be readable the next time: its source was away.
    for (const auto& name : report->unreadNames) texts.erase(name);
    known = std::move(texts);
    return report;
}

RuleLineage::RuleLineage(engine::Workbench& workbench, std::function<void(const std::string&)> log)
    : m_workbench(workbench), m_log(std::move(log)), m_thread([this] { loop(); }) {}

RuleLineage::~RuleLineage() {
    m_stop.cancel(CancelToken::Reason::User);
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

void RuleLineage::follow(std::vector<RuleGroup> groups) {
    {
        const std::lock_guard lock(m_mutex);
        m_waiting = std::move(groups);
    }
    m_wake.notify_all();
}

void RuleLineage::loop() {
    for (;;) {
        std::vector<RuleGroup> groups;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_ending || m_waiting.has_value(); });
            if (m_ending) return;
            groups = std::move(*m_waiting);
            m_waiting.reset();
        }
        record(groups);
    }
}

void RuleLineage::record(const std::vector<RuleGroup>& groups) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    auto store = lineage::LineageStore::open(m_workbench.workspace().path());
    if (!store) return m_log("The rules' lineage cannot be kept: " + store.error().text());
    auto done = recordRuleLineage(m_workbench, **store, groups, m_known,
                                  std::chrono::duration_cast<std::chrono::milliseconds>(now).count(), m_stop);
    if (m_stop.isCancelled()) return;
    if (!done) return m_log("The rules' lineage could not be kept: " + done.error().text());
    for (const auto& one : done->unread) m_log("The lineage of a rule is not known: " + one);
}

}  // namespace tributary::schedule
