// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/log-files/parts.h"

#include <nlohmann/json.hpp>

namespace tributary::plugins::logs {

namespace {

using Json = nlohmann::json;

constexpr size_t kMost = 8;                   ///< parts
constexpr int64_t kLeast = int64_t(4) << 20;  ///< bytes of text that are worth a part
constexpr int64_t kPacked = 8;                ///< how much longer a text is than its gzip file, about

int64_t textOf(const LogFile& file) {
    const bool packed = file.name.size() > 3 && file.name.compare(file.name.size() - 3, 3, ".gz") == 0;
    return file.size * (packed ? kPacked : 1);
}

[[noreturn]] void changedMeanwhile(const std::string& what) {
    throw sdk::Error(ADBC_STATUS_IO, what + " while it was read: run the query again");
}

}  // namespace

std::vector<std::string> partsOf(const std::vector<LogFile>& files, const std::string& learned) {
    int64_t total = 0;
    for (const auto& file : files) total += textOf(file);
    const int64_t share = std::max(kLeast, total / int64_t(kMost));
    std::vector<std::string> out;
    Json group = Json::array();
    int64_t length = 0;
    for (size_t i = 0; i < files.size(); i++) {
        const auto& file = files[i];
        group.push_back({{"path", file.path},
                         {"name", file.name},
                         {"changed", file.changed},
                         {"size", file.size},
                         {"node", file.node}});
        length += textOf(file);
        if (length < share && i + 1 < files.size()) continue;
        out.push_back(Json{{"learned", learned}, {"files", std::move(group)}}.dump());
        group = Json::array();
        length = 0;
    }
    if (out.size() < 2) out.clear();
    return out;
}

std::vector<LogFile> filesOf(const std::string& part, const std::string& learned) {
    const Json json = Json::parse(part);
    if (json.at("learned").get<std::string>() != learned) changedMeanwhile("The log has got other columns");
    std::vector<LogFile> out;
    for (const auto& one : json.at("files")) {
        LogFile file{one.at("path"), one.at("name"), one.at("changed"), one.at("size"), one.at("node")};
        const auto now = look(file.path, file.name);
        if (!now || now->node != file.node || now->size < file.size)
            changedMeanwhile(file.name + " was rotated");
        out.push_back(std::move(file));
    }
    return out;
}

}  // namespace tributary::plugins::logs
