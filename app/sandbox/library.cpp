// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/library.h"

#include <dlfcn.h>

#include <cctype>

#include "core/plugin/wire/message.h"

namespace tributary::sandbox {
namespace {

std::string fileName(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace

Result<Library> Library::load(const std::string& path) {
    const std::string opened = "/proc/self/fd/" + std::to_string(plugin::kLibraryDescriptor);
    // NOW: a symbol that is missing is told here, and does not crash the process later.
    void* handle = ::dlopen(opened.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (handle != nullptr) return Library(handle, path);
    const char* told = ::dlerror();
    std::string why = told == nullptr ? "unknown reason" : told;
    if (const size_t at = why.find(opened); at != std::string::npos)
        why.replace(at, opened.size(), fileName(path));
    return fail(ErrorCode::Unsupported, "its library could not be loaded: " + why,
                "Install the version for this computer, and the packages it needs.");
}

Result<void*> Library::entry(const std::vector<std::string>& names) const {
    std::string tried;
    for (const auto& name : names) {
        if (void* symbol = ::dlsym(m_handle, name.c_str()); symbol != nullptr) return symbol;
        tried += (tried.empty() ? "" : ", ") + name;
    }
    return fail(ErrorCode::NotFound, fileName(m_path) + " has no entry point: looked for " + tried + ".",
                "It is no plugin of this kind, or its manifest should name the symbol.");
}

std::vector<std::string> adbcEntryNames(const std::string& path, const std::string& given) {
    if (!given.empty()) return {given};
    std::string stem = fileName(path);
    stem.resize(std::min(stem.find('.'), stem.size()));
    if (stem.starts_with("lib")) stem.erase(0, 3);
    std::string derived;
    bool upper = true;
    for (const char c : stem) {
        const bool separator = c == '_' || c == '-';
        if (!separator) derived += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        upper = separator;
    }
    if (!derived.starts_with("Adbc")) derived.insert(0, "Adbc");
    return {derived + "Init", "AdbcDriverInit"};
}

}  // namespace tributary::sandbox
