// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstring>
#include <utility>

#include "plugins/sdk/tributary_arrow.h"

namespace tributary::plugin {

/// Owns one Arrow C structure (ArrowSchema, ArrowArray, ArrowArrayStream): releases it exactly once, moves by
/// emptying the other. Not thread-safe. `T{}` is an already released structure.
template <typename T>
class ArrowHolder {
  public:
    ArrowHolder() = default;
    /// Takes over what `from` holds and marks it as released, as the specification moves structures.
    explicit ArrowHolder(T& from) noexcept : m_value(std::exchange(from, T{})) {}
    ArrowHolder(ArrowHolder&& other) noexcept : m_value(std::exchange(other.m_value, T{})) {}
    ArrowHolder& operator=(ArrowHolder&& other) noexcept {
        if (this != &other) {
            reset();
            m_value = std::exchange(other.m_value, T{});
        }
        return *this;
    }
    ~ArrowHolder() { reset(); }

    T& operator*() noexcept { return m_value; }
    const T& operator*() const noexcept { return m_value; }
    T* operator->() noexcept { return &m_value; }
    const T* operator->() const noexcept { return &m_value; }
    T* get() noexcept { return &m_value; }
    const T* get() const noexcept { return &m_value; }
    explicit operator bool() const noexcept { return m_value.release != nullptr; }

    /// Empties it and gives the address for a C function to fill.
    T* out() noexcept {
        reset();
        return &m_value;
    }
    /// Gives the structure away; the caller releases it.
    T take() noexcept { return std::exchange(m_value, T{}); }
    void reset() noexcept {
        if (m_value.release != nullptr) m_value.release(&m_value);
        m_value = T{};
    }

  private:
    T m_value{};
};

using SchemaHolder = ArrowHolder<ArrowSchema>;
using OwnedArray = ArrowHolder<ArrowArray>;
using StreamHolder = ArrowHolder<ArrowArrayStream>;

}  // namespace tributary::plugin
