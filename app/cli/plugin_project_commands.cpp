// SPDX-License-Identifier: GPL-3.0-or-later
#include <pwd.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "app/cli/plugin_commands.h"
#include "app/cli/shell_word.h"
#include "app/cli/terminal.h"
#include "core/plugin/package/manifest.h"
#include "core/plugin/package/program_folders.h"
#include "core/store/atomic_file.h"

extern char** environ;

namespace tributary::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kTemplateLimit = 1u << 20;

bool isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

std::string idOf(const std::string& name) {
    std::string out;
    for (char c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (isWord(c) || c == '.')
            out += c;
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    while (!out.empty() && out.back() == '-') out.pop_back();
    return out;
}

/// "my-source": "My Source"
std::string titleOf(const std::string& id) {
    std::string out;
    bool start = true;
    for (char c : id) {
        const bool word = isWord(c);
        out += !word ? ' ' : start && c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
        start = !word;
    }
    return out;
}

void replaceAll(std::string& text, const std::string& from, const std::string& to) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// Whoever makes it, as the computer knows them; nothing that JSON would have to escape.
std::string userName() {
    const passwd* entry = ::getpwuid(::getuid());
    std::string name = entry && entry->pw_gecos ? entry->pw_gecos : "";
    name = name.substr(0, name.find(','));
    if (name.empty() && entry && entry->pw_name) name = entry->pw_name;
    const bool plain = std::none_of(
        name.begin(), name.end(), [](unsigned char c) { return c < 32 || c == '"' || c == '\\' || c > 126; });
    return plain && !name.empty() ? name : "unknown";
}

/// @NAME@ the folder's name, @ID@ the id, @Name@ a title, @IDENT@ the id as a C identifier, @USER@ whoever
/// makes it.
std::string filled(std::string text, const std::string& name, const std::string& id) {
    std::string identifier = id;
    std::replace_if(
        identifier.begin(), identifier.end(), [](char c) { return !isWord(c); }, '_');
    replaceAll(text, "@NAME@", name);
    replaceAll(text, "@ID@", id);
    replaceAll(text, "@Name@", titleOf(id));
    replaceAll(text, "@IDENT@", identifier);
    replaceAll(text, "@USER@", userName());
    return text;
}

Result<void> copyTemplate(const fs::path& from, const fs::path& to, const std::string& name,
                          const std::string& id) {
    std::error_code failed;
    for (fs::recursive_directory_iterator it(from, failed), end; !failed && it != end; it.increment(failed)) {
        const fs::path target = to / filled(fs::relative(it->path(), from).string(), name, id);
        if (it->is_directory()) {
            fs::create_directories(target, failed);
            continue;
        }
        fs::create_directories(target.parent_path(), failed);
        auto text = store::readWholeFile(it->path().string(), kTemplateLimit);
        if (!text) return fail(text.error());
        if (auto written = store::writeAtomically(target.string(), filled(*text, name, id)); !written)
            return written;
        fs::permissions(target, fs::perms::group_read | fs::perms::others_read, fs::perm_options::add,
                        failed);
    }
    if (failed) return fail(ErrorCode::Io, "'" + to.string() + "' could not be made: " + failed.message());
    return {};
}

Result<void> runProgram(std::vector<std::string> arguments) {
    std::vector<char*> values;
    for (auto& one : arguments) values.push_back(one.data());
    values.push_back(nullptr);
    // Ours blocks signals in all threads; a child must not inherit that.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t child = 0;
    const int status = posix_spawnp(&child, values[0], nullptr, &attributes, values.data(), environ);
    posix_spawnattr_destroy(&attributes);
    if (status != 0)
        return fail(ErrorCode::NotFound,
                    "'" + arguments[0] + "' could not be started: " + std::strerror(status),
                    "Install it (Debian: apt install cmake g++) and try again.");
    int ended = 0;
    while (::waitpid(child, &ended, 0) < 0)
        if (errno != EINTR) return fail(ErrorCode::Internal, "'" + arguments[0] + "' was lost");
    if (WIFEXITED(ended) && WEXITSTATUS(ended) == 0) return {};
    return fail(ErrorCode::Query, "'" + arguments[0] + "' failed: see its messages above");
}

}  // namespace

int newPlugin(const PluginArguments& o) {
    const fs::path to = fs::path(o.target).lexically_normal();
    const std::string name =
        to.has_filename() ? to.filename().string() : to.parent_path().filename().string();
    const std::string id = idOf(name);
    if (!plugin::isPluginId(id))
        return report(Error(ErrorCode::InvalidArgument, "No id of a plugin can be made of '" + name + "'",
                            "Name the folder with letters, digits and -, such as my-" + o.kind + "."));
    std::error_code failed;
    if (fs::exists(to) && !(fs::is_directory(to) && fs::is_empty(to, failed)))
        return report(Error(ErrorCode::InvalidArgument,
                            "'" + to.string() + "' is there already and not empty", "Name a new folder."));
    const fs::path templates = plugin::shareFolder() / "sdk" / "templates";
    const fs::path from = templates / o.kind;
    if (!fs::is_directory(from))
        return report(Error(ErrorCode::NotFound,
                            "The template for a " + o.kind + " is missing: '" + from.string() + "'",
                            "Install the program completely: its share/tributary/sdk folder belongs to it."));
    for (const fs::path& part : {templates / "common", from}) {
        if (auto made = copyTemplate(part, to, name, id); !made) return report(made.error());
    }
    note("'" + to.string() + "' is a plugin of kind " + o.kind + ". Next: tributary plugin build " +
         shellWord(to.string()));
    return kOk;
}

int buildPlugin(const PluginArguments& o) {
    const fs::path folder(o.target);
    if (!fs::is_regular_file(folder / "CMakeLists.txt"))
        return report(Error(ErrorCode::NotFound, "'" + folder.string() + "' has no CMakeLists.txt",
                            "`tributary plugin new --kind K NAME` makes a folder that has all."));
    const std::string build = (folder / "build").string();
    auto done = runProgram({"cmake", "-S", folder.string(), "-B", build, "-DCMAKE_BUILD_TYPE=Release",
                            "-DTRIBUTARY_SDK=" + (plugin::shareFolder() / "sdk").string()});
    if (done) done = runProgram({"cmake", "--build", build});
    if (!done) return report(done.error());
    note("Built into '" + build + "'. Next: tributary plugin test " + shellWord(folder.string()) +
         ", then tributary plugin pack " + shellWord(folder.string()));
    return kOk;
}

}  // namespace tributary::cli
