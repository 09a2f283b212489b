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
constexpr Duration kFluent = std::chrono::milliseconds(60);  ///< what takes longer is not fit for dragging
constexpr Duration kSuggestTimeout = std::chrono::minutes(2);
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

/// The rows of one series alone.
std::shared_ptr<const History> partOf(const History& whole, const Labels& series) {
    auto part = std::make_shared<History>();
    part->from = whole.from;
    part->to = whole.to;
    part->step = whole.step;
    part->learning = whole.learning;
    part->inOnePass = whole.inOnePass;
    part->queryCost = whole.queryCost;
    part->instants.reserve(whole.instants.size());
    size_t usual = 0;  // rows mostly come in the same order
    for (const auto& [at, rows] : whole.instants) {
        if (!rows) {
            part->instants.emplace_back(at, rows);
            continue;
        }
        SampleSet own;
        own.valueColumns = rows->valueColumns;
        own.labelColumns = rows->labelColumns;
        const auto& samples = rows->samples;
        if (usual >= samples.size() || samples[usual].labels != series) {
            usual = size_t(std::find_if(samples.begin(), samples.end(),
                                        [&](const Sample& sample) { return sample.labels == series; }) -
                           samples.begin());
        }
        if (usual < samples.size()) own.samples.push_back(samples[usual]);
        part->instants.emplace_back(at, std::move(own));
    }
    return part;
}

/// One series under the rule: as `judgeRule`, without messages and without the saved rule.
Result<RuleOutlook> judgePart(const RulePreview::Question& question, std::shared_ptr<const History> part,
                              const CancelToken& token) {
    auto result = backtest(question.group, question.rule, *part, {}, token);
    if (!result) return fail(std::move(result.error()));
    RuleOutlook out;
    out.history = std::move(part);
    out.result = std::move(*result);
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
    m_judgeToken.cancel();
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
    m_dragged.reset();
    if (sameQuery) {
        m_delay.stop();
        return judge();
    }
    m_delay.start(now ? 0 : kTypingMs);
}

void RulePreview::suggest(const Question& question) {
    m_background.run(
        this,
        [&workbench = m_workbench, desk = m_desk, group = question.group,
         rule = question.rule](const CancelToken& token) -> Result<std::vector<schedule::SeriesSuggestion>> {
            auto source = openSource(workbench, *desk);
            if (!source) return fail(std::move(source.error()));
            schedule::SuggestOptions options;
            const Comparison comparison = rule.condition.bounds.comparison;
            options.above = comparison == Comparison::Above || comparison == Comparison::AtLeast;
            options.within = kSuggestTimeout;
            return schedule::suggestThresholds(group, rule, **source, now(), options, token);
        },
        [this](const Result<std::vector<schedule::SeriesSuggestion>>& found) {
            if (!found) return void(Q_EMIT failed(make::errorText(found.error())));
            Q_EMIT suggested(*found);
        },
        Background::Lane::OwnThread);
}

void RulePreview::drag(Question question, const Labels& series) {
    const bool alone = m_history && m_judgingTook > kFluent &&
                       question.rule.condition.kind == Condition::Kind::Threshold &&
                       queryKey(question) == m_key;
    if (!alone) return ask(std::move(question), true);
    m_question = std::move(question);
    if (!m_dragged) m_judgeToken.cancel();  // judging everything would hold this up
    m_dragged = series;
    judge();
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
            m_part.reset();
            m_partOf.reset();
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
    m_judgeAgain = false;
    m_dragged ? judgeSeries() : judgeAll();
}

void RulePreview::judgeAll() {
    Question question = m_question;
    // A saved rule with another query cannot be compared over these rows.
    if (question.saved) {
        Question saved = question;
        saved.rule = *question.saved;
        if (queryKey(saved) != m_key) question.saved.reset();
    }
    const auto began = std::chrono::steady_clock::now();
    judgeInBackground([question = std::move(question), history = m_history](
                          const CancelToken& token) { return judgeRule(question, history, token); },
                      [this, began](RuleOutlook outlook) {
                          m_judgingTook =
                              std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - began);
                          m_outlook = std::make_shared<const RuleOutlook>(std::move(outlook));
                          m_glimpse.reset();
                          Q_EMIT judged();
                      });
}

void RulePreview::judgeSeries() {
    auto part = m_partOf == m_dragged ? m_part : nullptr;
    judgeInBackground(
        [question = m_question, history = m_history, part, series = *m_dragged](const CancelToken& token) {
            return judgePart(question, part ? part : partOf(*history, series), token);
        },
        [this, series = *m_dragged](RuleOutlook outlook) {
            m_part = outlook.history;
            m_partOf = series;
            m_glimpse = std::make_shared<const RuleOutlook>(std::move(outlook));
            Q_EMIT glimpsed();
        });
}

void RulePreview::judgeInBackground(Judging work, std::function<void(RuleOutlook)> done) {
    m_judging = true;
    m_judgeToken = m_background.run(
        this, std::move(work),
        [this, done = std::move(done), history = m_history](Result<RuleOutlook> outlook) {
            m_judging = false;
            if (outlook && history == m_history) {
                done(std::move(*outlook));
            } else if (!outlook && outlook.error().code != ErrorCode::Cancelled) {
                Q_EMIT failed(make::errorText(outlook.error()));
            }
            if (m_judgeAgain) judge();
        },
        Background::Lane::OwnThread);
}

}  // namespace tributary::ui
