// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/rule_book.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "core/alerts/rules/rule_file.h"

namespace tributary::schedule {
namespace {

using namespace alerts;
namespace fs = std::filesystem;

constexpr uintmax_t kLargestFile = 16u << 20;

TimePoint wallClock() {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

Result<std::string> readText(const std::string& path) {
    std::error_code status;
    if (!fs::is_regular_file(path, status)) {
        return fail(ErrorCode::NotFound, "There is no file of rules '" + path + "'",
                    "The rules it held last stay; `tributary alert delete` removes them.");
    }
    if (fs::file_size(path, status) > kLargestFile)
        return fail(ErrorCode::Resource, "The file of rules '" + path + "' is larger than 16 MiB");
    std::ifstream in(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (in.bad() || !in.is_open())
        return fail(ErrorCode::Io, "The file of rules '" + path + "' cannot be read");
    return text;
}

/// Equal for equal bytes, for all that matters here.
std::string fingerprintOf(const std::string& text) {
    return fingerprintText({{"text", text}}) + "-" + std::to_string(text.size());
}

std::string absolutePath(const std::string& path) {
    std::error_code status;
    const fs::path whole = fs::absolute(path, status);
    return status ? path : whole.lexically_normal().string();
}

size_t countRules(const std::vector<RuleGroupRecord>& records, const std::string& file) {
    size_t count = 0;
    for (const auto& record : records) {
        if (const auto groups = readRules(record.yaml, file))
            for (const auto& group : *groups) count += group.rules.size();
    }
    return count;
}

void dropRecording(RuleGroup& group) {
    std::erase_if(group.rules, [](const Rule& rule) { return rule.isRecording() || !rule.enabled; });
}

}  // namespace

Result<RuleBook> readRuleBook(const AlertStore& store) {
    auto records = store.ruleGroups();
    if (!records) return fail(records.error());
    RuleBook book;
    std::set<std::string> ids;
    for (const auto& record : *records) {
        if (!record.enabled) continue;
        auto groups = readRules(record.yaml, record.file);
        if (!groups) {
            book.errors.push_back(groups.error());
            continue;
        }
        for (auto& group : *groups) {
            dropRecording(group);
            std::erase_if(group.rules, [&](const Rule& rule) {
                if (ids.insert(rule.id).second) return false;
                book.errors.push_back(Error(ErrorCode::Conflict, "Two rules have the id '" + rule.id +
                                                                     "'; the second, in the group '" +
                                                                     group.name + "', is not evaluated"));
                return true;
            });
            book.groups.push_back(std::move(group));
        }
    }
    return book;
}

Result<std::pair<RuleGroup, Rule>> findRule(const RuleBook& book, const std::string& name) {
    std::vector<std::pair<RuleGroup, Rule>> found;
    std::string ids;
    for (const auto& group : book.groups) {
        for (const auto& rule : group.rules) {
            if (rule.id == name) return std::pair(group, rule);
            if (rule.name != name) continue;
            found.emplace_back(group, rule);
            ids += (ids.empty() ? "" : ", ") + rule.id;
        }
    }
    if (found.size() == 1) return std::move(found.front());
    if (found.empty()) {
        return fail(ErrorCode::NotFound, "There is no rule '" + name + "'",
                    "`tributary alert rules` lists the rules there are.");
    }
    return fail(ErrorCode::InvalidArgument, "Several rules are named '" + name + "'",
                "Name one of " + ids + ".");
}

Result<std::vector<RuleGroupRecord>> recordsOfRules(const std::string& yaml, const std::string& file) {
    auto groups = readRules(yaml, file);
    if (!groups) return fail(groups.error());
    std::vector<RuleGroupRecord> out;
    for (const auto& group : *groups) out.push_back({file, group.name, writeRules({group}), true, {}});
    return out;
}

Result<size_t> applyRuleFile(AlertStore& store, const std::string& path) {
    const std::string file = absolutePath(path);
    auto text = readText(file);
    if (!text) return fail(text.error());
    auto records = recordsOfRules(*text, file);
    if (!records) return fail(records.error());
    auto kept = store.replaceRuleFile({file, fingerprintOf(*text), "", wallClock()}, *records);
    if (!kept) return fail(kept.error());
    return countRules(*records, file);
}

Result<bool> followRuleFiles(AlertStore& store) {
    auto files = store.ruleFiles();
    if (!files) return fail(files.error());
    bool changed = false;
    for (auto file : *files) {
        auto text = readText(file.path);
        const std::string fingerprint = text ? fingerprintOf(*text) : file.fingerprint;
        if (text && fingerprint == file.fingerprint) continue;
        std::string problem = text ? "" : text.error().message;
        if (text) {
            auto records = recordsOfRules(*text, file.path);
            if (records) {
                auto kept = store.replaceRuleFile({file.path, fingerprint, "", wallClock()}, *records);
                if (!kept) return fail(kept.error());
                changed = true;
                continue;
            }
            problem = records.error().message;
        }
        if (problem == file.error && fingerprint == file.fingerprint) continue;
        if (auto noted = store.noteRuleFile({file.path, fingerprint, problem, wallClock()}); !noted)
            return fail(noted.error());
        changed = true;
    }
    return changed;
}

}  // namespace tributary::schedule
