// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/source_session.h"

#include "core/base/redact.h"
#include "core/plugin/source/connection_form.h"
#include "core/plugin/source/parts_in_order.h"

namespace tributary::plugin {

namespace {

struct StateClass {
    std::string_view prefix;
    ErrorCode code;
};

// SQLSTATE classes of the SQL standard and of PostgreSQL; the longer prefix first.
constexpr StateClass kStates[] = {
    {"42501", ErrorCode::Permission}, {"25006", ErrorCode::Permission},  {"57014", ErrorCode::Cancelled},
    {"42", ErrorCode::Syntax},        {"28", ErrorCode::Authentication}, {"08", ErrorCode::Connection},
    {"53", ErrorCode::Resource},      {"22", ErrorCode::Query},          {"23", ErrorCode::Query}};

}  // namespace

void refineError(Error& error, const SourceDialect& dialect) {
    const bool told = error.code == ErrorCode::Cancelled || error.code == ErrorCode::Timeout;
    if (!told && error.nativeCode.size() == 5) {
        for (const auto& state : kStates) {
            if (!error.nativeCode.starts_with(state.prefix)) continue;
            error.code = state.code;
            break;
        }
    }
    if (!told && dialect.refine) dialect.refine(error);
}

SourceSession::SourceSession(std::unique_ptr<PluginSession> session,
                             std::shared_ptr<const SessionRecipe> recipe)
    : m_session(std::move(session)), m_recipe(std::move(recipe)) {}

Error SourceSession::refined(Error error) const {
    refineError(error, m_recipe->dialect);
    error.message = redact(error.message, m_recipe->secrets);
    error.hint = redact(error.hint, m_recipe->secrets);
    return error;
}

Result<std::unique_ptr<SourceSession>> SourceSession::open(PluginHost& host,
                                                           std::shared_ptr<const SessionRecipe> recipe,
                                                           const CancelToken& token) {
    auto started = host.start(recipe->plugin, recipe->grants, token);
    if (!started) return fail(started.error());
    std::unique_ptr<SourceSession> session(new SourceSession(std::move(*started), recipe));
    session->process().keepSecrets(recipe->secrets);
    if (auto opened = session->process().openDatabase(recipe->options, token); !opened) {
        Error error = session->refined(opened.error());
        if (error.hint.empty())
            error.hint = "Check the connection's settings and that the source can be reached.";
        return fail(std::move(error));
    }
    if (auto done = session->configure(token); !done) return fail(session->refined(done.error()));
    return session;
}

Result<void> SourceSession::configure(const CancelToken& token) {
    const auto& dialect = m_recipe->dialect;
    for (const auto& text : dialect.sessionTexts) {
        if (auto done = rows(text, token); !done) return fail(done.error());
    }
    if (!m_recipe->readOnly) return {};
    auto asked = process().setConnectionOption("adbc.connection.readonly", "true", token);
    if (!asked && !process().alive()) return fail(asked.error());
    m_readOnlyEnforced = asked.has_value() || !dialect.readOnlyOptions.empty();
    for (const auto& text : dialect.readOnlyTexts) {
        if (auto done = rows(text, token); !done) return fail(done.error());
        m_readOnlyEnforced = true;
    }
    return {};
}

bool SourceSession::hasParts() const {
    return quirkOf(*m_recipe->plugin.manifest.connection, "partitions") == "true";
}

Result<std::unique_ptr<ArrowSource>> SourceSession::read(const std::string& sql, const CancelToken& token) {
    if (hasParts()) {
        auto parts = PartsInOrder::open(process(), sql, token);
        if (!parts) return fail(refined(parts.error()));
        if (*parts) return parts;
    }
    auto reader = process().query(sql, token);
    if (!reader) return fail(refined(reader.error()));
    return std::unique_ptr<ArrowSource>(std::move(*reader));
}

Result<std::vector<ValueRow>> SourceSession::rows(const std::string& sql, const CancelToken& token) {
    auto reader = read(sql, token);
    if (!reader) return fail(reader.error());
    auto values = readValues(**reader, token);
    if (!values) return fail(refined(values.error()));
    return values;
}

}  // namespace tributary::plugin
