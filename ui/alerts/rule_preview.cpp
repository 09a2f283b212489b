// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/rule_preview.h"

#include "core/alerts/routing/routing_yaml.h"
#include "core/schedule/rule_sources.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

using namespace alerts;

namespace {

constexpr int kTypingMs = 600;
constexpr size_t kQueriesUnasked = 50;  ///< more than this many queries are asked only when wanted
constexpr Duration kProbeTimeout = std::chrono::seconds(60);

TimePoint now() {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

/// What the service would ask: federation, connections, and the PromQL servers of the store.
Result<std::unique_ptr<SampleSource>> openSource(engine::Workbench& workbench, AlertDesk& desk) {
    auto parts = desk.parts();
    if (!parts) return fail(std::move(parts.error()));
    return schedule::ruleSources(
        workbench.federation(), *(*parts)->store,
        [&workbench](const std::string& key) { return workbench.secrets().get(key); },
        workbench.workspace().id())();
}

struct Probed {
    RuleProbe probe;
    bool inOnePass = false;
};

Result<Probed> probeRule(engine::Workbench& workbench, AlertDesk& desk, const RuleGroup& group,
                         const Rule& rule, const CancelToken& token) {
    auto source = openSource(workbench, desk);
    if (!source) return fail(std::move(source.error()));
    SampleSource::Query query = queryOf(group, rule);
    if (query.timeout.count() == 0) query.timeout = kProbeTimeout;
    Probed out;
    out.probe.at = now();
    const auto started = std::chrono::steady_clock::now();
    auto rows = (*source)->at(query, out.probe.at, token);
    if (!rows) return fail(std::move(rows.error()));
    out.probe.cost = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - started);
    out.probe.rows = std::move(*rows);
    const Duration step = group.interval.count() ? group.interval : kDefaultInterval;
    const auto range = (*source)->range(query, out.probe.at - step, out.probe.at, step, token);
    if (!range && range.error().code != ErrorCode::Unsupported) return fail(range.error());
    out.inOnePass = range.has_value();
    return out;
}

/// Everything but the query, the routing and the clock's range: pure.
Result<RuleOutlook> judgeRule(const RulePreview::Question& question, std::shared_ptr<const History> history,
                              const CancelToken& token) {
    RuleOutlook out;
    out.history = history;
    BacktestOptions options;
    std::vector<ReplayStep> steps;
    options.onEvaluated = [&](TimePoint at, const std::vector<Alert>& alerts) {
        if (!alerts.empty()) steps.push_back({at, alerts});
    };
    auto result = backtest(question.group, question.rule, *history, options, token);
    if (!result) return fail(std::move(result.error()));
    out.result = std::move(*result);
    if (question.saved) {
        BacktestOptions plain;
        plain.chart = false;
        auto saved = backtest(question.group, *question.saved, *history, plain, token);
        if (!saved) return fail(std::move(saved.error()));
        out.saved = std::move(*saved);
    }
    auto config = std::make_shared<RoutingConfig>(defaultRoutingConfig());
    if (!question.routing.empty()) {
        auto read = readRoutingYaml(question.routing);
        if (read)
            *config = std::move(*read);
        else
            out.routingError = make::errorText(read.error());
    }
    if (!out.routingError.isEmpty()) return out;
    ReplayOptions replay;
    replay.to = history->to;
    replay.silences = question.silences;
    auto sent = replayNotifications(config, steps, replay);
    if (!sent) return fail(std::move(sent.error()));
    out.notifications = std::move(sent->notifications);
    out.messages = sent->count;
    out.messagesWithoutGrouping = sent->countWithoutGrouping;
    return out;
}

}  // namespace

RulePreview::RulePreview(engine::Workbench& workbench, Background& background,
                         std::shared_ptr<AlertDesk> desk, QObject* parent)
    : QObject(parent), m_workbench(workbench), m_background(background), m_desk(std::move(desk)) {
    m_delay.setSingleShot(true);
    m_delay.setInterval(kTypingMs);
    connect(&m_delay, &QTimer::timeout, this, &RulePreview::start);
}

RulePreview::~RulePreview() {
    m_fetchToken.cancel();
}

/// What the rows of a history depend on.
std::string RulePreview::queryKey(const Question& question) const {
    const SampleSource::Query query = queryOf(question.group, question.rule);
    std::string key = query.text + '\n' + query.connection + '\n' + query.timeColumn;
    for (const auto& column : query.valueColumns) key += "\nv" + column;
    for (const auto& column : query.labelColumns) key += "\nl" + column;
    for (const Duration part :
         {question.group.interval, question.group.offset, question.group.delay, question.span})
        key += '\n' + std::to_string(part.count());
    auto evaluator = RuleEvaluator::make(question.group, question.rule, {});
    return key + '\n' + std::to_string(evaluator ? (*evaluator)->historyWanted().count() : -1);
}

