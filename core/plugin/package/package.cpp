// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/package.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <functional>

#include "core/base/part_file.h"
#include "core/plugin/package/minisign.h"
#include "core/plugin/package/owned_file.h"
#include "core/plugin/package/package_names.h"

namespace tributary::plugin {
namespace {

tl::unexpected<Error> bad(const std::string& name, const std::string& why) {
    return fail(ErrorCode::Corrupt, "The package is not as its manifest says: '" + name + "' " + why,
                "Nothing was installed. Get the package again from who made it.");
}

Result<void> writeAll(int file, std::string_view bytes, const std::string& name) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail(systemError("'" + name + "' could not be unpacked"));
        bytes.remove_prefix(static_cast<size_t>(written));
    }
    return {};
}

/// Opens, making it where `make`, the folder of `name` below `root`, one part at a time and through no link.
Result<OwnedFile> openParent(int root, const std::string& name) {
    OwnedFile at(::fcntl(root, F_DUPFD_CLOEXEC, 0));
    size_t from = 0;
    for (size_t end = name.find('/'); at.valid() && end != std::string::npos; end = name.find('/', from)) {
        const std::string part = name.substr(from, end - from);
        if (::mkdirat(at.get(), part.c_str(), 0755) != 0 && errno != EEXIST)
            return fail(systemError("The folder of '" + name + "' could not be made"));
        at = OwnedFile(::openat(at.get(), part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        from = end + 1;
    }
    if (!at.valid()) return fail(systemError("The folder of '" + name + "' could not be opened"));
    return at;
}

}  // namespace

Package::Package(Package&&) noexcept = default;
Package::~Package() = default;

Result<Package> Package::open(const std::filesystem::path& path) {
    OwnedFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid() && errno == ENOENT)
        return fail(ErrorCode::NotFound, "There is no file '" + path.string() + "'");
    if (!file.valid()) return fail(systemError("'" + path.string() + "' could not be opened"));
    return open(file.get(), path.filename().string());
}

Result<Package> Package::open(int descriptor, const std::string& fileName) {
    auto entries = checkZip(descriptor);
    if (!entries) {
        Error error = entries.error();
        if (!fileName.empty()) error.message = fileName + ": " + error.message;
        return fail(std::move(error));
    }
    Package out;
    out.m_entries = std::move(*entries);
    // libzip closes the descriptor it is given
    const int own = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (own < 0) return fail(systemError("The package could not be read"));
    int status = 0;
    ::lseek(own, 0, SEEK_SET);
    out.m_archive = {zip_fdopen(own, ZIP_CHECKCONS, &status),
                     [](struct zip* archive) { zip_discard(archive); }};
    if (!out.m_archive) {
        ::close(own);
        return fail(ErrorCode::Corrupt,
                    fileName + ": Unsafe package: it is no sound zip file (" + std::to_string(status) + ")");
    }
    auto manifest = out.read(kManifestName, kManifestLimit);
    if (!manifest) return fail(manifest.error());
    out.m_manifestText = std::move(*manifest);
    const bool isSigned = std::any_of(out.m_entries.begin(), out.m_entries.end(),
                                      [](const ZipEntry& entry) { return entry.name == kSignatureName; });
    if (isSigned) {
        auto signature = out.read(kSignatureName, kSignatureLimit);
        if (!signature) return fail(signature.error());
        out.m_signatureText = std::move(*signature);
    }
    auto parsed = parseManifest(out.m_manifestText, ManifestOrigin::Package);
    if (!parsed) {
        Error error = parsed.error();
        if (!fileName.empty()) error.message = fileName + ": " + error.message;
        return fail(std::move(error));
    }
    out.m_manifest = std::move(*parsed);
    return out;
}

Result<void> Package::checkFileList() const {
    size_t listed = 0;
    for (const auto& entry : m_entries) {
        if (entry.name == kManifestName || entry.name == kSignatureName) continue;
        const auto about = m_manifest.files.find(entry.name);
        if (about == m_manifest.files.end()) return bad(entry.name, "is in the package, but not listed");
        if (about->second.size != entry.size) return bad(entry.name, "has another size than listed");
        listed++;
    }
    if (listed == m_manifest.files.size()) return {};
    for (const auto& [name, about] : m_manifest.files) {
        const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                        [&name = name](const ZipEntry& entry) { return entry.name == name; });
        if (found == m_entries.end()) return bad(name, "is listed, but not in the package");
    }
    return bad(kManifestName, "is listed among the plugin's own files");
}

