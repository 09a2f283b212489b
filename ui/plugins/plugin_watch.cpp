// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plugins/plugin_watch.h"

#include <utility>

#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kLookMs = 2000;

}  // namespace

PluginWatch::PluginWatch(PluginServices services, Background& background, QObject* parent)
    : QObject(parent),
      m_services(services),
      m_background(background),
      m_picture(std::make_shared<const PluginPicture>()) {
    m_timer.setInterval(kLookMs);
    connect(&m_timer, &QTimer::timeout, this, &PluginWatch::reload);
}

void PluginWatch::setWatching(bool watching) {
    if (watching == m_timer.isActive()) return;
    watching ? m_timer.start() : m_timer.stop();
    if (watching) reload();
}

void PluginWatch::reload() {
    if (m_busy) {
        m_again = true;
        return;
    }
    m_busy = true;
    m_background.run(
        this, [services = m_services](const CancelToken&) { return loadPlugins(services); },
        [this](Result<PluginPicture> picture) { take(std::move(picture)); });
}

void PluginWatch::take(Result<PluginPicture> picture) {
    m_busy = false;
    if (picture) {
        m_lastFailure.clear();
        const bool differs = m_loaded && picture->changes != m_picture->changes;
        m_picture = std::make_shared<const PluginPicture>(std::move(*picture));
        m_loaded = true;
        Q_EMIT changed();
        if (differs) Q_EMIT setChanged();
    } else if (const QString message = make::errorText(picture.error()); message != m_lastFailure) {
        m_lastFailure = message;
        Q_EMIT failed(message);
    }
    if (std::exchange(m_again, false)) reload();
}

void PluginWatch::change(std::function<Result<void>(const PluginServices&, const CancelToken&)> work,
                         std::function<void()> done) {
    m_background.run(
        this,
        [services = m_services, work = std::move(work)](const CancelToken& token) {
            return work(services, token);
        },
        [this, done = std::move(done)](Result<void> result) {
            if (!result) Q_EMIT failed(make::errorText(result.error()));
            if (result && done) done();
            reload();
        });
}

}  // namespace tributary::ui
