// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/plugin/install/plugin_home.h"
#include "core/plugin/supervise/supervisor.h"

namespace tributary::ui {

/// The parts of the program that know plugins. All of it outlives the window and its background work.
struct PluginServices {
    plugin::PluginHome& home;
    plugin::Supervisor& supervisor;
};

/// One plugin: installed, offered by a repository, or both.
struct PluginCard {
    std::string id;
    plugin::Text name;
    plugin::Text summary;
    std::string publisher;
    std::string license;
    std::string homepage;
    std::vector<std::string> categories;
    std::vector<plugin::Kind> kinds;
    std::optional<plugin::InstalledPlugin> installed;
    std::optional<plugin::PluginStatus> status;  ///< of an installed one
    std::optional<plugin::Offer> offer;          ///< the version to install
    bool update = false;                         ///< the offer is newer than what is installed
};

/// A driver that is on this computer.
struct FoundCard {
    plugin::FoundDriver driver;
    std::string installedAs;  ///< id of the plugin made of it; empty: none is installed
};

/// Everything the plugin manager shows, read in one go.
struct PluginPicture {
    std::vector<PluginCard> cards;  ///< by English name
    std::vector<FoundCard> found;
    std::vector<plugin::Repository> repositories;
    int64_t changes = 0;            ///< the store's counter of them
    plugin::Protection protection;  ///< what this computer can give
    bool developerMode = false;
    std::string damagedFile;      ///< where a damaged record was put; empty: all was well
    std::vector<Error> problems;  ///< a repository that cannot be read does not hide the rest

    const PluginCard* find(const std::string& id) const;
    const FoundCard* findDriver(const std::string& id) const;
};

/// What is looked up for the one plugin that is shown.
struct PluginDepth {
    std::string id;
    std::vector<std::string> modified;  ///< files that are not as they were when verified
    std::vector<plugin::CrashReport> crashes;
    std::vector<plugin::RunRecords::Blocked> blocked;
    std::vector<std::string> log;
    std::string readme;  ///< Markdown; empty: the package has none
};

/// Block on the disk.
Result<PluginPicture> loadPlugins(const PluginServices& services);
Result<PluginDepth> loadDepth(const PluginServices& services, const std::string& id,
                              const CancelToken& token);

}  // namespace tributary::ui
