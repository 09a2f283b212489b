// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/cli/plugin_run_command.h"
#include "app/cli/plugin_test_command.h"
#include "core/base/cancel_token.h"

namespace tributary::cli {

/// What `tributary plugin …` said.
struct PluginArguments {
    std::string target;  ///< a folder, a file or an id
    std::vector<std::string> targets;
    std::string format = "table";
    std::string kind;
    std::string keyFile;
    std::string publicFile;
    std::string password;  ///< env:VARIABLE, file:PATH or prompt
    std::string output;
    std::string url;
    std::string name;
    std::string caFile;
    std::string reason;
    std::string repositoryId;
    std::string onOff;
    std::string version;
    std::vector<std::string> packageKeys;
    std::vector<std::string> revoke;
    std::vector<std::string> yank;
    std::vector<std::string> only;
    unsigned days = 90;
    bool yes = false;
    bool noPassword = false;
    bool keep = false;
    bool available = false;
    bool withData = false;
    PluginTestOptions test;
    PluginRunOptions run;
    bool json() const { return format == "json"; }
};

// For who writes plugins.
int newPlugin(const PluginArguments& options);
int buildPlugin(const PluginArguments& options);
int makePluginKey(const PluginArguments& options, const CancelToken& token);
int packPlugin(const PluginArguments& options, const CancelToken& token);
int signPackageFile(const PluginArguments& options, const CancelToken& token);
int indexRepository(const PluginArguments& options, const CancelToken& token);
int verifyPackage(const PluginArguments& options, const CancelToken& token);

// For who uses them.
int installPlugin(const PluginArguments& options, const CancelToken& token);
int updatePlugins(const PluginArguments& options, const CancelToken& token);
int listPlugins(const PluginArguments& options);
int showPlugin(const PluginArguments& options, const CancelToken& token);
int showPluginLog(const PluginArguments& options);
int enablePlugin(const PluginArguments& options, bool enabled);
int rollBackPlugin(const PluginArguments& options);
int removePlugin(const PluginArguments& options);
int setDeveloperMode(const PluginArguments& options);

int trustKey(const PluginArguments& options);
int listTrustedKeys(const PluginArguments& options);
int distrustKey(const PluginArguments& options);
int revokeKey(const PluginArguments& options);
int unrevokeKey(const PluginArguments& options);

int addRepository(const PluginArguments& options, const CancelToken& token);
int listRepositories(const PluginArguments& options);
int removeRepository(const PluginArguments& options);

}  // namespace tributary::cli
