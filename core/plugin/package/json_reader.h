// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace tributary::plugin {

using Json = nlohmann::json;

/// JSON in UTF-8 with no key twice in an object and at most 16 levels. `what` names it in errors.
Result<Json> parseStrictJson(std::string_view text, const std::string& what);

/// Reads one object key by key. The first thing wrong is kept in `error`, with the key's path; from then on
/// every read gives its default. `finish` complains about keys nobody asked for.
class ObjectReader {
  public:
    ObjectReader(const Json& json, std::string path, std::optional<Error>& error);

    std::string text(const char* key, bool required = false, size_t limit = 4096);
    bool flag(const char* key, bool otherwise = false);
    uint64_t number(const char* key, uint64_t otherwise, uint64_t least, uint64_t most);
    std::vector<std::string> texts(const char* key, size_t limit = 64);
    /// Null when absent.
    const Json* any(const char* key, bool required = false);
    /// Calls `read` with the object at `key`, if there.
    void object(const char* key, const std::function<void(ObjectReader&)>& read);
    /// Calls `read` for each object of the array at `key`.
    void objects(const char* key, size_t limit, const std::function<void(ObjectReader&)>& read);
    /// Calls `read(name, value, path)` for each member of the object at `key`.
    void members(const char* key, size_t limit,
                 const std::function<void(const std::string&, const Json&, const std::string&)>& read);

    /// Notes that the value of `key` is wrong: "`key` <why>".
    void complain(const std::string& key, const std::string& why);
    std::optional<Error>& error() { return m_error; }
    std::string pathOf(const std::string& key) const { return m_path.empty() ? key : m_path + "." + key; }
    void finish();

  private:
    const Json& m_json;
    std::string m_path;
    std::optional<Error>& m_error;
    std::set<std::string> m_known;
};

}  // namespace tributary::plugin
