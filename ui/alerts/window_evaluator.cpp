// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/window_evaluator.h"

#include "core/alerts/channels/channel_registry.h"
#include "core/plugin/apply/plugin_channel.h"
#include "core/schedule/alert_service.h"
#include "core/schedule/rule_lineage.h"
#include "core/schedule/rule_sources.h"
#include "ui/alerts/notice_actions.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

using namespace alerts;

namespace {
constexpr Duration kSilence = std::chrono::hours(1);
}

/// Members in the order in which they need each other: the service goes first.
struct WindowEvaluator::Parts {
    channels::ChannelRegistry registry;
    std::unique_ptr<plugin::ChannelFollower> follower;
    std::unique_ptr<AlertStore> store;
    std::shared_ptr<DesktopNotices> notices;
    std::unique_ptr<schedule::RuleLineage> lineage;
    std::unique_ptr<schedule::AlertService> service;

    ~Parts() {
        if (service) service->stop();
    }
};

WindowEvaluator::WindowEvaluator(engine::Workbench& workbench, Background& background, AlertWatch& watch,
                                 const QString& language, const plugin::Steps* plugins, QObject* parent)
    : QObject(parent),
      m_workbench(workbench),
      m_background(background),
      m_watch(watch),
      m_language(language.startsWith(QLatin1String("zh")) ? "zh" : "en"),
      m_plugins(plugins),
      // Shared with the service's threads; dies in the UI thread once both have let go.
      m_notices(new DesktopNotices(background), [](DesktopNotices* notices) { notices->deleteLater(); }) {
    connect(&watch, &AlertWatch::changed, this, &WindowEvaluator::begin);
    connect(m_notices.get(), &DesktopNotices::actionWanted, this, &WindowEvaluator::act);
}

void WindowEvaluator::act(DesktopNotices::Action action, const std::vector<std::string>& fingerprints) {
    switch (action) {
        case DesktopNotices::Action::Silence:
            return m_watch.change(
                [fingerprints](AlertDesk& desk) { return silenceAlerts(desk, fingerprints, kSilence); },
                [this] { Q_EMIT told(tr("Silenced for 1 hour.")); });
        case DesktopNotices::Action::Acknowledge:
            return m_watch.change(
                [fingerprints](AlertDesk& desk) { return acknowledgeAlerts(desk, fingerprints); },
                [this] { Q_EMIT told(tr("Acknowledged.")); });
        case DesktopNotices::Action::Open:
            break;
    }
    Q_EMIT openWanted(fingerprints.empty() ? QString() : make::text(fingerprints.front()));
}

WindowEvaluator::~WindowEvaluator() {
    stop();
}

void WindowEvaluator::stop() {
    m_stopped = true;
    if (m_parts) m_background.dispose(std::exchange(m_parts, nullptr));
}

void WindowEvaluator::begin() {
    if (m_begun || m_stopped || m_watch.picture()->groups.empty()) return;
    m_begun = true;
    const auto tell = [deliver = m_background.deliveryTo(this), this](const std::string& line) {
        deliver([this, line] { Q_EMIT told(make::text(line)); });
    };
    m_background.run(
        this,
        [&workbench = m_workbench, tell, notices = m_notices, plugins = m_plugins,
         language = m_language](const CancelToken&) -> Result<std::shared_ptr<Parts>> {
            auto parts = std::make_shared<Parts>();
            auto store = AlertStore::open(AlertStore::pathFor(workbench.workspace().path()));
            if (!store) return fail(std::move(store.error()));
            parts->store = std::move(*store);
            parts->notices = notices;
            schedule::AlertServiceSurroundings around;
            around.store = parts->store.get();
            around.clock = schedule::systemClock();
            const auto secret = [&workbench](const std::string& key) { return workbench.secrets().get(key); };
            around.sources = schedule::ruleSources(workbench.federation(), *parts->store, secret,
                                                   workbench.workspace().id());
            around.log = tell;
            parts->lineage = std::make_unique<schedule::RuleLineage>(workbench, tell);
            around.rulesLoaded = [lineage = parts->lineage.get()](const auto& groups) {
                lineage->follow(groups);
            };
            if (plugins) {
                parts->follower = std::make_unique<plugin::ChannelFollower>(*plugins, parts->registry);
                if (auto followed = parts->follower->follow(); !followed) return fail(followed.error());
                // The window looks for changed connections by itself.
                around.reloadSources = [tell, follower = parts->follower.get()] {
                    if (auto followed = follower->follow(); !followed) tell(followed.error().text());
                };
            }
            around.channels.registry = &parts->registry;
            around.channels.store = parts->store.get();
            around.channels.workspaceId = workbench.workspace().id();
            around.channels.secret = secret;
            around.channels.language = language;
            around.channels.desktop = notices.get();
            schedule::AlertServiceOptions options;
            options.program = "window";
            parts->service = std::make_unique<schedule::AlertService>(std::move(around), options);
            parts->service->start();
            return parts;
        },
        [this](Result<std::shared_ptr<Parts>> parts) {
            if (!parts) {
                m_begun = false;
                return void(Q_EMIT failed(make::errorText(parts.error())));
            }
            m_parts = std::move(*parts);
            if (m_stopped) stop();
        });
}

}  // namespace tributary::ui
