// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/connect/connector.h"
#include "core/plugin/source/connection_form.h"
#include "core/plugin/source/plugin_host.h"
#include "core/plugin/source/source_dialect.h"

namespace tributary::plugin {

/// An installed source plugin as a kind of data source. Its form comes from the manifest given; everything
/// else is looked up when a session is opened, so that an upgrade, a revoked permission or "disable" counts
/// from the next session on. Nothing is started and no file is read before that.
class PluginConnector : public connect::Connector {
  public:
    /// `host` and `dialects` outlive the connector. The form's other languages are added to `texts`.
    PluginConnector(const Manifest& manifest, PluginHost& host, const SourceDialects& dialects,
                    FormTexts& texts);

    const connect::Descriptor& descriptor() const override { return m_descriptor; }
    Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                      const CancelToken& token) const override;

  private:
    const connect::Descriptor m_descriptor;
    PluginHost& m_host;
    const SourceDialects& m_dialects;
};

}  // namespace tributary::plugin
