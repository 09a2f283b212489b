// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/duckdb/duckdb_connector.h"
#include "tests/conformance/duck_types.h"
#include "tests/conformance/scratch.h"

namespace tributary::conformance {

namespace {

class DuckdbQuirks : public Quirks {
  public:
    DuckdbQuirks() {
        id = "duckdb";
        schema = "main";
        nativeOne = "SELECT 42 AS answer";
        nativeOneText = "42";
        nativeSlow = kDuckSlow;
        types = duckTypes();
        lacks = {{Feature::Authentication, "a file has no password"},
                 {Feature::Network, "a file has no host"}};
    }

    std::unique_ptr<connect::Connector> connector() const override {
        return connectors::makeDuckdbConnector();
    }

    std::optional<connect::Settings> settings() override {
        const std::string path = m_folder.path() + "/suite.duckdb";
        connect::Settings settings;
        settings.set("file", path);
        settings.set("access", "write");
        if (!m_made) duckdb::DuckDB make(path);
        m_made = true;
        return settings;
    }

  private:
    Scratch m_folder;
    bool m_made = false;
};

}  // namespace

std::unique_ptr<Quirks> makeDuckdbQuirks() {
    return std::make_unique<DuckdbQuirks>();
}

}  // namespace tributary::conformance
