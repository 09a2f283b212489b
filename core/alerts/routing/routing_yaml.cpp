// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/routing_yaml.h"

#include "core/alerts/routing/routing_reader.h"

namespace tributary::alerts {

namespace {

tl::unexpected<Error> failure(const YAML::Mark& mark, std::string message, std::string hint) {
    Error error(ErrorCode::Syntax, {}, std::move(hint));
    if (mark.is_null()) {
        error.message = std::move(message);
    } else {
        const auto line = static_cast<uint32_t>(mark.line + 1);
        const auto column = static_cast<uint32_t>(mark.column + 1);
        error.message =
            "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + message;
        error.position = SourcePosition{line, column, 1};
    }
    return fail(std::move(error));
}

}  // namespace

Result<RoutingConfig> readRoutingYaml(std::string_view text, const SecretKeeper& keeper) {
    try {
        const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
        if (documents.empty())
            return failure(YAML::Mark::null_mark(), "The file is empty.",
                           "A 'route' and 'receivers' are needed.");
        if (documents.size() > 1)
            return failure(documents[1].Mark(), "A second document begins here.",
                           "Keep everything in one document.");
        return routing::RoutingReader(keeper).read(documents.front());
    } catch (const routing::Mistake& wrong) {
        return failure(wrong.mark, wrong.message, wrong.hint);
    } catch (const YAML::Exception& wrong) {
        return failure(wrong.mark, wrong.msg + ".", "Check indentation, quotes and brackets.");
    }
}

}  // namespace tributary::alerts
