// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/zip_check.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <string_view>

#include "core/base/part_file.h"
#include "core/base/utf8.h"
#include "core/plugin/package/names.h"
#include "core/plugin/package/package_names.h"

namespace tributary::plugin {
namespace {

// APPNOTE.TXT 6.3.9, sections 4.3.7, 4.3.12 and 4.3.16.
constexpr uint32_t kLocalMagic = 0x04034b50, kCentralMagic = 0x02014b50, kEndMagic = 0x06054b50;
constexpr size_t kLocalSize = 30, kCentralSize = 46, kEndSize = 22;
constexpr uint64_t kDirectoryLimit = 1 << 20;
constexpr uint16_t kStore = 0, kDeflate = 8;
constexpr uint16_t kEncrypted = 1, kStreamed = 8, kUtf8Names = 1 << 11, kLevels = 6;
constexpr uint16_t kZip64Extra = 1;

tl::unexpected<Error> unsafe(const std::string& why) {
    return fail(ErrorCode::Corrupt, "Unsafe package: " + why,
                "Nothing was installed. Get the package again from who made it.");
}

tl::unexpected<Error> unsafe(const std::string& name, const std::string& why) {
    return unsafe("'" + printable(name.substr(0, 200), false) + "' " + why);
}

Result<std::string> readAt(int file, uint64_t offset, size_t size) {
    std::string out(size, '\0');
    size_t done = 0;
    while (done < size) {
        const ssize_t got = ::pread(file, out.data() + done, size - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(systemError("The package could not be read"));
        if (got == 0) return unsafe("it ends in the middle");
        done += static_cast<size_t>(got);
    }
    return out;
}

uint16_t two(std::string_view at, size_t offset) {
    return static_cast<uint16_t>(uint8_t(at[offset]) | uint8_t(at[offset + 1]) << 8);
}

uint32_t four(std::string_view at, size_t offset) {
    return two(at, offset) | uint32_t(two(at, offset + 2)) << 16;
}

struct Directory {
    uint64_t offset = 0;
    uint64_t size = 0;
    size_t entries = 0;
};

/// The fields that local and central header must agree on.
struct Header {
    std::string name;
    uint16_t flags = 0, method = 0;
    uint32_t crc = 0, packed = 0, size = 0;
    bool operator==(const Header&) const = default;
};

/// `at` is where the version needed to extract stands; the name is filled in by the caller.
Header commonFields(std::string_view bytes, size_t at) {
    Header out;
    out.flags = two(bytes, at + 2);
    out.method = two(bytes, at + 4);
    out.crc = four(bytes, at + 10);
    out.packed = four(bytes, at + 14);
    out.size = four(bytes, at + 18);
    return out;
}

Result<Directory> readEnd(int file, uint64_t fileSize) {
    if (fileSize < kEndSize) return unsafe("it is no zip file");
    auto end = readAt(file, fileSize - kEndSize, kEndSize);
    if (!end) return fail(end.error());
    auto magic = readAt(file, 0, 4);
    if (!magic) return fail(magic.error());
    if (four(*magic, 0) != kLocalMagic) return unsafe("it is no zip file, or has data in front");
    if (four(*end, 0) != kEndMagic) return unsafe("there is data (or a comment) after its end");
    if (two(*end, 4) != 0 || two(*end, 6) != 0 || two(*end, 8) != two(*end, 10))
        return unsafe("it is in several parts");
    if (two(*end, 20) != 0) return unsafe("it has a comment");
    Directory out{four(*end, 16), four(*end, 12), two(*end, 10)};
    if (out.entries == 0xffff || out.offset == 0xffffffff || out.size == 0xffffffff)
        return unsafe("it is in zip64 format");
    if (out.entries > kEntryLimit)
        return unsafe("it has more than " + std::to_string(kEntryLimit) + " files");
    if (out.size > kDirectoryLimit || out.offset + out.size != fileSize - kEndSize)
        return unsafe("its directory does not end where the file ends");
    return out;
}

Result<void> checkExtras(const std::string& name, std::string_view extras) {
    while (!extras.empty()) {
        if (extras.size() < 4 || extras.size() - 4 < two(extras, 2))
            return unsafe(name, "has a damaged extra field");
        if (two(extras, 0) == kZip64Extra) return unsafe(name, "is in zip64 format");
        extras.remove_prefix(4 + two(extras, 2));
    }
    return {};
}

Result<void> checkMode(const std::string& name, uint16_t madeBy, uint32_t attributes) {
    const uint8_t system = madeBy >> 8;
    if (system != 0 && system != 3) return unsafe(name, "comes from a system whose attributes are not known");
    if (attributes & 0x10) return unsafe(name, "is a folder: a package lists files only");
    if (system != 3) return {};
    const mode_t mode = attributes >> 16;
    if ((mode & S_IFMT) == S_IFLNK) return unsafe(name, "is a link");
    if ((mode & S_IFMT) != 0 && (mode & S_IFMT) != S_IFREG) return unsafe(name, "is no regular file");
    if (mode & (S_ISUID | S_ISGID | S_ISVTX)) return unsafe(name, "has a set-user, set-group or sticky mode");
    return {};
}

Result<void> checkHeader(const Header& h) {
    if (!isPackagePath(h.name))
        return unsafe(h.name, "is no safe name: relative, of A-Z, a-z, 0-9, . _ - and /, without .. in it");
    if (h.flags & kEncrypted) return unsafe(h.name, "is encrypted");
    if (h.flags & kStreamed) return unsafe(h.name, "was written as a stream: its sizes stand behind it");
    if (h.flags & ~(kUtf8Names | kLevels)) return unsafe(h.name, "has flags a package has no need for");
    if (h.method != kStore && h.method != kDeflate)
        return unsafe(h.name, "is packed by another method than store or deflate");
    if (h.method == kStore && h.packed != h.size) return unsafe(h.name, "is stored with two different sizes");
    if (h.packed == 0xffffffff || h.size == 0xffffffff) return unsafe(h.name, "is in zip64 format");
    if (h.size > kRatioLimit * std::max<uint64_t>(h.packed, 1) && h.size > 4096)
        return unsafe(h.name,
                      "unpacks to more than " + std::to_string(kRatioLimit) + " times its size: a zip bomb");
    return {};
}

struct Central {
    Header header;
    uint64_t offset = 0;
};

Result<Central> readCentral(std::string_view& rest) {
    if (rest.size() < kCentralSize || four(rest, 0) != kCentralMagic)
        return unsafe("its directory is damaged");
    const size_t name = two(rest, 28), extra = two(rest, 30), comment = two(rest, 32);
    if (rest.size() < kCentralSize + name + extra + comment) return unsafe("its directory is damaged");
    Central out;
    out.header = commonFields(rest, 6);
    out.header.name = std::string(rest.substr(kCentralSize, name));
    out.offset = four(rest, 42);
    if (auto sound = checkHeader(out.header); !sound) return fail(sound.error());
    if (comment != 0) return unsafe(out.header.name, "has a comment");
    if (two(rest, 34) != 0) return unsafe(out.header.name, "is in another part");
    if (auto sound = checkMode(out.header.name, two(rest, 4), four(rest, 38)); !sound)
        return fail(sound.error());
    if (auto sound = checkExtras(out.header.name, rest.substr(kCentralSize + name, extra)); !sound)
        return fail(sound.error());
    rest.remove_prefix(kCentralSize + name + extra);
    return out;
}

/// Gives where the entry's data ends.
Result<uint64_t> checkLocal(int file, const Central& central, uint64_t directory) {
    const auto& name = central.header.name;
    if (central.offset + kLocalSize > directory) return unsafe(name, "lies outside the file");
    auto fixed = readAt(file, central.offset, kLocalSize);
    if (!fixed) return fail(fixed.error());
    if (four(*fixed, 0) != kLocalMagic) return unsafe(name, "has no header where the directory says");
    const size_t nameSize = two(*fixed, 26), extraSize = two(*fixed, 28);
    auto variable = readAt(file, central.offset + kLocalSize, nameSize + extraSize);
    if (!variable) return fail(variable.error());
    Header local = commonFields(*fixed, 4);
    local.name = variable->substr(0, nameSize);
    if (local != central.header) return unsafe(name, "has a header that contradicts the directory");
    if (auto sound = checkExtras(name, std::string_view(*variable).substr(nameSize)); !sound)
        return fail(sound.error());
    return central.offset + kLocalSize + nameSize + extraSize + central.header.packed;
}

/// Every byte in front of the directory belongs to exactly one entry.
Result<void> checkTiling(int file, std::vector<Central>& all, uint64_t directory) {
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.offset < b.offset; });
    uint64_t at = 0;
    for (const auto& central : all) {
        if (central.offset < at) return unsafe(central.header.name, "overlaps another file");
        if (central.offset > at)
            return unsafe("there is hidden data in front of '" + central.header.name + "'");
        auto end = checkLocal(file, central, directory);
        if (!end) return fail(end.error());
        at = *end;
    }
    if (at > directory) return unsafe(all.back().header.name, "reaches into the directory");
    if (at != directory) return unsafe("there is hidden data in front of its directory");
    return {};
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

Result<void> checkNames(const std::vector<Central>& all) {
    std::set<std::string> files, folded, folders;
    for (const auto& central : all) {
        const auto& name = central.header.name;
        if (!files.insert(name).second) return unsafe(name, "is there twice");
        if (!folded.insert(lower(name)).second)
            return unsafe(name, "differs from another name only by upper and lower case");
        for (size_t at = name.find('/'); at != std::string::npos; at = name.find('/', at + 1))
            folders.insert(lower(name.substr(0, at)));
    }
    for (const auto& folder : folders)
        if (folded.count(folder)) return unsafe(folder, "is a file and a folder at once");
    return {};
}

}  // namespace

Result<std::vector<ZipEntry>> checkZip(int file) {
    struct stat about;
    if (::fstat(file, &about) != 0) return fail(systemError("The package could not be read"));
    if (!S_ISREG(about.st_mode)) return unsafe("it is no regular file");
    if (static_cast<uint64_t>(about.st_size) > kPackageLimit) return unsafe("it is larger than 200 MiB");
    auto directory = readEnd(file, static_cast<uint64_t>(about.st_size));
    if (!directory) return fail(directory.error());
    auto bytes = readAt(file, directory->offset, directory->size);
    if (!bytes) return fail(bytes.error());
    std::string_view rest = *bytes;
    std::vector<Central> all;
    uint64_t total = 0;
    for (size_t i = 0; i < directory->entries; i++) {
        auto central = readCentral(rest);
        if (!central) return fail(central.error());
        total += central->header.size;
        all.push_back(std::move(*central));
    }
    if (!rest.empty()) return unsafe("its directory holds more than it says");
    if (total > kExtractedLimit) return unsafe("it unpacks to more than 500 MiB");
    if (auto sound = checkNames(all); !sound) return fail(sound.error());
    if (auto sound = checkTiling(file, all, directory->offset); !sound) return fail(sound.error());
    std::vector<ZipEntry> out;
    for (const auto& central : all)
        out.push_back({central.header.name, central.header.packed, central.header.size, central.offset});
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return out;
}

}  // namespace tributary::plugin
