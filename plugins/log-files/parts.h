// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "plugins/log-files/files.h"

namespace tributary::plugins::logs {

/// Groups of `files` of about the same length, in their order, for several processes to read; none if that
/// would save nothing. `learned` tells of which format and columns the reader must be.
std::vector<std::string> partsOf(const std::vector<LogFile>& files, const std::string& learned);

/// The files of a part. Throws if one of them was renamed or cut since, or if the log has taken another
/// shape.
std::vector<LogFile> filesOf(const std::string& part, const std::string& learned);

}  // namespace tributary::plugins::logs
