// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

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
    bool json() const { return format == "json"; }
};

// For who writes plugins.
int newPlugin(const PluginArguments& options);
int buildPlugin(const PluginArguments& options);
int makePluginKey(const PluginArguments& options, const CancelToken& token);
int packPlugin(const PluginArguments& options, const CancelToken& token);
int signPackageFile(const PluginArguments& options, const CancelToken& token);
int indexRepository(const PluginArguments& options, const CancelToken& token);

}  // namespace tributary::cli
