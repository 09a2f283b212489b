// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::plugin {

/// A failed call as the sandbox reports it: payload of MessageKind::Failed.
struct Failure {
    enum class From : uint8_t {
        Sandbox,  ///< the library could not be loaded; `status` is an ErrorCode
        Adbc,     ///< `status` is an AdbcStatusCode
        Plugin    ///< `status` is a TributaryStatus
    };
    From from = From::Sandbox;
    int32_t status = 0;
    int32_t vendorCode = 0;
    std::string sqlState;
    std::string message;
    std::string hint;
    std::vector<std::pair<std::string, std::string>> details;  ///< ADBC 1.1

    std::string encode() const;
    /// Texts are cut to 16 KiB and made printable; none: the payload is damaged.
    static std::optional<Failure> decode(std::string_view payload);
};

}  // namespace tributary::plugin
