// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/plugin/apply/row_source.h"
#include "core/plugin/apply/step_config.h"
#include "core/plugin/package/plugin_store.h"
#include "core/plugin/source/plugin_host.h"
#include "core/plugin/wire/picture.h"

namespace tributary::plugin {

/// One thing an installed plugin can do with rows or alerts.
struct Step {
    std::string id;  ///< of the plugin
    Kind kind = Kind::Processor;
    Text name;
    Text summary;
    Version version;
    Tier tier = Tier::Unsigned;
    StepPart part;

    Text label() const { return part.label.empty() ? name : part.label; }
};

/// The processors, exporters, visuals and notifiers that are installed and enabled, and their use. Every call
/// runs in a process of its own that ends with it. Calls block: never in the window's thread. Thread-safe;
/// errors name the plugin.
class Steps {
  public:
    /// Both outlive this.
    Steps(PluginStore& store, PluginHost& host) : m_store(store), m_host(host) {}

    /// By label in English.
    Result<std::vector<Step>> available(Kind kind) const;
    Result<Step> find(const std::string& id, Kind kind) const;
    /// Grows when something is installed, removed, enabled …; cheap.
    Result<int64_t> changes() const { return m_store.changeCounter(); }

    using Progress = std::function<void(uint64_t rows)>;
    /// As many inputs as the step says. The new rows live in `database`.
    Result<std::shared_ptr<result::ResultStore>> process(const std::string& id, const StepConfig& config,
                                                         const std::vector<ChosenRows>& inputs,
                                                         duckdb::DatabaseInstance& database,
                                                         const CancelToken& token,
                                                         const Progress& progress = {}) const;
    /// The file appears whole or not at all; gives the rows written.
    Result<uint64_t> exportTo(const std::string& id, const StepConfig& config, const ChosenRows& rows,
                              const std::string& path, const CancelToken& token) const;
    Result<Picture> draw(const std::string& id, const StepConfig& config, const ChosenRows& rows,
                         const Canvas& canvas, const CancelToken& token) const;
    /// `notification` is Alertmanager's webhook payload with "idempotency_key". Gives the plugin's own
    /// answer.
    Result<std::string> notify(const std::string& id, const StepConfig& config,
                               const std::string& notification, const CancelToken& token) const;

  private:
    struct Running;
    Result<Running> start(const std::string& id, Kind kind, const StepConfig& config,
                          const std::vector<std::string>& columns, const CancelToken& token) const;

    PluginStore& m_store;
    PluginHost& m_host;
};

}  // namespace tributary::plugin
