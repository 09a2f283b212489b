// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/package_writer.h"

#include <zip.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <vector>

#include "core/base/utf8.h"
#include "core/plugin/package/names.h"
#include "core/plugin/package/package.h"
#include "core/plugin/package/package_names.h"
#include "core/store/atomic_file.h"

namespace tributary::plugin {
namespace {

namespace fs = std::filesystem;
using Contents = std::map<std::string, std::string>;

constexpr uint16_t kFirstDosDay = (0 << 9) | (1 << 5) | 1;  // 1980-01-01: the same bytes every time
constexpr uint32_t kReadOnlyFile = 0100444u << 16;

Error folderError(const fs::path& where, const std::string& what) {
    return Error(ErrorCode::InvalidArgument, "'" + where.string() + "' " + what);
}

Error zipError(zip_error_t* error, const std::string& what) {
    return Error(ErrorCode::Io, what + ": " + zip_error_strerror(error));
}

/// An archive in memory that is thrown away unless closed.
struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};

Result<void> addFile(zip_t* archive, const std::string& name, const std::string& content) {
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    if (!source) return fail(zipError(zip_get_error(archive), "'" + name + "' could not be packed"));
    const auto index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_GUESS);
    if (index < 0) {
        zip_source_free(source);
        return fail(zipError(zip_get_error(archive), "'" + name + "' could not be packed"));
    }
    const auto at = static_cast<zip_uint64_t>(index);
    if (zip_file_set_dostime(archive, at, 0, kFirstDosDay, 0) != 0 ||
        zip_file_set_external_attributes(archive, at, 0, ZIP_OPSYS_UNIX, kReadOnlyFile) != 0 ||
        zip_set_file_compression(archive, at, ZIP_CM_DEFLATE, 6) != 0)
        return fail(zipError(zip_get_error(archive), "'" + name + "' could not be packed"));
    return {};
}

Result<std::string> readSource(zip_source_t* source) {
    zip_stat_t about;
    if (zip_source_stat(source, &about) != 0 || zip_source_open(source) != 0)
        return fail(zipError(zip_source_error(source), "The package could not be made"));
    std::string out(about.size, '\0');
    const auto got = zip_source_read(source, out.data(), out.size());
    zip_source_close(source);
    if (got != static_cast<zip_int64_t>(out.size()))
        return fail(ErrorCode::Internal, "The package could not be made: it came out short");
    return out;
}

/// Manifest and signature first, so that a reader has them at once.
Result<std::string> writeZip(const std::string& manifest, const std::string& signature,
                             const Contents& files) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
    if (!target) return fail(zipError(&error, "The package could not be made"));
    std::unique_ptr<zip_source_t, void (*)(zip_source_t*)> kept(target, zip_source_free);
    std::unique_ptr<zip_t, Discard> archive(zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &error));
    if (!archive) return fail(zipError(&error, "The package could not be made"));
    zip_source_keep(target);  // the archive frees its own reference when it closes
    if (auto done = addFile(archive.get(), kManifestName, manifest); !done) return fail(done.error());
    if (!signature.empty())
        if (auto done = addFile(archive.get(), kSignatureName, signature); !done) return fail(done.error());
    for (const auto& [name, content] : files)
        if (auto done = addFile(archive.get(), name, content); !done) return fail(done.error());
    if (zip_close(archive.get()) != 0)
        return fail(zipError(zip_get_error(archive.get()), "The package could not be made"));
    archive.release();
    return readSource(target);
}

Result<MadePackage> make(const std::string& sourceManifest, const Contents& files, const SecretKey* key) {
    std::map<std::string, PackagedFile> listed;
    uint64_t total = 0;
    for (const auto& [name, content] : files) {
        listed[name] = {sha256(content), content.size()};
        total += content.size();
    }
    if (files.size() + 2 > kEntryLimit || total > kExtractedLimit)
        return fail(ErrorCode::InvalidArgument,
                    "The plugin is too large for a package: at most 498 files and 500 MiB");
    auto manifest = canonicalManifest(sourceManifest, listed);
    if (!manifest) return fail(manifest.error());
    auto parsed = parseManifest(*manifest, ManifestOrigin::Package);
    if (!parsed) return fail(parsed.error());
    const std::string signature = key ? key->sign(*manifest, trustedCommentOf(*parsed)) : std::string();
    auto bytes = writeZip(*manifest, signature, files);
    if (!bytes) return fail(bytes.error());
    if (bytes->size() > kPackageLimit)
        return fail(ErrorCode::InvalidArgument, "The package is larger than 200 MiB");
    MadePackage out;
    out.fileName = parsed->id + "-" + parsed->version.text() + "-" + parsed->platform + ".tplug";
    out.manifest = std::move(*parsed);
    out.bytes = std::move(*bytes);
    return out;
}

