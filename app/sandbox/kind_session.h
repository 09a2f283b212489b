// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "app/sandbox/host_link.h"
#include "app/sandbox/library.h"
#include "app/sandbox/session.h"
#include "core/plugin/wire/arrow_holders.h"
#include "plugins/sdk/tributary_plugin.h"

namespace tributary::sandbox {

/// The functions of tributary_plugin.h: processor, exporter, visual, notifier.
class KindSession final : public Session {
  public:
    KindSession(HostLink& link, std::string packageFolder, std::string dataFolder);

    /// Calls the plugin's entry once; a failure: it cannot be used. Before any call.
    std::optional<Failure> open(const Library& library, const std::string& entrySymbol);
    void call(const CallRequest& request) override;
    plugin::Introduction introduction() const override;

  private:
    using Outcome = std::optional<Failure>;  ///< none: Done has been sent

    Outcome run(const CallRequest& request);
    Outcome process(const CallRequest& request, std::vector<plugin::StreamHolder> inputs);
    Outcome exportRows(const CallRequest& request, plugin::StreamHolder rows);
    Outcome draw(const CallRequest& request, plugin::StreamHolder rows);
    Outcome notify(const CallRequest& request);
    Outcome sendRows(ArrowArrayStream& stream);
    Failure failure(int status, char* error) const;

    HostLink& m_link;
    const std::string m_packageFolder;
    const std::string m_dataFolder;
    TributaryHost m_host{};
    const TributaryPlugin* m_plugin = nullptr;
};

}  // namespace tributary::sandbox
