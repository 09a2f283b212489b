// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/trial/trial.h"

#include "core/plugin/trial/checks.h"

namespace tributary::plugin {

bool Checks::run(const std::string& group, const std::string& name, const Check& check) {
    CheckResult result;
    result.group = group;
    result.name = name;
    const auto begin = std::chrono::steady_clock::now();
    Result<std::string> found = m_token.isCancelled() ? Result<std::string>(fail(m_token.error())) : check();
    result.took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    if (found) {
        result.detail = *found;
    } else {
        const bool skips = found.error().code == ErrorCode::Unsupported;
        result.outcome = skips ? Outcome::Skipped : Outcome::Failed;
        result.detail = skips ? found.error().message : found.error().text();
    }
    if (m_options.report) m_options.report(result);
    m_results.push_back(result);
    return result.outcome == Outcome::Passed;
}

Result<std::vector<CheckResult>> tryPlugin(PluginHost& host, const InstalledPlugin& plugin,
                                           const SourceDialects& dialects, const TrialOptions& options,
                                           const CancelToken& token) {
    if (plugin.manifest.kinds.empty()) return fail(ErrorCode::InvalidArgument, "The manifest names no kind");
    Checks checks(options, token);
    if (plugin.manifest.is(Kind::Source)) trySource(host, plugin, dialects, options, checks);
    trySteps(host, plugin, options, checks);
    if (token.isCancelled()) return fail(token.error());
    return checks.take();
}

}  // namespace tributary::plugin
