// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "core/base/cancel_token.h"
#include "core/base/error.h"

namespace tributary::plugin {

/// A file of a repository: file:///folder or https://host/folder. Nothing else is fetched from.
struct RepositoryPlace {
    std::string url;     ///< without a slash at its end
    std::string caFile;  ///< whom to believe instead of the system's authorities; empty: those
};

/// Of what a person typed: a folder becomes a file:// URL. InvalidArgument for other schemes.
Result<std::string> repositoryUrl(const std::string& text);

/// Calls `take` with the bytes of `<place>/<name>` as they come; Resource when they are more than `limit`.
Result<void> fetchFile(const RepositoryPlace& place, const std::string& name, uint64_t limit,
                       const std::function<Result<void>(std::string_view)>& take, const CancelToken& token);
/// The same of a file on this computer.
Result<void> readLocalFile(const std::filesystem::path& path, uint64_t limit,
                           const std::function<Result<void>(std::string_view)>& take,
                           const CancelToken& token);
Result<std::string> fetchText(const RepositoryPlace& place, const std::string& name, uint64_t limit,
                              const CancelToken& token);

}  // namespace tributary::plugin
