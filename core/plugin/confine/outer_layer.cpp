// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/outer_layer.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>

#include "core/plugin/confine/landlock.h"

namespace tributary::plugin {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

const Words kNamespaces = {"--unshare-user", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
                           "--die-with-parent"};

constexpr const char* kLooked[] = {"user", "mnt", "ipc", "uts"};

/// The mounts of a new root: what is granted, where it really is, and the links that lead there.
class Mounts {
  public:
    explicit Mounts(Words& words) : m_words(words) {}

    /// Parents must come before what is below them.
    void add(const fs::path& path, const char* how) {
        std::error_code error;
        const auto real = fs::canonical(path, error);
        if (error) return;  // what is not there cannot be granted
        leadTo(path);
        if (within(real) && !m_overrides) return;
        m_words.insert(m_words.end(), {how, real.string(), real.string()});
        m_seen.insert(real);
    }
    /// From here on a mount below another one is made nonetheless, because it may do more.
    void mayDoMore() { m_overrides = true; }

  private:
    bool within(const fs::path& path) const {
        for (fs::path at = path;; at = at.parent_path()) {
            if (m_seen.count(at) > 0) return true;
            if (at == at.root_path()) return false;
        }
    }
    /// The symbolic links on the way to a path, as far as no mount holds them.
    void leadTo(const fs::path& path) {
        constexpr int kMostLinks = 40;
        fs::path rest = path;
        for (int links = 0; links < kMostLinks; ++links) {
            const auto [link, target, after] = firstLink(rest);
            if (link.empty()) return;
            if (!within(link.parent_path()) && m_links.insert(link).second)
                m_words.insert(m_words.end(), {"--symlink", target.string(), link.string()});
            rest = (link.parent_path() / target) / after;
        }
    }
    struct Link {
        fs::path link, target, after;
    };
    static Link firstLink(const fs::path& path) {
        fs::path at;
        for (auto part = path.begin(); part != path.end(); ++part) {
            at = *part == ".." ? at.parent_path() : *part == "." ? at : at / *part;
            std::error_code error;
            if (!fs::is_symlink(at, error)) continue;
            fs::path after;
            for (auto rest = std::next(part); rest != path.end(); ++rest) after /= *rest;
            return {at, fs::read_symlink(at, error), after};
        }
        return {};
    }

    Words& m_words;
    std::set<fs::path> m_seen;
    std::set<fs::path> m_links;
    bool m_overrides = false;
};

bool isAt(const fs::path& path, std::string_view folder) {
    return path.native().compare(0, folder.size(), folder) == 0 &&
           (path.native().size() == folder.size() || path.native()[folder.size()] == '/');
}

int run(Words words) {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    char* const environment[] = {nullptr};
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    for (const int fd : {0, 1, 2}) posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
    pid_t pid = 0;
    const int error = posix_spawn(&pid, words[0].c_str(), &files, nullptr, arguments.data(), environment);
    posix_spawn_file_actions_destroy(&files);
    int status = -1;
    if (error != 0) return status;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

/// Many systems have it and forbid its users to make namespaces: only what it really does counts.
bool works(const fs::path& program) {
    Words words = {program.string()};
    words.insert(words.end(), kNamespaces.begin(), kNamespaces.end());
    words.insert(words.end(), {"--unshare-net", "--ro-bind", "/", "/", "--", "/bin/true"});
    return run(std::move(words)) == 0;
}

OuterLayer present(const fs::path& program) {
    if (access(program.c_str(), X_OK) != 0) return {Protection::Outer::NotInstalled, {}};
    return {Protection::Outer::Active, program};
}

OuterLayer tried(OuterLayer layer) {
    if (layer.state == Protection::Outer::Active && !works(layer.program))
        return {Protection::Outer::Forbidden, {}};
    return layer;
}

OuterLayer presentUsual() {
    for (const char* usual : {"/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"}) {
        if (auto found = present(usual); found.state == Protection::Outer::Active) return found;
    }
    return {Protection::Outer::NotInstalled, {}};
}

/// How trying the usual one went: a fact about the computer, which does not change while the program runs.
struct Known {
    std::mutex mutex;
    std::optional<OuterLayer> usual;
};

Known& known() {
    static Known one;
    return one;
}

std::string choice() {
    const char* named = std::getenv("TRIBUTARY_BWRAP");
    return named == nullptr || std::string_view(named) == "on" ? "" : named;
}

}  // namespace

OuterLayer likelyOuterLayer() {
    const std::string chosen = choice();
    if (chosen == "off") return {Protection::Outer::SwitchedOff, {}};
    if (!chosen.empty()) return present(chosen);
    const std::lock_guard lock(known().mutex);
    return known().usual ? *known().usual : presentUsual();
}

OuterLayer findOuterLayer() {
    const std::string chosen = choice();
    if (chosen == "off") return {Protection::Outer::SwitchedOff, {}};
    if (!chosen.empty()) return tried(present(chosen));
    const std::lock_guard lock(known().mutex);
    if (!known().usual) known().usual = tried(presentUsual());
    return *known().usual;
}

Words outerLayerArguments(const Grants& grants, const fs::path& program) {
    Words words = kNamespaces;
    // Connections are made by the program, for sockets that are the plugin's: those need the program's
    // network.
    if (grants.networkHosts.empty()) words.emplace_back("--unshare-net");
    Mounts mounts(words);
    auto read = readablePaths(grants);
    read.push_back(program);
    const bool allProcesses = std::find(read.begin(), read.end(), "/proc") != read.end();
    std::sort(read.begin(), read.end());
    for (const auto& path : read) {
        if (path == "/proc/self") continue;
        mounts.add(path, isAt(path, "/dev") ? "--dev-bind" : "--ro-bind");
    }
    mounts.add("/dev/null", "--dev-bind");
    // Its own folder only, and writable: it says there that it should be the first to go when memory runs
    // out.
    for (const char* word : {"--bind", "/proc/self", "/proc/self"}) words.emplace_back(word);
    if (!allProcesses)
        for (const char* word : {"--symlink", "self/mounts", "/proc/mounts"}) words.emplace_back(word);
    mounts.mayDoMore();
    auto write = writablePaths(grants);
    std::sort(write.begin(), write.end());
    for (const auto& path : write) mounts.add(path, isAt(path, "/dev") ? "--dev-bind" : "--bind");
    for (const char* word : {"--remount-ro", "/", "--chdir", "/"}) words.emplace_back(word);
    return words;
}

bool livesApart(pid_t process) {
    return std::all_of(std::begin(kLooked), std::end(kLooked), [&](const char* name) {
        std::error_code error;
        const auto theirs = fs::read_symlink("/proc/" + std::to_string(process) + "/ns/" + name, error);
        return !error && theirs != fs::read_symlink(std::string("/proc/self/ns/") + name, error) && !error;
    });
}

}  // namespace tributary::plugin