Result<void> Package::stream(const std::string& name, const Take& take) const {
    const auto index = zip_name_locate(m_archive.get(), name.c_str(), 0);
    if (index < 0) return fail(ErrorCode::Corrupt, "Unsafe package: it has no '" + name + "'");
    std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
        zip_fopen_index(m_archive.get(), static_cast<zip_uint64_t>(index), 0), zip_fclose);
    const auto broken = [&](const char* why) {
        return fail(ErrorCode::Corrupt, "Unsafe package: '" + name + "' could not be unpacked: " + why);
    };
    if (!file) return broken(zip_strerror(m_archive.get()));
    std::string buffer(256 * 1024, '\0');
    for (;;) {
        const auto got = zip_fread(file.get(), buffer.data(), buffer.size());
        if (got < 0) return broken(zip_file_strerror(file.get()));
        if (got == 0) return {};
        if (auto taken = take(std::string_view(buffer.data(), static_cast<size_t>(got))); !taken)
            return taken;
    }
}

Result<std::string> Package::read(const std::string& name, uint64_t limit) const {
    std::string out;
    auto done = stream(name, [&](std::string_view bytes) -> Result<void> {
        if (out.size() + bytes.size() > limit)
            return fail(ErrorCode::Corrupt,
                        "Unsafe package: '" + name + "' is larger than " + std::to_string(limit) + " bytes");
        out += bytes;
        return {};
    });
    if (!done) return fail(done.error());
    return out;
}

Result<void> Package::streamChecked(const std::string& name, const PackagedFile& about,
                                    const CancelToken& token, const Take& take) const {
    Sha256 hash;
    uint64_t size = 0;
    auto done = stream(name, [&](std::string_view bytes) -> Result<void> {
        if (auto go = token.check(); !go) return go;
        size += bytes.size();
        if (size > about.size) return bad(name, "is larger than listed");
        hash.add(bytes);
        return take(bytes);
    });
    if (!done) return done;
    if (size != about.size) return bad(name, "is smaller than listed");
    if (hash.hex() != about.sha256) return bad(name, "has another SHA-256 than listed");
    return {};
}

Result<void> Package::checkContents(const CancelToken& token) const {
    for (const auto& [name, about] : m_manifest.files) {
        auto done = streamChecked(name, about, token, [](std::string_view) { return Result<void>(); });
        if (!done) return done;
    }
    return {};
}

Result<void> Package::extract(int root, const CancelToken& token) const {
    const auto make = [&](const std::string& name,
                          const std::function<Result<void>(int)>& fill) -> Result<void> {
        auto parent = openParent(root, name);
        if (!parent) return fail(parent.error());
        const std::string last = name.substr(name.rfind('/') + 1);
        OwnedFile file(::openat(parent->get(), last.c_str(),
                                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444));
        if (!file.valid()) return fail(systemError("'" + name + "' could not be unpacked"));
        if (auto filled = fill(file.get()); !filled) return filled;
        if (::fchmod(file.get(), 0444) != 0 || ::fsync(file.get()) != 0 || !file.close() ||
            ::fsync(parent->get()) != 0)
            return fail(systemError("'" + name + "' could not be unpacked"));
        return {};
    };
    for (const auto& [name, about] : m_manifest.files) {
        auto done = make(name, [&, &name = name, &about = about](int file) {
            return streamChecked(name, about, token,
                                 [&](std::string_view bytes) { return writeAll(file, bytes, name); });
        });
        if (!done) return done;
    }
    auto done = make(kManifestName, [&](int file) { return writeAll(file, m_manifestText, kManifestName); });
    if (!done || m_signatureText.empty()) return done;
    return make(kSignatureName, [&](int file) { return writeAll(file, m_signatureText, kSignatureName); });
}

}  // namespace tributary::plugin
