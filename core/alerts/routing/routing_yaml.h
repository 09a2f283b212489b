// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/alerts/routing/routing_config.h"

namespace tributary::alerts {

/// Keeps a secret that was found in clear and says by which reference it is found again. `path` is where it
/// was: "receivers/ops/slack_configs/0/api_url".
using SecretKeeper = std::function<Result<std::string>(const std::string& path, const std::string& value)>;
/// The secret of a reference, for an export that must work elsewhere.
using SecretReader = std::function<Result<std::string>(const std::string& reference)>;

/// Reads alertmanager.yml, or our own file: the same with `x-tributary` mappings. As strict as Alertmanager:
/// an unknown key, an undefined receiver or interval, a root with matchers are errors, each with its line and
/// column (Error::position). Without a keeper a secret in clear is an error. Throws nothing.
Result<RoutingConfig> readRoutingYaml(std::string_view text, const SecretKeeper& keeper = {});

/// Our own form: reads back to the same, references instead of secrets.
std::string writeRoutingYaml(const RoutingConfig& config);

/// For Alertmanager 0.25: without our additions and our kinds of channel (receivers keep their names).
/// Secrets are what `reader` says; without one they are "<secret>", which `amtool check-config` takes.
Result<std::string> exportAlertmanagerYaml(const RoutingConfig& config, const SecretReader& reader = {});

}  // namespace tributary::alerts
