// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/name_lookup.h"

#include <netdb.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "core/plugin/confine/descriptor.h"

namespace tributary::plugin {

struct NameLookup::Shared {
    ResolveHost resolve;
    Descriptor ready{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::mutex mutex;
    std::set<std::string> running;
    std::vector<Answer> answers;

    void finish(Answer answer) {
        const std::lock_guard lock(mutex);
        running.erase(answer.name);
        answers.push_back(std::move(answer));
        eventfd_write(ready.get(), 1);
    }
};

ResolveHost systemResolver() {
    return [](const std::string& host) -> Result<std::vector<std::string>> {
        addrinfo hints{};
        hints.ai_family = AF_UNSPEC;
        hints.ai_socktype = SOCK_STREAM;
        addrinfo* list = nullptr;
        const int status = getaddrinfo(host.c_str(), nullptr, &hints, &list);
        if (status != 0) {
            return fail(ErrorCode::Connection,
                        "The name '" + host + "' could not be looked up: " + gai_strerror(status) + ".");
        }
        const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(list, freeaddrinfo);
        std::vector<std::string> out;
        for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
            sockaddr_storage address{};
            std::memcpy(&address, one->ai_addr, std::min<size_t>(one->ai_addrlen, sizeof(address)));
            if (const auto endpoint = endpointOf(address, one->ai_addrlen))
                out.push_back(ipText(endpoint->address));
        }
        return out;
    };
}

NameLookup::NameLookup(ResolveHost resolve) : m_shared(std::make_shared<Shared>()) {
    m_shared->resolve = std::move(resolve);
}

NameLookup::~NameLookup() = default;

int NameLookup::descriptor() const {
    return m_shared->ready.get();
}

void NameLookup::start(const std::string& name) {
    constexpr size_t kMost = 16;
    {
        const std::lock_guard lock(m_shared->mutex);
        if (m_shared->running.count(name) > 0) return;
        if (m_shared->running.size() >= kMost) {
            m_shared->answers.push_back({name, std::nullopt});
            eventfd_write(m_shared->ready.get(), 1);
            return;
        }
        m_shared->running.insert(name);
    }
    try {
        // Left to itself: it owns what it touches, and getaddrinfo cannot be interrupted.
        std::thread([shared = m_shared, name] {
            Answer answer{name, std::nullopt};
            if (const auto found = shared->resolve(name)) {
                answer.addresses.emplace();
                for (const auto& text : *found) {
                    if (const auto address = parseIp(text)) answer.addresses->push_back(*address);
                }
            }
            shared->finish(std::move(answer));
        }).detach();
    } catch (const std::system_error&) {
        m_shared->finish({name, std::nullopt});
    }
}

std::vector<NameLookup::Answer> NameLookup::collect() {
    eventfd_t count = 0;
    eventfd_read(m_shared->ready.get(), &count);
    const std::lock_guard lock(m_shared->mutex);
    return std::exchange(m_shared->answers, {});
}

}  // namespace tributary::plugin
