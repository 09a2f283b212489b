// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tributary::store {

/// The file format of sealed secrets (version 1), all numbers little-endian:
///   "TRIBSEAL" | version u8 | opslimit u64 | memlimit u64 | salt[16] | check[32] | nonce[24] |
///   XChaCha20-Poly1305 box
/// Argon2id(password, salt) gives 64 bytes: the key, and a second half whose hash is `check`. A password that
/// does not match `check` is wrong; a box that does not open under a right password was tampered with. The
/// whole header is authenticated with the box.
class SealedBox {
  public:
    /// Derives a key for a new file (fresh salt, present cost).
    static Result<SealedBox> create(std::string_view password);
    /// Derives the key a sealed file asks for; Authentication when the password is wrong, Corrupt,
    /// Unsupported.
    static Result<SealedBox> unlock(std::string_view sealed, std::string_view password);

    SealedBox(SealedBox&&) noexcept;
    SealedBox& operator=(SealedBox&&) noexcept;
    ~SealedBox();

    /// Was `sealed` made with this key? Then `open` needs no password.
    bool fits(std::string_view sealed) const;
    Result<std::string> open(std::string_view sealed) const;
    /// With a fresh nonce each time.
    std::string seal(std::string_view plain) const;

  private:
    struct Key;
    SealedBox();
    std::unique_ptr<Key> m_key;
};

}  // namespace tributary::store
