// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/process/library_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

#include "core/base/part_file.h"

namespace tributary::plugin {
namespace {

/// Lower-case hex; empty when it cannot be read.
std::string sha256Of(int descriptor, size_t size) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    void* bytes = size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (bytes == MAP_FAILED) return {};
    crypto_hash_sha256(hash, static_cast<const unsigned char*>(bytes), size);
    if (bytes != nullptr) ::munmap(bytes, size);
    char text[2 * sizeof hash + 1];
    return sodium_bin2hex(text, sizeof text, hash, sizeof hash);
}

}  // namespace

Result<Descriptor> openLibrary(const Launch& launch) {
    Descriptor file(::open(launch.library.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    struct stat about {};
    if (!file || ::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) {
        const bool missing = !file && errno == ENOENT;
        return fail(missing ? ErrorCode::NotFound : ErrorCode::Io,
                    launch.label() + " could not start: its library " + launch.library.string() +
                        (missing ? " is gone." : " cannot be read."),
                    "Install the plugin again.");
    }
    return file;
}

Result<void> checkLibrary(const Launch& launch, int library) {
    if (launch.sha256.empty()) return {};
    struct stat about {};
    if (::fstat(library, &about) == 0 &&
        sha256Of(library, static_cast<size_t>(about.st_size)) == launch.sha256)
        return {};
    return fail(ErrorCode::Corrupt,
                launch.label() + " was not loaded: " + launch.library.string() +
                    " was modified since it was installed.",
                "Install the plugin again. If you did not change the file, find out who did.");
}

}  // namespace tributary::plugin
