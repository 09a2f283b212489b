// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/alerts/model/labels.h"
#include "core/alerts/model/time.h"
#include "core/base/error.h"

/// Reading YAML with the place of every mistake. Internal to this module: what is thrown is caught in the
/// file that began to read.
namespace tributary::alerts::yaml {

/// A mistake in the text; `mark` is yaml-cpp's, from 0.
struct Mistake {
    YAML::Mark mark;
    std::string message;
    std::string hint;
};

[[noreturn]] void mistake(const YAML::Node& node, std::string message, std::string hint = {});

/// A node that must be a map with none but these keys, each once.
class Map {
  public:
    /// `what`: "A rule", "The condition" …, for messages.
    Map(const YAML::Node& node, std::string what, const std::vector<std::string_view>& keys);

    bool has(const std::string& key) const;  ///< there, and not null
    YAML::Node at(const std::string& key) const;
    const YAML::Node& node() const { return m_node; }
    const std::string& what() const { return m_what; }

    std::string text(const std::string& key, std::string otherwise = {}) const;
    std::string needText(const std::string& key) const;
    Duration duration(const std::string& key, Duration otherwise = Duration(0)) const;
    double number(const std::string& key, double otherwise) const;
    uint64_t count(const std::string& key, uint64_t otherwise) const;
    bool flag(const std::string& key, bool otherwise) const;
    /// A list of texts; one text by itself is a list of one.
    std::vector<std::string> texts(const std::string& key) const;
    Labels labels(const std::string& key) const;

  private:
    YAML::Node m_node;
    std::string m_what;
    std::map<std::string, YAML::Node> m_entries;
};

std::string textOf(const YAML::Node& node, const std::string& what);
double numberOf(const YAML::Node& node, const std::string& what);
Duration durationOf(const YAML::Node& node, const std::string& what);
Labels labelsOf(const YAML::Node& node, const std::string& what);
/// The entries of a list; null is an empty one.
std::vector<YAML::Node> listOf(const YAML::Node& node, const std::string& what);

/// The nearest of `known` to a word that is none of them; empty when none is near.
std::string nearest(std::string_view word, const std::vector<std::string_view>& known);

/// The error of a mistake: "rules.yml:3:7: …" with the position from 1.
Error toError(const Mistake& mistake, const std::string& file);

/// Parses one document and hands it on; turns what is thrown into an error.
template <typename T, typename Read>
Result<T> read(std::string_view text, const std::string& file, Read&& reader) {
    try {
        return reader(YAML::Load(std::string(text)));
    } catch (const Mistake& wrong) {
        return fail(toError(wrong, file));
    } catch (const YAML::Exception& wrong) {
        return fail(toError({wrong.mark, wrong.msg + ".", "Check indentation, quotes and brackets."}, file));
    }
}

}  // namespace tributary::alerts::yaml
