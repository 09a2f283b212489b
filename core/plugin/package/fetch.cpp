// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/fetch.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "core/base/part_file.h"
#include "core/net/http_client.h"
#include "core/plugin/package/owned_file.h"

namespace tributary::plugin {
namespace {

namespace fs = std::filesystem;
using Take = std::function<Result<void>(std::string_view)>;

constexpr std::string_view kFile = "file://", kHttps = "https://";
constexpr std::chrono::milliseconds kIdle{30'000};

bool startsWith(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}

/// "%20" and the like.
std::string decoded(std::string_view text) {
    std::string out;
    const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; };
    for (size_t i = 0; i < text.size(); i++) {
        if (text[i] == '%' && i + 2 < text.size() && isxdigit(text[i + 1]) && isxdigit(text[i + 2])) {
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

Result<void> readLocal(const fs::path& path, const Take& take, const CancelToken& token) {
    const OwnedFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid() && errno == ENOENT)
        return fail(ErrorCode::NotFound, "There is no file '" + path.string() + "'",
                    "If it is of a repository, check its address with `tributary plugin repository list`.");
    if (!file.valid()) return fail(systemError("'" + path.string() + "' could not be read"));
    std::string buffer(256 * 1024, '\0');
    for (;;) {
        if (auto go = token.check(); !go) return go;
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(systemError("'" + path.string() + "' could not be read"));
        if (got == 0) return {};
        if (auto taken = take(std::string_view(buffer.data(), static_cast<size_t>(got))); !taken)
            return taken;
    }
}

Result<void> readHttps(const RepositoryPlace& place, const std::string& name, const Take& take,
                       const CancelToken& token) {
    net::HttpClient client;
    net::HttpRequest request;
    request.url = place.url + "/" + name;
    request.tls.caFile = place.caFile;
    request.idleTimeout = kIdle;
    auto stream = client.open(request, token);
    if (!stream) return fail(stream.error());
    if ((*stream)->status() != 200)
        return fail((*stream)->status() == 404 ? ErrorCode::NotFound : ErrorCode::Connection,
                    "'" + request.url + "' answered with status " + std::to_string((*stream)->status()),
                    "Check the repository's address with `tributary plugin repository list`; a moved one is "
                    "not followed.");
    std::string bytes;
    for (;;) {
        bytes.clear();
        auto more = (*stream)->read(bytes);
        if (!more) return fail(more.error());
        if (!*more) return {};
        if (auto taken = take(bytes); !taken) return taken;
    }
}

Take bounded(const std::string& name, uint64_t limit, const Take& take) {
    return [name, limit, &take, total = uint64_t(0)](std::string_view bytes) mutable -> Result<void> {
        total += bytes.size();
        if (total <= limit) return take(bytes);
        return fail(ErrorCode::Resource,
                    "'" + name + "' is larger than the " + std::to_string(limit) + " bytes it may have",
                    "Nothing was installed. Tell who made it or who runs the repository.");
    };
}

}  // namespace

Result<std::string> repositoryUrl(const std::string& text) {
    std::string out = text;
    if (out.find("://") == std::string::npos) {
        std::error_code failed;
        out = std::string(kFile) + fs::absolute(out, failed).lexically_normal().string();
    }
    while (!out.empty() && out.back() == '/') out.pop_back();
    if (startsWith(out, "file:///") || (startsWith(out, kHttps) && out.size() > kHttps.size())) return out;
    return fail(ErrorCode::InvalidArgument, "'" + text + "' is no address of a repository",
                "Use https://…, file:///… or a folder. Plain http:// is not taken.");
}

Result<void> readLocalFile(const fs::path& path, uint64_t limit, const Take& take, const CancelToken& token) {
    return readLocal(path, bounded(path.string(), limit, take), token);
}

Result<void> fetchFile(const RepositoryPlace& place, const std::string& name, uint64_t limit,
                       const Take& take, const CancelToken& token) {
    const Take most = bounded(place.url + "/" + name, limit, take);
    if (startsWith(place.url, kFile))
        return readLocal(fs::path(decoded(place.url.substr(kFile.size()))) / name, most, token);
    if (startsWith(place.url, kHttps)) return readHttps(place, name, most, token);
    return fail(ErrorCode::InvalidArgument, "'" + place.url + "' is no address of a repository");
}

Result<std::string> fetchText(const RepositoryPlace& place, const std::string& name, uint64_t limit,
                              const CancelToken& token) {
    std::string out;
    auto done = fetchFile(
        place, name, limit,
        [&](std::string_view bytes) -> Result<void> {
            out += bytes;
            return {};
        },
        token);
    if (!done) return fail(done.error());
    return out;
}

}  // namespace tributary::plugin
