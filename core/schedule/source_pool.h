// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "core/alerts/model/sample.h"
#include "core/base/error.h"

namespace tributary::schedule {

/// Opens something rules can be asked on. Called from any thread.
using SourceFactory = std::function<Result<std::unique_ptr<alerts::SampleSource>>()>;

/// Sources that are kept open between evaluations. Thread-safe.
class SourcePool {
  public:
    explicit SourcePool(SourceFactory factory) : m_factory(std::move(factory)) {}

    /// One for the calling thread alone; give it back, unless it failed.
    Result<std::unique_ptr<alerts::SampleSource>> borrow() {
        {
            const std::lock_guard lock(m_mutex);
            if (!m_idle.empty()) {
                auto source = std::move(m_idle.back());
                m_idle.pop_back();
                return source;
            }
        }
        return m_factory();
    }
    void giveBack(std::unique_ptr<alerts::SampleSource> source) {
        const std::lock_guard lock(m_mutex);
        if (m_idle.size() < kMostIdle) m_idle.push_back(std::move(source));
    }

  private:
    static constexpr size_t kMostIdle = 8;
    const SourceFactory m_factory;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<alerts::SampleSource>> m_idle;
};

}  // namespace tributary::schedule
