// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace tributary::net {
namespace {
using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kPoll{20};

/// Shared with the thread that looks up, which may outlive whoever asked.
struct Inquiry {
    std::mutex mutex;
    std::condition_variable answered;
    bool done = false;
    int code = 0;
    std::vector<std::string> addresses;
};

bool isNumeric(const std::string& host) {
    unsigned char address[sizeof(in6_addr)];
    return inet_pton(AF_INET, host.c_str(), address) == 1 || inet_pton(AF_INET6, host.c_str(), address) == 1;
}

Error notFound(const std::string& host, int code) {
    const bool temporary = code == EAI_AGAIN;
    Error error(ErrorCode::Connection,
                "The host name '" + host + "' could not be resolved: " + gai_strerror(code),
                temporary ? "Check the network and its name server, and try again." : "Check the host name.");
    error.retryable = temporary;
    return error;
}

}  // namespace

int systemLookup(const std::string& host, std::vector<std::string>& addresses) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    int code = getaddrinfo(host.c_str(), nullptr, &wanted, &found);
    if (code == EAI_NONAME || code == EAI_ADDRFAMILY) {  // a machine with nothing but loopback
        wanted.ai_flags = 0;
        code = getaddrinfo(host.c_str(), nullptr, &wanted, &found);
    }
    if (code != 0) return code;
    for (const addrinfo* at = found; at; at = at->ai_next) {
        char text[NI_MAXHOST];
        if (getnameinfo(at->ai_addr, at->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0)
            continue;
        if (std::find(addresses.begin(), addresses.end(), text) == addresses.end())
            addresses.emplace_back(text);
    }
    freeaddrinfo(found);
    return addresses.empty() ? EAI_NONAME : 0;
}

Result<std::vector<std::string>> resolveHost(const std::string& host, std::chrono::milliseconds limit,
                                             const CancelToken& token, const Lookup& lookup) {
    if (isNumeric(host)) return std::vector<std::string>{host};
    auto inquiry = std::make_shared<Inquiry>();
    std::thread([inquiry, host, lookup] {
        std::vector<std::string> addresses;
        const int code = lookup(host, addresses);
        std::lock_guard lock(inquiry->mutex);
        inquiry->done = true;
        inquiry->code = code;
        inquiry->addresses = std::move(addresses);
        inquiry->answered.notify_all();
    }).detach();
    const auto deadline = limit.count() > 0 ? Clock::now() + limit : Clock::time_point::max();
    std::unique_lock lock(inquiry->mutex);
    while (!inquiry->answered.wait_for(lock, kPoll, [&] { return inquiry->done; })) {
        if (token.isCancelled()) return fail(token.error());
        if (Clock::now() < deadline) continue;
        Error error(ErrorCode::Connection,
                    "The name server gave no address of '" + host + "' within the connect timeout",
                    "Check the network and its name server, or give the host's address instead of its name.");
        error.retryable = true;
        return fail(std::move(error));
    }
    if (inquiry->code != 0) return fail(notFound(host, inquiry->code));
    return inquiry->addresses;
}

}  // namespace tributary::net