void RulePreview::ask(Question question, bool now) {
    const bool sameQuery = m_history && queryKey(question) == m_key;
    m_question = std::move(question);
    if (sameQuery) {
        m_delay.stop();
        return judge();
    }
    m_delay.start(now ? 0 : kTypingMs);
}

void RulePreview::stop() {
    ++m_generation;
    m_delay.stop();
    m_fetchToken.cancel();
    m_probing = m_fetching = false;
    Q_EMIT busyChanged();
}

void RulePreview::start() {
    stop();
    m_history.reset();
    m_key.clear();
    if (m_question.rule.query.empty()) {
        m_probe.reset();
        Q_EMIT probed();
        return;
    }
    probeQuery();
}

void RulePreview::probeQuery() {
    m_probing = true;
    Q_EMIT busyChanged();
    const int generation = m_generation;
    m_fetchToken = m_background.run(
        this,
        [&workbench = m_workbench, desk = m_desk, group = m_question.group, rule = m_question.rule](
            const CancelToken& token) { return probeRule(workbench, *desk, group, rule, token); },
        [this, generation](Result<Probed> probed) {
            if (generation != m_generation) return;
            m_probing = false;
            if (!probed) {
                m_probe.reset();
                Q_EMIT busyChanged();
                Q_EMIT failed(make::errorText(probed.error()));
                return;
            }
            m_probe = std::move(probed->probe);
            const Duration step =
                m_question.group.interval.count() ? m_question.group.interval : kDefaultInterval;
            m_queriesWanted = probed->inOnePass ? 0 : size_t(m_question.span / step) + 1;
            Q_EMIT this->probed();
            fetch(false);
        },
        Background::Lane::OwnThread);
}

Duration RulePreview::timeWanted() const {
    return m_probe ? m_probe->cost * int64_t(m_queriesWanted) : Duration(0);
}

void RulePreview::lookBack() {
    fetch(true);
}

void RulePreview::fetch(bool however) {
    if (m_queriesWanted > kQueriesUnasked && !however) {
        Q_EMIT busyChanged();
        Q_EMIT lookBackOffered();
        return;
    }
    m_fetching = true;
    Q_EMIT busyChanged();
    const int generation = m_generation;
    const auto deliver = m_background.deliveryTo(this);
    const auto tell = [this, generation, deliver](double share) {
        deliver([this, generation, share] {
            if (generation == m_generation) Q_EMIT progressed(share);
        });
    };
    m_fetchToken = m_background.run(
        this,
        [&workbench = m_workbench, desk = m_desk, group = m_question.group, rule = m_question.rule,
         span = m_question.span, tell](const CancelToken& token) -> Result<History> {
            auto source = openSource(workbench, *desk);
            if (!source) return fail(std::move(source.error()));
            const TimePoint to = now();
            return fetchHistory(group, rule, **source, to - span, to, token, tell);
        },
        [this, generation](Result<History> history) {
            if (generation != m_generation) return;
            m_fetching = false;
            Q_EMIT busyChanged();
            if (!history) return void(Q_EMIT failed(make::errorText(history.error())));
            m_history = std::make_shared<const History>(std::move(*history));
            m_key = queryKey(m_question);
            m_queriesWanted = 0;
            judge();
        },
        Background::Lane::OwnThread);
}

void RulePreview::judge() {
    if (!m_history) return;
    if (m_judging) {
        m_judgeAgain = true;
        return;
    }
    m_judging = true;
    m_judgeAgain = false;
    Question question = m_question;
    // A saved rule with another query cannot be compared over these rows.
    if (question.saved) {
        Question saved = question;
        saved.rule = *question.saved;
        if (queryKey(saved) != m_key) question.saved.reset();
    }
    m_background.run(
        this,
        [question = std::move(question), history = m_history](const CancelToken& token) {
            return judgeRule(question, history, token);
        },
        [this](Result<RuleOutlook> outlook) {
            m_judging = false;
            if (outlook) {
                m_outlook = std::make_shared<const RuleOutlook>(std::move(*outlook));
                Q_EMIT judged();
            } else {
                Q_EMIT failed(make::errorText(outlook.error()));
            }
            if (m_judgeAgain) judge();
        },
        Background::Lane::OwnThread);
}

}  // namespace tributary::ui
