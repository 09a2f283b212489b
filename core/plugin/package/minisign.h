// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tributary::plugin {

/// Signatures as the program `minisign` makes and reads them (jedisct1.github.io/minisign). Only the
/// prehashed form "ED" is taken. Values; no thread of their own.

struct PublicKey {
    std::array<uint8_t, 8> id{};
    std::array<uint8_t, 32> bytes{};

    /// A key file, or only its base64 line.
    static Result<PublicKey> parse(std::string_view text);
    std::string keyId() const;   ///< 16 upper-case hexadecimal digits, as minisign prints it
    std::string base64() const;  ///< "RW…"
    std::string file() const;    ///< with its comment line
    bool operator==(const PublicKey&) const = default;
};

struct Signature {
    std::array<uint8_t, 8> id{};
    std::array<uint8_t, 64> bytes{};
    std::string trustedComment;
    std::array<uint8_t, 64> commentBytes{};

    /// Corrupt when it is no signature file; Unsupported for the old form without prehashing.
    static Result<Signature> parse(std::string_view text);
    std::string keyId() const;
};

/// Does `key` vouch for `message` and for the trusted comment? Corrupt when not.
Result<void> verify(const PublicKey& key, const Signature& signature, std::string_view message);

/// Wiped from memory when it goes.
class SecretKey {
  public:
    using AskPassword = std::function<Result<std::string>()>;

    static SecretKey generate();
    /// A key file of minisign, with or without a password. Authentication when the password is wrong.
    static Result<SecretKey> parse(std::string_view text, const AskPassword& password);
    SecretKey(const SecretKey&) = default;
    SecretKey& operator=(const SecretKey&) = default;
    ~SecretKey();

    PublicKey publicKey() const;
    /// The text of a signature file. `trustedComment` is one line.
    std::string sign(std::string_view message, const std::string& trustedComment) const;
    /// The text of a key file; an empty password leaves it readable to whoever can read the file.
    Result<std::string> file(const std::string& password) const;

  private:
    SecretKey() = default;
    std::array<uint8_t, 8> m_id{};
    std::array<uint8_t, 64> m_bytes{};
};

/// Lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);

/// SHA-256 of what comes piece by piece.
class Sha256 {
  public:
    Sha256();
    void add(std::string_view bytes);
    std::string hex();

  private:
    alignas(16) std::array<unsigned char, 128> m_state{};
};

}  // namespace tributary::plugin
