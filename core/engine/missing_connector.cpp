// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/missing_connector.h"

namespace tributary::engine {
namespace {

class MissingConnector : public connect::Connector {
  public:
    explicit MissingConnector(const std::string& type) {
        m_descriptor.id = type;
        m_descriptor.label = type;
    }
    const connect::Descriptor& descriptor() const override { return m_descriptor; }
    Result<std::unique_ptr<connect::Connection>> open(const connect::Settings&,
                                                      const CancelToken&) const override {
        return fail(ErrorCode::NotFound,
                    "This connection is of the type '" + m_descriptor.id +
                        "', which this program does not have: no plugin of that name is installed",
                    "Install it in the plugin manager, or with `tributary plugin install " + m_descriptor.id +
                        "`, then refresh the connection. Its settings are kept.");
    }

  private:
    connect::Descriptor m_descriptor;
};

}  // namespace

std::unique_ptr<connect::Connector> makeMissingConnector(const std::string& type) {
    return std::make_unique<MissingConnector>(type);
}

}  // namespace tributary::engine
