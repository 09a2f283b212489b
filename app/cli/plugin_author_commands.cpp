// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <filesystem>

#include "app/cli/key_value.h"
#include "app/cli/plugin_commands.h"
#include "app/cli/terminal.h"
#include "core/base/part_file.h"
#include "core/plugin/package/names.h"
#include "core/plugin/package/package_writer.h"
#include "core/plugin/package/repository_index.h"
#include "core/store/atomic_file.h"

namespace tributary::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kKeyFileLimit = 16 * 1024;

Result<plugin::SecretKey> readKey(const PluginArguments& o, const CancelToken& token) {
    auto text = store::readWholeFile(o.keyFile, kKeyFileLimit);
    if (!text) return fail(text.error());
    return plugin::SecretKey::parse(*text, [&]() -> Result<std::string> {
        if (!o.password.empty()) return secretFrom("password", o.password, token);
        auto typed = askSecret("Password of the key " + o.keyFile, token);
        if (!typed && typed.error().code == ErrorCode::InvalidArgument) {
            Error error = typed.error();
            error.hint = "Give it by --password env:VARIABLE or --password file:PATH.";
            return fail(std::move(error));
        }
        return typed;
    });
}

Result<std::string> newPassword(const PluginArguments& o, const CancelToken& token) {
    if (o.noPassword) return std::string();
    if (!o.password.empty()) return secretFrom("password", o.password, token);
    auto first = askSecret("New password for the key", token);
    if (!first) {
        Error error = first.error();
        if (error.code == ErrorCode::InvalidArgument)
            error.hint = "Give it by --password env:VARIABLE or file:PATH, or say --no-password.";
        return fail(std::move(error));
    }
    auto second = askSecret("The same password again", token);
    if (!second) return second;
    if (*first != *second)
        return fail(ErrorCode::InvalidArgument, "The two passwords differ: no key was made");
    if (first->empty())
        return fail(ErrorCode::InvalidArgument, "The password is empty: no key was made",
                    "Say --no-password if the key shall have none.");
    return first;
}

/// A file of the owner alone that was not there before.
Result<void> writePrivate(const std::string& path, const std::string& text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return fail(systemError("The key '" + path + "' could not be made"));
    const bool whole =
        ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    const Error why = systemError("The key '" + path + "' could not be written");
    ::close(file);
    if (whole) return {};
    ::unlink(path.c_str());
    return fail(why);
}

Result<void> writeFile(const fs::path& path, std::string_view bytes) {
    auto file = PartFile::create(path.string());
    if (!file) return fail(file.error());
    while (!bytes.empty()) {
        const ssize_t written = ::write(file->descriptor(), bytes.data(), bytes.size());
        if (written < 0) return fail(systemError("'" + path.string() + "' could not be written"));
        bytes.remove_prefix(static_cast<size_t>(written));
    }
    return file->commit();
}

Result<plugin::Revocation> revocation(const std::string& text, const std::string& reason) {
    plugin::Revocation out;
    out.reason = reason;
    if (text.rfind("key:", 0) == 0) {
        out.keyId = text.substr(4);
    } else {
        const size_t at = text.find('@');
        out.id = text.substr(0, at);
        if (at != std::string::npos) out.version = text.substr(at + 1);
    }
    if (out.keyId.empty() ? plugin::isPluginId(out.id) : plugin::isKeyId(out.keyId)) return out;
    return fail(ErrorCode::InvalidArgument, "'" + text + "' is neither ID, ID@VERSION nor key:KEYID");
}

}  // namespace

int makePluginKey(const PluginArguments& o, const CancelToken& token) {
    const std::string publicFile = o.publicFile.empty() ? o.target + ".pub" : o.publicFile;
    std::optional<plugin::SecretKey> key;
    if (o.keep && fs::exists(o.target)) {
        PluginArguments there = o;
        there.keyFile = o.target;
        auto read = readKey(there, token);
        if (!read) return report(read.error());
        key = *read;
    } else {
        auto password = newPassword(o, token);
        if (!password) return report(password.error());
        key = plugin::SecretKey::generate();
        auto text = key->file(*password);
        if (!text) return report(text.error());
        if (auto written = writePrivate(o.target, *text); !written) return report(written.error());
    }
    if (auto written = writeFile(publicFile, key->publicKey().file()); !written)
        return report(written.error());
    note("Key " + key->publicKey().keyId() + ": '" + o.target + "' signs and stays with you; '" + publicFile +
         "' is for those who trust it.");
    return kOk;
}

int packPlugin(const PluginArguments& o, const CancelToken& token) {
    std::optional<plugin::SecretKey> key;
    if (!o.keyFile.empty()) {
        auto read = readKey(o, token);
        if (!read) return report(read.error());
        key = *read;
    }
    auto made = plugin::packFolder(o.target, key ? &*key : nullptr);
    if (!made) return report(made.error());
    fs::path to = o.output.empty() ? fs::path(made->fileName) : fs::path(o.output);
    if (fs::is_directory(to)) to /= made->fileName;
    if (auto written = writeFile(to, made->bytes); !written) return report(written.error());
    std::printf("%s\n", to.c_str());
    if (!key)
        note("The package is not signed: it can be installed in developer mode only. Sign it with --key.");
    return kOk;
}

int signPackageFile(const PluginArguments& o, const CancelToken& token) {
    auto key = readKey(o, token);
    if (!key) return report(key.error());
    auto made = plugin::signPackage(o.target, *key);
    if (!made) return report(made.error());
    if (auto written = writeFile(o.target, made->bytes); !written) return report(written.error());
    note(made->manifest.title() + " is signed by key " + key->publicKey().keyId() + ".");
    return kOk;
}

int indexRepository(const PluginArguments& o, const CancelToken& token) {
    auto key = readKey(o, token);
    if (!key) return report(key.error());
    plugin::IndexOptions options;
    options.repositoryId = o.repositoryId;
    options.name = o.name;
    options.validFor = std::chrono::hours(24) * o.days;
    options.yanked = o.yank;
    options.only = o.only;
    for (const auto& file : o.packageKeys) {
        auto text = store::readWholeFile(file, kKeyFileLimit);
        if (!text) return report(text.error());
        auto one = plugin::PublicKey::parse(*text);
        if (!one) return report(one.error());
        options.keys.push_back(*one);
    }
    for (const auto& text : o.revoke) {
        auto one = revocation(text, o.reason);
        if (!one) return report(one.error());
        options.revoked.push_back(*one);
    }
    auto index = plugin::writeIndex(o.target, *key, options, std::time(nullptr));
    if (!index) return report(index.error());
    note("Repository '" + index->repositoryId + "', serial " + std::to_string(index->serial) + ": " +
         counted(index->plugins.size(), "plugin") + ", good until " + plugin::utcText(index->expires) + ".");
    return kOk;
}

}  // namespace tributary::cli
