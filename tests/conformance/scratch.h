// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/conformance/quirks.h"

namespace tributary::conformance {

/// A private folder that lives as long as its owner: for sources that are files.
class Scratch {
  public:
    Scratch() {
        const char* base = std::getenv("TMPDIR");
        m_path = std::string(base && *base ? base : "/tmp") + "/tributary-conformance-XXXXXX";
        if (!mkdtemp(m_path.data())) m_path.clear();
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
        std::error_code ignored;
        if (!m_path.empty()) std::filesystem::remove_all(m_path, ignored);
    }
    const std::string& path() const { return m_path; }
    void write(const std::string& name, const std::string& content) const {
        std::ofstream(m_path + "/" + name, std::ios::binary) << content;
    }

  private:
    std::string m_path;
};

}  // namespace tributary::conformance
