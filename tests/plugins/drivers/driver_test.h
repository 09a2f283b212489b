// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "tests/conformance/harness.h"
#include "tests/plugins/drivers/driver_plugin.h"

namespace tributary::plugin::testing {

/// One driver under the sandbox; m_driver and m_settings are set by SetUp of what derives from it.
class DriverTest : public ::testing::Test {
  protected:
    std::unique_ptr<connect::Connection> open() {
        auto connection = m_driver->connector->open(m_settings, m_token);
        if (!connection) throw std::runtime_error(connection.error().text());
        return std::move(*connection);
    }
    conformance::Rows run(connect::Connection& connection, const std::string& text) {
        auto reader = connection.native(text, m_token);
        if (!reader) throw std::runtime_error(reader.error().text());
        auto back = conformance::readAll(**reader);
        if (!back) throw std::runtime_error(back.error().text());
        return back->rows();
    }

    std::unique_ptr<DriverConnector> m_driver;
    connect::Settings m_settings;
    CancelToken m_token;
};

}  // namespace tributary::plugin::testing
