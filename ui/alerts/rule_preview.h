// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QTimer>
#include <functional>
#include <memory>
#include <optional>

#include "core/alerts/routing/replay.h"
#include "core/alerts/rules/backtest.h"
#include "core/engine/workbench.h"
#include "core/schedule/rule_advice.h"
#include "ui/alerts/alert_desk.h"
#include "ui/async/background.h"

namespace tributary::ui {

/// What a rule's query gives now: its columns for the form, its rows for the templates, what asking costs.
struct RuleProbe {
    alerts::SampleSet rows;
    alerts::TimePoint at{};
    alerts::Duration cost{0};
};

/// What the rule would have done.
struct RuleOutlook {
    std::shared_ptr<const alerts::History> history;
    alerts::BacktestResult result;
    std::optional<alerts::BacktestResult> saved;  ///< of the rule as it is saved, over the same history
    std::vector<alerts::Notification> notifications;
    size_t messages = 0;
    size_t messagesWithoutGrouping = 0;
    QString routingError;  ///< why messages are not counted; empty: they are
};

/// Asks a rule's query and runs the rule over its past, off the UI thread, the newest question winning.
/// Changing the condition judges the rows that are there anew; changing the query asks again. UI thread.
class RulePreview : public QObject {
    Q_OBJECT

  public:
    RulePreview(engine::Workbench& workbench, Background& background, std::shared_ptr<AlertDesk> desk,
                QObject* parent = nullptr);
    ~RulePreview() override;

    struct Question {
        alerts::RuleGroup group;
        alerts::Rule rule;
        alerts::Duration span = std::chrono::hours(24 * 7);
        std::optional<alerts::Rule> saved;
        std::string routing;  ///< YAML; empty: the default
        std::vector<alerts::Silence> silences;
    };
    /// Learns levels from the last two weeks of the query; `suggested` or `failed` follows.
    void suggest(const Question& question);
    /// While a level is dragged: where judging everything takes long, the series that is shown is judged
    /// alone and `glimpsed` tells; `ask` follows when it is let go of.
    void drag(Question question, const alerts::Labels& series);
    /// Soon (typing is waited for) or `now`. A history that would need many queries waits for `lookBack`.
    void ask(Question question, bool now = false);
    /// Fetches the history however long it takes.
    void lookBack();
    void stop();

    const std::optional<RuleProbe>& probe() const { return m_probe; }
    const std::shared_ptr<const RuleOutlook>& outlook() const { return m_outlook; }
    /// What `drag` came to last: of one series, without messages and without the saved rule.
    const std::shared_ptr<const RuleOutlook>& glimpse() const { return m_glimpse; }
    /// How long judging everything took the last time.
    alerts::Duration judgingTook() const { return m_judgingTook; }
    bool isBusy() const { return m_probing || m_fetching || m_judging; }
    /// The history needs that many queries, about that long in all; 0: one pass, or it is there.
    size_t queriesWanted() const { return m_queriesWanted; }
    alerts::Duration timeWanted() const;

  Q_SIGNALS:
    void probed();
    void judged();
    void glimpsed();
    void busyChanged();
    void progressed(double share);
    void failed(const QString& message);
    void lookBackOffered();
    void suggested(const std::vector<tributary::schedule::SeriesSuggestion>& levels);

  private:
    void start();
    void probeQuery();
    void fetch(bool however);
    void judge();
    void judgeSeries();
    void judgeAll();
    using Judging = std::function<Result<RuleOutlook>(const CancelToken&)>;
    void judgeInBackground(Judging work, std::function<void(RuleOutlook)> done);
    std::string queryKey(const Question& question) const;

    engine::Workbench& m_workbench;
    Background& m_background;
    const std::shared_ptr<AlertDesk> m_desk;
    QTimer m_delay;
    Question m_question;
    std::string m_key;         ///< of the history that is there or under way
    std::string m_probedText;  ///< of the query that was probed
    std::optional<RuleProbe> m_probe;
    std::shared_ptr<const alerts::History> m_history;
    std::shared_ptr<const RuleOutlook> m_outlook;
    std::shared_ptr<const RuleOutlook> m_glimpse;
    std::optional<alerts::Labels> m_dragged;  ///< the series that is judged alone
    /// Its part of the history, and whose part that is.
    std::shared_ptr<const alerts::History> m_part;
    std::optional<alerts::Labels> m_partOf;
    alerts::Duration m_judgingTook{0};
    CancelToken m_judgeToken;
    CancelToken m_fetchToken;
    int m_generation = 0;
    size_t m_queriesWanted = 0;
    bool m_probing = false;
    bool m_fetching = false;
    bool m_judging = false;
    bool m_judgeAgain = false;
};

}  // namespace tributary::ui
