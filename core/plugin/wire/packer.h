// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace tributary::plugin {

/// What travels as its own bytes.
template <typename T>
concept PlainValue =
    std::is_trivially_copyable_v<T> && !std::is_pointer_v<T> && !std::is_convertible_v<T, std::string_view>;

/// Writes the fields of a message one after the other, in the machine's byte order: both ends are one
/// machine.
class Packer {
  public:
    template <typename T>
    requires PlainValue<T> Packer& put(T value) {
        m_bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
        return *this;
    }
    Packer& put(std::string_view text) {
        put(static_cast<uint64_t>(text.size()));
        m_bytes.append(text);
        return *this;
    }
    Packer& put(const std::optional<std::string>& text) {
        put(static_cast<uint8_t>(text.has_value()));
        return text ? put(std::string_view(*text)) : *this;
    }
    std::string take() { return std::move(m_bytes); }

  private:
    std::string m_bytes;
};

/// Reads them back. What is missing reads as zero or empty and leaves `ok` false: check it once at the end.
class Unpacker {
  public:
    explicit Unpacker(std::string_view bytes) : m_rest(bytes) {}

    template <typename T>
    requires PlainValue<T> T get() {
        T value{};
        if (m_rest.size() < sizeof value) {
            fail();
            return value;
        }
        std::memcpy(&value, m_rest.data(), sizeof value);
        m_rest.remove_prefix(sizeof value);
        return value;
    }
    std::string_view text() {
        const auto size = get<uint64_t>();
        if (size > m_rest.size()) {
            fail();
            return {};
        }
        const std::string_view text = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return text;
    }
    std::string string() { return std::string(text()); }
    std::optional<std::string> optionalString() {
        if (get<uint8_t>() == 0) return std::nullopt;
        return string();
    }
    /// A number of things to read, each of at least `least` bytes: more than there can be is a failure.
    uint64_t count(size_t least) {
        const auto number = get<uint64_t>();
        if (number > m_rest.size() / (least == 0 ? 1 : least)) fail();
        return m_ok ? number : 0;
    }
    bool ok() const { return m_ok; }
    /// Everything was there, and nothing is left.
    bool done() const { return m_ok && m_rest.empty(); }

  private:
    void fail() {
        m_ok = false;
        m_rest = {};
    }

    std::string_view m_rest;
    bool m_ok = true;
};

}  // namespace tributary::plugin
