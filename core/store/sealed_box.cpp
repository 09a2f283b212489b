// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sealed_box.h"

#include <sodium.h>

#include <array>
#include <cstring>

namespace tributary::store {
namespace {

constexpr std::string_view kMagic = "TRIBSEAL";
constexpr unsigned char kVersion = 1;
constexpr size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t kSaltBytes = crypto_pwhash_SALTBYTES;
constexpr size_t kCheckBytes = 32;

// About a third of a second on a small machine; memory stays far below what the program may use.
constexpr uint64_t kOperations = crypto_pwhash_OPSLIMIT_MODERATE;
constexpr uint64_t kMemory = 128u << 20;
// A forged header must not make us allocate or compute without bound.
constexpr uint64_t kMostOperations = 64;
constexpr uint64_t kMostMemory = 1u << 30;

constexpr size_t kVersionAt = kMagic.size();
constexpr size_t kOperationsAt = kVersionAt + 1;
constexpr size_t kMemoryAt = kOperationsAt + 8;
constexpr size_t kSaltAt = kMemoryAt + 8;
constexpr size_t kCheckAt = kSaltAt + kSaltBytes;
constexpr size_t kNonceAt = kCheckAt + kCheckBytes;
constexpr size_t kHeaderBytes = kNonceAt + kNonceBytes;

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

void putNumber(std::string& out, uint64_t value) {
    for (int i = 0; i < 8; i++) out += static_cast<char>(value >> (8 * i));
}

uint64_t getNumber(std::string_view text, size_t at) {
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--) value = value << 8 | bytes(text)[at + static_cast<size_t>(i)];
    return value;
}

Error damaged() {
    return Error(ErrorCode::Corrupt, "The file of sealed secrets is damaged or was changed by somebody else",
                 "Put back a copy, or remove it and enter the passwords again.");
}

}  // namespace

struct SealedBox::Key {
    std::array<unsigned char, kKeyBytes> key;
    std::string header;  ///< up to the nonce

    Key() { sodium_mlock(key.data(), key.size()); }
    ~Key() { sodium_munlock(key.data(), key.size()); }  // also wipes
};

namespace {

/// Fills `key` and gives the check value; false: not enough memory.
bool derive(std::string_view password, uint64_t operations, uint64_t memory, const unsigned char* salt,
            std::array<unsigned char, kKeyBytes>& key, std::array<unsigned char, kCheckBytes>& check) {
    std::array<unsigned char, kKeyBytes * 2> both;
    if (crypto_pwhash(both.data(), both.size(), password.data(), password.size(), salt, operations, memory,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return false;
    }
    std::memcpy(key.data(), both.data(), kKeyBytes);
    crypto_generichash(check.data(), check.size(), both.data() + kKeyBytes, kKeyBytes, nullptr, 0);
    sodium_memzero(both.data(), both.size());
    return true;
}

Error noMemory() {
    return Error(ErrorCode::Resource, "There is not enough memory to derive the key of the sealed secrets",
                 "128 MiB are needed for a moment.");
}

Error noCrypto() {
    return Error(ErrorCode::Internal, "The cryptographic library could not be started");
}

}  // namespace

SealedBox::SealedBox() : m_key(std::make_unique<Key>()) {}
SealedBox::SealedBox(SealedBox&&) noexcept = default;
SealedBox& SealedBox::operator=(SealedBox&&) noexcept = default;
SealedBox::~SealedBox() = default;

Result<SealedBox> SealedBox::create(std::string_view password) {
    if (sodium_init() < 0) return fail(noCrypto());
    std::array<unsigned char, kSaltBytes> salt;
    randombytes_buf(salt.data(), salt.size());
    SealedBox box;
    std::array<unsigned char, kCheckBytes> check;
    if (!derive(password, kOperations, kMemory, salt.data(), box.m_key->key, check)) return fail(noMemory());
    std::string& header = box.m_key->header;
    header = kMagic;
    header += static_cast<char>(kVersion);
    putNumber(header, kOperations);
    putNumber(header, kMemory);
    header.append(reinterpret_cast<const char*>(salt.data()), salt.size());
    header.append(reinterpret_cast<const char*>(check.data()), check.size());
    return box;
}

Result<SealedBox> SealedBox::unlock(std::string_view sealed, std::string_view password) {
    if (sodium_init() < 0) return fail(noCrypto());
    if (sealed.size() < kVersionAt + 1 || sealed.substr(0, kVersionAt) != kMagic) return fail(damaged());
    if (bytes(sealed)[kVersionAt] != kVersion) {
        return fail(ErrorCode::Unsupported, "The file of sealed secrets was made by a newer Tributary",
                    "Install the newer version; the file was not changed.");
    }
    if (sealed.size() < kHeaderBytes + kTagBytes) return fail(damaged());
    const uint64_t operations = getNumber(sealed, kOperationsAt);
    const uint64_t memory = getNumber(sealed, kMemoryAt);
    if (operations < 1 || operations > kMostOperations || memory < crypto_pwhash_MEMLIMIT_MIN ||
        memory > kMostMemory) {
        return fail(damaged());
    }
    SealedBox box;
    std::array<unsigned char, kCheckBytes> check;
    if (!derive(password, operations, memory, bytes(sealed) + kSaltAt, box.m_key->key, check)) {
        return fail(noMemory());
    }
    if (sodium_memcmp(check.data(), bytes(sealed) + kCheckAt, check.size()) != 0) {
        return fail(ErrorCode::Authentication, "The password of the sealed secrets is wrong",
                    "Try again; there is no way to read the secrets without it.");
    }
    box.m_key->header = sealed.substr(0, kNonceAt);
    return box;
}

bool SealedBox::fits(std::string_view sealed) const {
    return sealed.size() >= kHeaderBytes + kTagBytes && sealed.substr(0, kNonceAt) == m_key->header;
}

Result<std::string> SealedBox::open(std::string_view sealed) const {
    if (!fits(sealed)) return fail(damaged());
    std::string plain(sealed.size() - kHeaderBytes - kTagBytes, '\0');
    unsigned long long length = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            bytes(plain), &length, nullptr, bytes(sealed) + kHeaderBytes, sealed.size() - kHeaderBytes,
            bytes(sealed), kHeaderBytes, bytes(sealed) + kNonceAt, m_key->key.data()) != 0) {
        return fail(damaged());
    }
    return plain;
}

std::string SealedBox::seal(std::string_view plain) const {
    std::string out = m_key->header;
    out.resize(kHeaderBytes);
    randombytes_buf(bytes(out) + kNonceAt, kNonceBytes);
    const std::string header = out;
    out.resize(kHeaderBytes + plain.size() + kTagBytes);
    unsigned long long length = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(out) + kHeaderBytes, &length, bytes(plain), plain.size(),
                                               bytes(header), header.size(), nullptr,
                                               bytes(header) + kNonceAt, m_key->key.data());
    return out;
}

}  // namespace tributary::store
