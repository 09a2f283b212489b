// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/plugin/confine/confined.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace tributary::plugin::test {

Confined::Confined() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tributary-confine-XXXXXX").string();
    m_root = mkdtemp(pattern.data());
    data = m_root / "data";
    other = m_root / "other";
    std::filesystem::create_directories(data);
    std::filesystem::create_directories(other);
    grants.dataFolder = data;
}

Confined::~Confined() {
    m_guard.reset();
    std::filesystem::remove_all(m_root);
}

Result<void> Confined::start(std::vector<std::string> arguments) {
    std::array<int, 2> pair{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0) {
        return fail(ErrorCode::Io, "no socket pair");
    }
    m_socket.reset(pair[0]);
    const Descriptor childs(pair[1]);
    GuardedCommand command{CONFINED_CHILD, std::move(arguments), {childs.get()}, -1};
    auto guard = Guard::start(command, grants, *this, CancelToken(), resolve);
    if (!guard) return fail(std::move(guard).error());
    m_guard = std::move(*guard);
    return {};
}

std::string Confined::run(std::vector<std::string> arguments) {
    if (auto ok = start(std::move(arguments)); !ok) return "not started: " + ok.error().message;
    return result();
}

std::string Confined::result() {
    std::string text(65536, '\0');
    pollfd ready{m_socket.get(), POLLIN, 0};
    constexpr int kTooLong = 30'000;
    if (poll(&ready, 1, kTooLong) != 1) return "no answer";
    const ssize_t got = recv(m_socket.get(), text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<size_t>(got) : 0);
    return text;
}

ProcessEnd Confined::awaitEnd() {
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, std::chrono::seconds(30), [&] { return !m_ends.empty(); });
    return m_ends.empty() ? ProcessEnd{} : m_ends.front();
}

std::vector<std::string> Confined::attempts() const {
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> out;
    for (const auto& one : m_attempts) out.push_back(one.text());
    return out;
}

bool Confined::tried(const std::string& text) const {
    const auto all = attempts();
    return std::any_of(all.begin(), all.end(),
                       [&](const std::string& one) { return one.find(text) != std::string::npos; });
}

void Confined::blocked(const BlockedAttempt& attempt) {
    const std::lock_guard lock(m_mutex);
    m_attempts.push_back(attempt);
}

void Confined::ended(const ProcessEnd& end) {
    const std::lock_guard lock(m_mutex);
    m_ends.push_back(end);
    m_changed.notify_all();
}

}  // namespace tributary::plugin::test
