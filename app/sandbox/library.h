// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"

namespace tributary::sandbox {

/// The plugin's library, once loaded for good: libraries with a runtime of their own cannot be unloaded.
class Library {
  public:
    /// Loads what the host opened and checked. `path` is only told to people.
    static Result<Library> load(const std::string& path);
    /// The first of these symbols it exports itself. NotFound.
    Result<void*> entry(const std::vector<std::string>& names) const;

  private:
    Library(void* handle, std::string path) : m_handle(handle), m_path(std::move(path)) {}

    void* m_handle;
    std::string m_path;
};

/// What an ADBC driver's entry may be called: the name given, the name made from the file's, AdbcDriverInit.
std::vector<std::string> adbcEntryNames(const std::string& path, const std::string& given);

}  // namespace tributary::sandbox
