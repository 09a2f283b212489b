// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/minisign.h"

#include <sodium.h>

#include <cstring>
#include <optional>
#include <vector>

namespace tributary::plugin {
namespace {

constexpr std::string_view kUntrusted = "untrusted comment: ";
constexpr std::string_view kTrusted = "trusted comment: ";
constexpr size_t kSealedSize = 8 + 64 + 32;  // key id, key, checksum
constexpr size_t kSecretSize = 2 + 2 + 2 + 32 + 8 + 8 + kSealedSize;
constexpr uint64_t kMostMemory = uint64_t(2) << 30;

using Bytes = std::vector<uint8_t>;

std::string base64(const uint8_t* data, size_t size) {
    std::string out(sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), data, size, sodium_base64_VARIANT_ORIGINAL);
    out.resize(std::strlen(out.c_str()));
    return out;
}

std::optional<Bytes> fromBase64(std::string_view text, size_t expected) {
    Bytes out(expected);
    size_t size = 0;
    const int status = sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size,
                                         nullptr, sodium_base64_VARIANT_ORIGINAL);
    if (status != 0 || size != expected) return std::nullopt;
    return out;
}

std::vector<std::string_view> lines(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        auto line = text.substr(0, end);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        out.push_back(line);
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return out;
}

bool startsWith(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}

/// minisign prints the eight bytes as a little-endian number.
std::string hexId(const std::array<uint8_t, 8>& id) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (size_t i = id.size(); i-- > 0;) {
        out += kDigits[id[i] >> 4];
        out += kDigits[id[i] & 15];
    }
    return out;
}

std::array<uint8_t, 64> prehash(std::string_view message) {
    std::array<uint8_t, 64> out;
    crypto_generichash(out.data(), out.size(), reinterpret_cast<const uint8_t*>(message.data()),
                       message.size(), nullptr, 0);
    return out;
}

Bytes commentMessage(const std::array<uint8_t, 64>& signature, std::string_view comment) {
    Bytes out(signature.begin(), signature.end());
    out.insert(out.end(), comment.begin(), comment.end());
    return out;
}

/// Of a secret key: algorithm, key id and key.
std::array<uint8_t, 32> checksum(const uint8_t* idAndKey) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, 32);
    crypto_generichash_update(&state, reinterpret_cast<const uint8_t*>("Ed"), 2);
    crypto_generichash_update(&state, idAndKey, 8 + 64);
    std::array<uint8_t, 32> out;
    crypto_generichash_final(&state, out.data(), out.size());
    return out;
}

uint64_t littleEndian(const uint8_t* bytes) {
    uint64_t out = 0;
    for (int i = 7; i >= 0; i--) out = out << 8 | bytes[i];
    return out;
}

void putLittleEndian(uint8_t* bytes, uint64_t value) {
    for (int i = 0; i < 8; i++, value >>= 8) bytes[i] = static_cast<uint8_t>(value);
}

/// XORs the sealed part with what scrypt makes of the password.
Result<void> applyPassword(Bytes& file, const std::string& password) {
    const uint64_t operations = littleEndian(&file[38]), memory = littleEndian(&file[46]);
    if (memory > kMostMemory || operations > uint64_t(1) << 32)
        return fail(ErrorCode::Corrupt, "The secret key file asks for more memory than any key does");
    std::array<uint8_t, kSealedSize> stream;
    if (crypto_pwhash_scryptsalsa208sha256(stream.data(), stream.size(), password.data(), password.size(),
                                           &file[6], operations, static_cast<size_t>(memory)) != 0) {
        return fail(ErrorCode::Resource, "There is not enough memory to open the secret key",
                    std::to_string(memory >> 20) + " MB are needed; close something and try again.");
    }
    for (size_t i = 0; i < kSealedSize; i++) file[54 + i] ^= stream[i];
    sodium_memzero(stream.data(), stream.size());
    return {};
}

/// Does the public half belong to the seed?
bool isWhole(const std::array<uint8_t, 64>& key) {
    std::array<uint8_t, 32> publicBytes;
    std::array<uint8_t, 64> again;
    crypto_sign_seed_keypair(publicBytes.data(), again.data(), key.data());
    const bool same = sodium_memcmp(again.data(), key.data(), again.size()) == 0;
    sodium_memzero(again.data(), again.size());
    return same;
}

