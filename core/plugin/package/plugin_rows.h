// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/plugin/package/manifest.h"
#include "core/plugin/package/plugin_file.h"
#include "core/plugin/package/plugin_store.h"

namespace tributary::plugin {

/// Rows of plugins.db about what is installed; private to this module.

struct VersionRow {
    Manifest manifest;
    std::string manifestText;
    std::string tier;
    std::string keyId;
    std::string packageSha256;
    int64_t installedAt = 0;
};

struct PluginRow {
    std::string id;
    bool enabled = true;
    std::string repository;
    Permissions granted;
    std::string revoked;  ///< why the present version must not run; empty: it may
    VersionRow current;
    std::vector<Version> versions;  ///< all that are kept
};

/// By id; of one plugin unless `id` is empty.
Result<std::vector<PluginRow>> pluginRows(PluginFile& file, const std::string& id);
Result<std::optional<VersionRow>> versionRow(PluginFile& file, const std::string& id, const Version& version);
Result<std::optional<Version>> currentVersion(PluginFile& file, const std::string& id);
Result<void> setCurrent(PluginFile& file, const std::string& id, const Version& version);
Result<std::string> versionRevoked(PluginFile& file, const std::string& id, const Version& version);

struct NewVersion {
    std::string id;
    Version version;
    std::string manifestText;
    Tier tier = Tier::Unsigned;
    std::string keyId;
    std::string repository;
    std::string packageSha256;
    Permissions granted;
    std::vector<Version> dropped;  ///< versions that are not kept any longer
};

/// Makes it the present version; the plugin stays disabled if it was.
Result<void> recordVersion(PluginFile& file, const NewVersion& fresh);

Tier tierNamed(std::string_view name);
/// What both have.
Permissions permissionsInCommon(const Permissions& asked, const Permissions& granted);

}  // namespace tributary::plugin