Result<void> takeFile(const fs::path& path, const std::string& name, Contents& files) {
    if (!isPackagePath(name))
        return fail(folderError(path, "cannot be packed: names may hold A-Z, a-z, 0-9, . _ and - only"));
    if (fs::is_symlink(path)) return fail(folderError(path, "is a link: packages hold regular files only"));
    auto content = store::readWholeFile(path.string(), kExtractedLimit);
    if (!content) return fail(content.error());
    files[name] = std::move(*content);
    return {};
}

Result<void> takeTree(const fs::path& folder, const std::string& name, Contents& files) {
    std::error_code failed;
    for (fs::recursive_directory_iterator it(folder / name, failed), end; !failed && it != end;
         it.increment(failed)) {
        if (it->is_directory() && !it->is_symlink()) continue;
        if (auto taken = takeFile(it->path(), fs::relative(it->path(), folder).generic_string(), files);
            !taken)
            return taken;
    }
    if (failed)
        return fail(ErrorCode::Io,
                    "'" + (folder / name).string() + "' could not be read: " + failed.message());
    return {};
}

Result<fs::path> findEntry(const fs::path& folder, const std::string& entry) {
    const fs::path name(entry);
    for (const auto& candidate : {folder / name, folder / "build" / name, folder / "build" / name.filename()})
        if (fs::is_regular_file(candidate)) return candidate;
    return fail(ErrorCode::NotFound,
                "The plugin's library '" + entry + "' is neither in '" + folder.string() +
                    "' nor in its build folder",
                "Build it first: `tributary plugin build " + folder.string() + "`.");
}

bool isPackedFolder(const std::string& name) {
    return name == "lib" || name == "assets" || name == "data" || name == "examples";
}

bool isPackedFile(const std::string& name) {
    return name == "README.md" || name.rfind("LICENSE", 0) == 0 || name.rfind("NOTICE", 0) == 0;
}

Result<void> takeFolder(const fs::path& folder, Contents& files) {
    std::error_code failed;
    for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
        const std::string name = it->path().filename().string();
        Result<void> taken;
        if (it->is_directory() && isPackedFolder(name)) taken = takeTree(folder, name, files);
        if (it->is_regular_file() && isPackedFile(name)) taken = takeFile(it->path(), name, files);
        if (!taken) return taken;
    }
    if (failed)
        return fail(ErrorCode::NotFound, "'" + folder.string() + "' could not be read: " + failed.message());
    return {};
}

}  // namespace

std::string trustedCommentOf(const Manifest& manifest) {
    return "id=" + manifest.id + " version=" + manifest.version.text();
}

Result<MadePackage> packFolder(const fs::path& folder, const SecretKey* key) {
    auto source = store::readWholeFile((folder / kManifestName).string(), kManifestLimit);
    if (!source) return fail(source.error());
    auto manifest = parseManifest(*source, ManifestOrigin::SourceFolder);
    if (!manifest) {
        Error error = manifest.error();
        error.message = "'" + (folder / kManifestName).string() + "': " + error.message;
        return fail(std::move(error));
    }
    Contents files;
    if (auto taken = takeFolder(folder, files); !taken) return fail(taken.error());
    if (!files.count(manifest->entryFile)) {
        auto entry = findEntry(folder, manifest->entryFile);
        if (!entry) return fail(entry.error());
        if (auto taken = takeFile(*entry, manifest->entryFile, files); !taken) return fail(taken.error());
    }
    return make(*source, files, key);
}

Result<MadePackage> packLibrary(const std::string& manifestText, const fs::path& library) {
    auto manifest = parseManifest(manifestText, ManifestOrigin::SourceFolder);
    if (!manifest) return fail(manifest.error());
    auto content = store::readWholeFile(library.string(), kExtractedLimit);
    if (!content) return fail(content.error());
    return make(manifestText, {{manifest->entryFile, std::move(*content)}}, nullptr);
}

Result<MadePackage> signPackage(const fs::path& path, const SecretKey& key) {
    auto package = Package::open(path);
    if (!package) return fail(package.error());
    Contents files;
    for (const auto& [name, about] : package->manifest().files) {
        auto content = package->read(name, about.size);
        if (!content) return fail(content.error());
        if (sha256(*content) != about.sha256)
            return fail(ErrorCode::Corrupt,
                        "'" + name + "' in the package is not what its manifest says: it was not signed",
                        "Pack the plugin again.");
        files[name] = std::move(*content);
    }
    return make(package->manifestText(), files, &key);
}

}  // namespace tributary::plugin
