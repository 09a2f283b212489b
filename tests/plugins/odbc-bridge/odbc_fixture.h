// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "tests/plugins/adbc_loader.h"

namespace tributary::plugins::test {

/// The driver that is tested.
const char* pluginFile();

/// "host=… port=…" of a test server.
inline std::map<std::string, std::string> serverOf(const char* variable) {
    std::map<std::string, std::string> out;
    const char* text = std::getenv(variable);
    std::istringstream words(text ? text : "");
    for (std::string word; words >> word;)
        out[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
    return out;
}

/// A driver connected to one server; `m_ready` is false if the server is not there.
class OdbcTest : public ::testing::Test {
  protected:
    bool connect(const char* variable, const std::string& odbcDriver) {
        auto server = serverOf(variable);
        if (server.empty()) return false;
        m_options = {{"odbc.driver", odbcDriver},   {"odbc.server", server["host"]},
                     {"odbc.port", server["port"]}, {"odbc.database", server["database"]},
                     {"username", server["user"]},  {"password", server["password"]}};
        const auto opened = m_driver.open(m_options);
        EXPECT_TRUE(opened.ok()) << opened.error;
        return true;
    }
    void run(const std::string& sql) {
        const auto done = m_driver.execute(sql);
        ASSERT_TRUE(done.ok()) << sql << ": " << done.error;
    }

    Driver m_driver{pluginFile()};
    std::map<std::string, std::string> m_options;
};

}  // namespace tributary::plugins::test
