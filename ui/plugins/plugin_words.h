// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include "core/plugin/confine/protection.h"
#include "core/plugin/package/manifest.h"
#include "core/plugin/package/plugin_store.h"
#include "core/plugin/supervise/supervisor.h"
#include "ui/plugins/plugin_picture.h"
#include "ui/theme/tokens.h"

namespace tributary::ui {

/// The plugin manager's words, in the window's language. UI thread.
class PluginWords {
    Q_DECLARE_TR_FUNCTIONS(tributary::ui::PluginWords)

  public:
    static QString kind(plugin::Kind kind);
    static QString kinds(const std::vector<plugin::Kind>& kinds);
    static QString tier(plugin::Tier tier);
    /// Who vouches, in a sentence; a signature says who built it, not that it is harmless.
    static QString tierSentence(plugin::Tier tier, const QString& keyId);
    static QString state(plugin::PluginState state);
    static Role stateRole(plugin::PluginState state);
    /// Of one that is installed: its state, or that it was revoked.
    struct Standing {
        QString text;
        Role role;
        bool usable;  ///< enabled and not revoked
    };
    static Standing standing(const PluginCard& card);
    /// "files, network, processes", or what is missing.
    static QString protection(const plugin::Protection& protection);

    /// One permission that can be taken back.
    struct Permission {
        QString text;
        QString why;           ///< what it means, for a tool tip
        bool isLimit = false;  ///< a bound rather than a right: shown, not switched
        std::function<void(plugin::Permissions&)> revoke;
        std::function<bool(const plugin::Permissions&)> granted;
    };
    static std::vector<Permission> permissions(const plugin::Permissions& asked);
};

}  // namespace tributary::ui
