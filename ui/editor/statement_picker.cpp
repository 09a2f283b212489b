// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/statement_picker.h"

namespace tributary::ui {

namespace {

std::vector<RunStatement> split(std::string_view text, size_t offset, sql::Lexis lexis) {
    std::vector<RunStatement> statements;
    for (const sql::Statement& statement : sql::splitStatements(text, lexis)) {
        statements.push_back({std::string(statement.in(text)), offset + statement.begin});
    }
    return statements;
}

}  // namespace

std::vector<RunStatement> wholeScript(const std::string& script, sql::Lexis lexis) {
    return split(script, 0, lexis);
}

std::vector<RunStatement> underCursor(const std::string& script, size_t cursor,
                                      const std::optional<std::pair<size_t, size_t>>& selection,
                                      sql::Lexis lexis) {
    if (selection && selection->second > selection->first) {
        const std::string_view part =
            std::string_view(script).substr(selection->first, selection->second - selection->first);
        return split(part, selection->first, lexis);
    }
    const sql::Statement statement = sql::statementAt(script, cursor, lexis);
    if (statement.end <= statement.begin) return {};
    return {{std::string(statement.in(script)), statement.begin}};
}

}  // namespace tributary::ui
