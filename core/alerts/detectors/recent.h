// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "core/alerts/detectors/state_archive.h"

namespace tributary::alerts::detectors {

/// The newest `capacity` values, lying side by side in memory, oldest first.
template <typename T>
class Recent {
  public:
    explicit Recent(size_t capacity) : m_capacity(capacity) {}

    void push(T value) {
        if (m_values.size() - m_begin == m_capacity) ++m_begin;
        if (m_begin >= m_capacity) {
            m_values.erase(m_values.begin(), m_values.begin() + static_cast<ptrdiff_t>(m_begin));
            m_begin = 0;
        }
        m_values.push_back(value);
    }
    void clear() {
        m_values.clear();
        m_begin = 0;
    }
    size_t size() const { return m_values.size() - m_begin; }
    bool empty() const { return size() == 0; }
    size_t capacity() const { return m_capacity; }
    const T* data() const { return m_values.data() + m_begin; }
    T operator[](size_t i) const { return m_values[m_begin + i]; }
    T& operator[](size_t i) { return m_values[m_begin + i]; }
    /// The value `age` pushes ago; 0: the newest.
    T back(size_t age = 0) const { return m_values[m_values.size() - 1 - age]; }
    std::span<const T> all() const { return {data(), size()}; }
    /// The newest `count` values, or all.
    std::span<const T> newest(size_t count) const {
        const size_t n = std::min(count, size());
        return {m_values.data() + (m_values.size() - n), n};
    }

    void exchange(StateArchive& archive) {
        std::vector<T> live(data(), data() + size());
        archive(live);
        if (!archive.reads()) return;
        if (live.size() > m_capacity) {
            archive.fail();
            live.clear();
        }
        m_values = std::move(live);
        m_begin = 0;
    }

  private:
    size_t m_capacity;
    size_t m_begin = 0;
    std::vector<T> m_values;
};

}  // namespace tributary::alerts::detectors
