// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/installed_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/part_file.h"
#include "core/plugin/package/minisign.h"
#include "core/plugin/package/owned_file.h"
#include "core/plugin/package/package_names.h"

namespace tributary::plugin {
namespace {

namespace fs = std::filesystem;

Result<bool> isAsListed(const fs::path& path, const PackagedFile& about, const CancelToken& token) {
    const OwnedFile file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    struct stat there;
    if (!file.valid() || ::fstat(file.get(), &there) != 0 || !S_ISREG(there.st_mode)) return false;
    if (static_cast<uint64_t>(there.st_size) != about.size) return false;
    Sha256 hash;
    std::string buffer(256 * 1024, '\0');
    for (;;) {
        if (auto go = token.check(); !go) return fail(go.error());
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(systemError("'" + path.string() + "' could not be read"));
        if (got == 0) return hash.hex() == about.sha256;
        hash.add(std::string_view(buffer.data(), static_cast<size_t>(got)));
    }
}

}  // namespace

Result<std::vector<std::string>> filesThatDiffer(const fs::path& folder, const Manifest& manifest,
                                                 const CancelToken& token) {
    std::vector<std::string> out;
    for (const auto& [name, about] : manifest.files) {
        auto same = isAsListed(folder / name, about, token);
        if (!same) return fail(same.error());
        if (!*same) out.push_back(name);
    }
    std::error_code failed;
    for (fs::recursive_directory_iterator it(folder, failed), end; !failed && it != end;
         it.increment(failed)) {
        if (it->is_directory() && !it->is_symlink()) continue;
        const std::string name = it->path().lexically_relative(folder).generic_string();
        if (name == kManifestName || name == kSignatureName || manifest.files.count(name)) continue;
        out.push_back(name);
    }
    // A folder that is gone: every file was found missing above.
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace tributary::plugin
