// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tributary::alerts::detectors {

/// Writes fields to bytes, or reads them back: one function per class serves both ways, so that they cannot
/// drift apart. Reading beyond the end, or a length no state has, makes it `failed` and leaves zeros; callers
/// check once at the end. Little endian.
class StateArchive {
  public:
    StateArchive() = default;                                                      ///< writes
    explicit StateArchive(std::string_view bytes) : m_in(bytes), m_reads(true) {}  ///< reads

    bool reads() const { return m_reads; }
    bool failed() const { return m_failed; }
    bool atEnd() const { return m_in.empty(); }
    void fail() { m_failed = true; }
    std::string takeBytes() { return std::move(m_out); }

    template <typename T>
    requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) void operator()(T& field) {
        static_assert(sizeof(T) <= 8);
        if (!m_reads) {
            m_out.append(reinterpret_cast<const char*>(&field), sizeof(T));
        } else if (m_in.size() < sizeof(T)) {
            m_failed = true;
            field = T{};
        } else {
            std::memcpy(&field, m_in.data(), sizeof(T));
            m_in.remove_prefix(sizeof(T));
        }
    }

    template <typename T>
    requires std::is_arithmetic_v<T>
    void operator()(std::vector<T>& field) {
        uint64_t count = field.size();
        (*this)(count);
        if (!m_reads) {
            m_out.append(reinterpret_cast<const char*>(field.data()), count * sizeof(T));
            return;
        }
        if (m_failed || count > m_in.size() / sizeof(T)) {
            m_failed = true;
            field.clear();
            return;
        }
        field.resize(count);
        if (count) std::memcpy(field.data(), m_in.data(), count * sizeof(T));
        m_in.remove_prefix(count * sizeof(T));
    }

    void operator()(std::string& field) {
        std::vector<char> bytes(field.begin(), field.end());
        (*this)(bytes);
        if (m_reads) field.assign(bytes.begin(), bytes.end());
    }

    template <typename T>
    requires requires(T& t, StateArchive& a) { t.exchange(a); }
    void operator()(T& field) { field.exchange(*this); }

    /// Several fields in order.
    template <typename... T>
    requires(sizeof...(T) > 1) void operator()(T&... fields) { ((*this)(fields), ...); }

  private:
    std::string_view m_in;
    std::string m_out;
    bool m_reads = false;
    bool m_failed = false;
};

}  // namespace tributary::alerts::detectors
