// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/plugin/package/manifest.h"
#include "core/plugin/package/zip_check.h"

struct zip;

namespace tributary::plugin {

/// A package file whose structure is sound (see checkZip) and whose manifest could be read. Nothing is said
/// yet about who signed it. Errors name the entry. One thread.
class Package {
  public:
    static Result<Package> open(const std::filesystem::path& path);
    /// Reads the file behind the descriptor, which stays the caller's; `name` is for messages.
    static Result<Package> open(int descriptor, const std::string& name);
    Package(Package&&) noexcept;
    ~Package();

    const Manifest& manifest() const { return m_manifest; }
    const std::string& manifestText() const { return m_manifestText; }
    const std::string& signatureText() const { return m_signatureText; }  ///< empty: unsigned
    /// Does it hold exactly the files its manifest lists? Corrupt, naming the one too many or missing.
    Result<void> checkFileList() const;
    /// The whole of one entry; Corrupt when it is longer than `limit`.
    Result<std::string> read(const std::string& name, uint64_t limit) const;
    /// Makes every listed file below the folder (mode 0444, folders 0755), compares size and hash on the way,
    /// and brings it to the disk. What is in the way, a link say, is an error. Corrupt names the entry.
    Result<void> extract(int folder, const CancelToken& token) const;
    /// Compares every listed file's size and hash without writing.
    Result<void> checkContents(const CancelToken& token) const;

  private:
    Package() = default;
    using Take = std::function<Result<void>(std::string_view)>;
    Result<void> stream(const std::string& name, const Take& take) const;
    Result<void> streamChecked(const std::string& name, const PackagedFile& about, const CancelToken& token,
                               const Take& take) const;

    std::vector<ZipEntry> m_entries;
    std::unique_ptr<struct zip, void (*)(struct zip*)> m_archive{nullptr, nullptr};
    Manifest m_manifest;
    std::string m_manifestText;
    std::string m_signatureText;
};

}  // namespace tributary::plugin