void needSodium() {
    // Returns 1 when it was done before; -1 only where the system gives no randomness at all.
    if (sodium_init() < 0) std::abort();
}

}  // namespace

Result<PublicKey> PublicKey::parse(std::string_view text) {
    PublicKey out;
    for (auto line : lines(text)) {
        if (line.empty() || startsWith(line, kUntrusted)) continue;
        const auto bytes = fromBase64(line, 2 + 8 + 32);
        if (!bytes || (*bytes)[0] != 'E' || (*bytes)[1] != 'd') break;
        std::copy_n(bytes->begin() + 2, 8, out.id.begin());
        std::copy_n(bytes->begin() + 10, 32, out.bytes.begin());
        return out;
    }
    return fail(ErrorCode::InvalidArgument, "This is no public key of minisign",
                "It is a file of two lines, or the second of them, which begins with RW.");
}

std::string PublicKey::keyId() const {
    return hexId(id);
}

std::string PublicKey::base64() const {
    Bytes all = {'E', 'd'};
    all.insert(all.end(), id.begin(), id.end());
    all.insert(all.end(), bytes.begin(), bytes.end());
    return plugin::base64(all.data(), all.size());
}

std::string PublicKey::file() const {
    std::string out(kUntrusted);
    out += "minisign public key ";
    return out.append(keyId()).append("\n").append(base64()).append("\n");
}

Result<Signature> Signature::parse(std::string_view text) {
    const auto all = lines(text);
    const auto broken = [] {
        return fail(ErrorCode::Corrupt, "The signature file is damaged: it is no minisign signature");
    };
    if (text.size() > 16384 || all.size() != 4 || !startsWith(all[0], kUntrusted) ||
        !startsWith(all[2], kTrusted))
        return broken();
    const auto first = fromBase64(all[1], 2 + 8 + 64), second = fromBase64(all[3], 64);
    if (!first || !second || (*first)[0] != 'E') return broken();
    if ((*first)[1] == 'd')
        return fail(ErrorCode::Unsupported, "The signature is of minisign's old form, without prehashing",
                    "Sign again: minisign 0.11 does it right, older ones with -H.");
    if ((*first)[1] != 'D') return broken();
    Signature out;
    std::copy_n(first->begin() + 2, 8, out.id.begin());
    std::copy_n(first->begin() + 10, 64, out.bytes.begin());
    out.trustedComment = std::string(all[2].substr(kTrusted.size()));
    std::copy_n(second->begin(), 64, out.commentBytes.begin());
    return out;
}

std::string Signature::keyId() const {
    return hexId(id);
}

Result<void> verify(const PublicKey& key, const Signature& signature, std::string_view message) {
    needSodium();
    const auto wrong = [&] {
        return fail(ErrorCode::Corrupt, "The signature does not match: the content was changed after key " +
                                            key.keyId() + " signed it");
    };
    if (signature.id != key.id) return wrong();
    const auto hash = prehash(message);
    if (crypto_sign_verify_detached(signature.bytes.data(), hash.data(), hash.size(), key.bytes.data()) != 0)
        return wrong();
    const auto comment = commentMessage(signature.bytes, signature.trustedComment);
    if (crypto_sign_verify_detached(signature.commentBytes.data(), comment.data(), comment.size(),
                                    key.bytes.data()) != 0)
        return wrong();
    return {};
}

SecretKey::~SecretKey() {
    sodium_memzero(m_bytes.data(), m_bytes.size());
}

SecretKey SecretKey::generate() {
    needSodium();
    SecretKey out;
    std::array<uint8_t, 32> publicBytes;
    crypto_sign_keypair(publicBytes.data(), out.m_bytes.data());
    randombytes_buf(out.m_id.data(), out.m_id.size());
    return out;
}

