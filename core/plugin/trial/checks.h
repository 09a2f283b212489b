// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/plugin/trial/trial.h"

namespace tributary::plugin {

/// Says what was counted; an error of code Unsupported skips the check, any other fails it.
using Check = std::function<Result<std::string>()>;

/// Runs checks one after the other and keeps what they found.
class Checks {
  public:
    Checks(const TrialOptions& options, const CancelToken& token) : m_options(options), m_token(token) {}

    /// True: passed.
    bool run(const std::string& group, const std::string& name, const Check& check);
    const CancelToken& token() const { return m_token; }
    std::vector<CheckResult> take() { return std::move(m_results); }

  private:
    const TrialOptions& m_options;
    const CancelToken m_token;
    std::vector<CheckResult> m_results;
};

/// A failed check.
inline tl::unexpected<Error> wrong(std::string what) {
    return fail(ErrorCode::Data, std::move(what));
}
/// A skipped one.
inline tl::unexpected<Error> skipped(std::string why) {
    return fail(ErrorCode::Unsupported, std::move(why));
}

void trySource(PluginHost& host, const InstalledPlugin& plugin, const SourceDialects& dialects,
               const TrialOptions& options, Checks& checks);
void trySteps(PluginHost& host, const InstalledPlugin& plugin, const TrialOptions& options, Checks& checks);

}  // namespace tributary::plugin
