// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <memory>
#include <string>
#include <vector>

#include "core/plugin/wire/arrow_source.h"

namespace tributary::plugin {

/// Rows to try a plugin with: a time, numbers, names, an address, an e-mail, a network, some NULLs. One
/// thread.
class SampleSource : public ArrowSource {
  public:
    static const std::vector<std::string>& columnNames();
    static Result<std::unique_ptr<SampleSource>> make(uint64_t rows);
    ~SampleSource() override;

    const ArrowSchema& schema() const override;
    Result<bool> next(OwnedArray& out) override;

  private:
    struct Impl;
    explicit SampleSource(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace tributary::plugin