Result<SecretKey> SecretKey::parse(std::string_view text, const AskPassword& password) {
    needSodium();
    std::optional<Bytes> file;
    for (auto line : lines(text))
        if (!line.empty() && !startsWith(line, kUntrusted) && !file) file = fromBase64(line, kSecretSize);
    if (!file || std::memcmp(file->data(), "Ed", 2) != 0 || std::memcmp(&(*file)[4], "B2", 2) != 0)
        return fail(ErrorCode::InvalidArgument, "This is no secret key of minisign",
                    "`tributary plugin key FILE` makes one, or `minisign -G`.");
    const bool sealed = std::memcmp(&(*file)[2], "Sc", 2) == 0;
    if (!sealed && ((*file)[2] != 0 || (*file)[3] != 0))
        return fail(ErrorCode::Unsupported,
                    "The secret key is protected in a way this program does not know");
    if (sealed) {
        auto given = password();
        if (!given) return fail(given.error());
        auto opened = applyPassword(*file, *given);
        sodium_memzero(given->data(), given->size());
        if (!opened) return fail(opened.error());
    }
    SecretKey out;
    std::copy_n(file->begin() + 54, 8, out.m_id.begin());
    std::copy_n(file->begin() + 62, 64, out.m_bytes.begin());
    const auto expected = checksum(&(*file)[54]);
    // minisign -W leaves the checksum empty; then the key itself tells whether it is whole.
    const bool empty = !sealed && sodium_is_zero(&(*file)[126], expected.size());
    const bool right =
        empty ? isWhole(out.m_bytes) : std::memcmp(expected.data(), &(*file)[126], expected.size()) == 0;
    sodium_memzero(file->data(), file->size());
    if (right) return out;
    if (sealed) return fail(ErrorCode::Authentication, "The password of the secret key is wrong");
    return fail(ErrorCode::Corrupt, "The secret key file is damaged");
}

PublicKey SecretKey::publicKey() const {
    PublicKey out;
    out.id = m_id;
    crypto_sign_ed25519_sk_to_pk(out.bytes.data(), m_bytes.data());
    return out;
}

std::string SecretKey::sign(std::string_view message, const std::string& trustedComment) const {
    const auto hash = prehash(message);
    Bytes first = {'E', 'D'};
    first.insert(first.end(), m_id.begin(), m_id.end());
    std::array<uint8_t, 64> signature, global;
    crypto_sign_detached(signature.data(), nullptr, hash.data(), hash.size(), m_bytes.data());
    first.insert(first.end(), signature.begin(), signature.end());
    const auto comment = commentMessage(signature, trustedComment);
    crypto_sign_detached(global.data(), nullptr, comment.data(), comment.size(), m_bytes.data());
    std::string out(kUntrusted);
    out.append("signature from key ").append(publicKey().keyId()).append("\n");
    out.append(base64(first.data(), first.size())).append("\n");
    out.append(kTrusted).append(trustedComment).append("\n");
    return out.append(base64(global.data(), global.size())).append("\n");
}

Result<std::string> SecretKey::file(const std::string& password) const {
    Bytes file(kSecretSize);
    std::memcpy(file.data(), "Ed", 2);
    std::memcpy(&file[4], "B2", 2);
    std::copy(m_id.begin(), m_id.end(), file.begin() + 54);
    std::copy(m_bytes.begin(), m_bytes.end(), file.begin() + 62);
    const auto check = checksum(&file[54]);
    std::copy(check.begin(), check.end(), file.begin() + 126);
    if (!password.empty()) {
        std::memcpy(&file[2], "Sc", 2);
        randombytes_buf(&file[6], 32);
        putLittleEndian(&file[38], crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_SENSITIVE / 4);
        putLittleEndian(&file[46], crypto_pwhash_scryptsalsa208sha256_MEMLIMIT_SENSITIVE / 4);
        if (auto sealed = applyPassword(file, password); !sealed) return fail(sealed.error());
    }
    std::string out(kUntrusted);
    out.append(password.empty() ? "minisign secret key, no password: keep it private"
                                : "minisign encrypted secret key");
    out.append("\n").append(base64(file.data(), file.size())).append("\n");
    sodium_memzero(file.data(), file.size());
    return out;
}

std::string sha256(std::string_view bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.hex();
}

Sha256::Sha256() {
    static_assert(sizeof(crypto_hash_sha256_state) <= sizeof m_state);
    crypto_hash_sha256_init(reinterpret_cast<crypto_hash_sha256_state*>(m_state.data()));
}

void Sha256::add(std::string_view bytes) {
    crypto_hash_sha256_update(reinterpret_cast<crypto_hash_sha256_state*>(m_state.data()),
                              reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

std::string Sha256::hex() {
    std::array<uint8_t, 32> out;
    crypto_hash_sha256_final(reinterpret_cast<crypto_hash_sha256_state*>(m_state.data()), out.data());
    char text[65];
    sodium_bin2hex(text, sizeof text, out.data(), out.size());
    return text;
}

}  // namespace tributary::plugin
