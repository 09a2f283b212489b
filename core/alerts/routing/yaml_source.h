// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <yaml-cpp/yaml.h>

#include <functional>
#include <string>
#include <vector>

#include "core/base/error.h"

/// Reading a routing file with the place of every mistake. Internal; what is thrown is caught in
/// routing_yaml.cpp.
namespace tributary::alerts::routing {

struct Mistake {
    YAML::Mark mark;
    std::string message;
    std::string hint;
};

[[noreturn]] void mistake(const YAML::Node& at, std::string message, std::string hint = {});

/// Counts what is read: aliases can make a small file endless.
class Budget {
  public:
    void spend(const YAML::Node& at);

  private:
    size_t m_left = 200'000;
};

/// Visits the entries of a map, null being an empty one; each key once.
void eachEntry(const YAML::Node& node, const std::string& what, Budget& budget,
               const std::function<void(const std::string& key, const YAML::Node& keyNode,
                                        const YAML::Node& value)>& visit);
/// Visits the items of a list, null being an empty one.
void eachItem(const YAML::Node& node, const std::string& what, Budget& budget,
              const std::function<void(const YAML::Node& item)>& visit);

std::string textOf(const YAML::Node& node, const std::string& what);
bool flagOf(const YAML::Node& node, const std::string& what);
std::vector<std::string> textsOf(const YAML::Node& node, const std::string& what, Budget& budget);
/// The value, or the mistake at that node.
template <typename T>
T valueOf(Result<T> result, const YAML::Node& at) {
    if (!result) mistake(at, std::move(result.error().message), std::move(result.error().hint));
    return std::move(*result);
}
[[noreturn]] void unknownKey(const YAML::Node& at, const std::string& key, const std::string& what);

}  // namespace tributary::alerts::routing
