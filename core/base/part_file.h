// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tributary {

/// A file that is written beside its name and takes it in `commit`: whoever reads the name finds the old file
/// or the whole new one. Without commit the part is removed. A link is followed, the mode of a file that was
/// there is kept. Two writers at once do not meet: each has a part of its own. One thread.
class PartFile {
  public:
    /// InvalidArgument for a folder, a device or an empty name; Io or Resource (disk full) otherwise.
    static Result<PartFile> create(const std::string& path);
    PartFile(PartFile&& other) noexcept;
    PartFile& operator=(PartFile&&) = delete;
    ~PartFile();

    /// Where to write: by descriptor, or by name for a library that wants one.
    int descriptor() const { return m_descriptor; }
    const std::string& part() const { return m_part; }

    Result<void> commit();

  private:
    PartFile(std::string path, std::string part, int descriptor);

    std::string m_path;
    std::string m_part;
    int m_descriptor = -1;
};

/// What errno says after `what` failed: Resource for a full disk, else Io, with a hint.
Error systemError(const std::string& what);

}  // namespace tributary
