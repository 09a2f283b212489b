// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/token_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace tributary::schedule {
namespace {

constexpr size_t kBytes = 32;

tl::unexpected<Error> failure(const std::string& path, const std::string& what) {
    return fail(ErrorCode::Io, "The token in '" + path + "' " + what + ": " + std::strerror(errno),
                "Check that you may read and write the folder of the workspace.");
}

Result<std::string> write(int file, const std::string& path) {
    std::array<unsigned char, kBytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    std::array<char, kBytes * 2 + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
    const auto length = static_cast<ssize_t>(hex.size() - 1);
    const bool written = ::write(file, hex.data(), hex.size() - 1) == length;
    ::close(file);
    if (!written) return failure(path, "could not be written");
    return std::string(hex.data(), hex.size() - 1);
}

Result<std::string> read(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return failure(path, "could not be opened");
    struct stat facts {};
    std::array<char, 256> text{};
    const bool known = ::fstat(file, &facts) == 0;
    const ssize_t length = ::read(file, text.data(), text.size());
    ::close(file);
    if (!known || length < 0) return failure(path, "could not be read");
    if ((facts.st_mode & 077) != 0) {
        return fail(ErrorCode::Permission, "The token in '" + path + "' can be read by others",
                    "Remove the file, and a new one is made; or chmod 600 it.");
    }
    size_t end = 0;
    while (end < static_cast<size_t>(length) && text[end] > ' ' && text[end] < 127) end++;
    if (end < 16) {
        return fail(ErrorCode::Corrupt, "The token in '" + path + "' is too short to be one",
                    "Remove the file, and a new one is made.");
    }
    return std::string(text.data(), end);
}

}  // namespace

std::string tokenPath(const std::string& workspacePath) {
    return workspacePath + ".token";
}

Result<std::string> readOrMakeToken(const std::string& workspacePath) {
    const std::string path = tokenPath(workspacePath);
    const int made = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made >= 0) return write(made, path);
    if (errno != EEXIST) return failure(path, "could not be made");
    return read(path);
}

}  // namespace tributary::schedule
