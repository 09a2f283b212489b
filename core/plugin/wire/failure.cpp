// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/wire/failure.h"

#include "core/base/utf8.h"
#include "core/plugin/wire/packer.h"

namespace tributary::plugin {
namespace {

constexpr size_t kTextBytes = 16 << 10;
constexpr uint64_t kDetails = 64;

std::string clean(std::string_view text) {
    return printable(text.substr(0, kTextBytes), true);
}

}  // namespace

std::string Failure::encode() const {
    Packer out;
    out.put(from).put(status).put(vendorCode).put(std::string_view(sqlState)).put(std::string_view(message));
    out.put(std::string_view(hint)).put(static_cast<uint64_t>(details.size()));
    for (const auto& [key, value] : details) out.put(std::string_view(key)).put(std::string_view(value));
    return out.take();
}

std::optional<Failure> Failure::decode(std::string_view payload) {
    Unpacker in(payload);
    Failure failure;
    failure.from = static_cast<From>(in.get<uint8_t>());
    failure.status = in.get<int32_t>();
    failure.vendorCode = in.get<int32_t>();
    failure.sqlState = clean(in.text().substr(0, 5));
    failure.message = clean(in.text());
    failure.hint = clean(in.text());
    const uint64_t details = in.count(16);
    for (uint64_t i = 0; i < details; i++) {
        auto key = clean(in.text());
        auto value = clean(in.text());
        if (i < kDetails) failure.details.emplace_back(std::move(key), std::move(value));
    }
    if (!in.done() || failure.from > From::Plugin) return std::nullopt;
    return failure;
}

}  // namespace tributary::plugin
