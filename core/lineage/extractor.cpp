// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/extractor.h"

#include <algorithm>
#include <deque>
#include <optional>

#include "core/lineage/analyst.h"
#include "core/lineage/script_result.h"
#include "core/lineage/session_state.h"
#include "core/lineage/syntax/constant_text.h"
#include "core/lineage/syntax/flux_reader.h"
#include "core/lineage/syntax/statement_reader.h"

namespace tributary::lineage {
namespace {

using Action = Statement::Action;
using Clock = std::chrono::steady_clock;

constexpr size_t kMaxScriptDepth = 8;  ///< bodies and dynamic statements inside one another

}  // namespace

struct ExtractSession::Impl {
    Impl(ExtractOptions options, SchemaCatalog schema) : state(std::move(options), std::move(schema)) {
        if (state.options.binder) second.emplace(state.options.binder);
    }

    SessionState state;
    std::optional<SecondReading> second;
    ScriptResult result;

    struct Run {
        std::deque<StatementLineage> statements;
        std::vector<ScriptResult::Step> steps;
        Clock::time_point deadline;
        const CancelToken* token = nullptr;
        std::optional<Error> stopped;
    };

    void script(const std::string& text, Run& run, size_t depth, size_t begin, size_t end);
    void statement(const Statement& one, const TokenStream& tokens, Run& run, size_t depth, size_t begin,
                   size_t end);
    void flux(const TokenStream& tokens, Run& run);
    bool goesOn(Run& run);
};

bool ExtractSession::Impl::goesOn(Run& run) {
    if (run.stopped) return false;
    if (run.token->isCancelled()) run.stopped = run.token->error();
    if (!run.stopped && Clock::now() > run.deadline) {
        run.stopped = Error(ErrorCode::Timeout, "reading the script took longer than its length allows",
                            "split the script, or allow more time per 10 KB");
    }
    return !run.stopped;
}

void ExtractSession::Impl::script(const std::string& text, Run& run, size_t depth, size_t begin, size_t end) {
    const TokenStream tokens(text, state.traits());
    if (state.options.dialect == SqlDialect::Flux) {
        flux(tokens, run);
        return;
    }
    StatementReader reader(tokens, state.options.limits.maxDepth, depth > 0);
    std::vector<Statement> statements;
    while (reader.next(statements)) {
        for (const auto& one : statements) {
            if (!goesOn(run)) return;
            statement(one, tokens, run, depth, begin, end);
        }
        statements.clear();
    }
}

/// Flux moves tables as they are: one statement, every column to every target.
void ExtractSession::Impl::flux(const TokenStream& tokens, Run& run) {
    const FluxFlows flows = readFlux(tokens);
    StatementLineage lineage;
    lineage.kind = flows.writes.empty() ? "SELECT" : "INSERT";
    lineage.end = tokens.text().size();
    for (const auto& name : flows.reads) lineage.inputs.push_back(joinName(name));
    for (const auto& name : flows.writes) lineage.outputs.push_back(joinName(name));
    for (const auto& from : lineage.inputs) {
        for (const auto& to : lineage.outputs) {
            ColumnEdge edge;
            edge.source = {from, "*"};
            edge.target = {to, "*"};
            edge.subtype = Subtype::Transformation;
            edge.confidence = Confidence::Low;
            lineage.edges.push_back(std::move(edge));
        }
    }
    run.statements.push_back(std::move(lineage));
    ScriptResult::Step step;
    step.statement = &run.statements.back();
    run.steps.push_back(step);
}

void ExtractSession::Impl::statement(const Statement& one, const TokenStream& tokens, Run& run, size_t depth,
                                     size_t begin, size_t end) {
    StatementLineage lineage;
    lineage.kind = one.kind;
    lineage.begin = depth > 0 ? begin : tokens[one.first].begin;
    lineage.end = depth > 0 ? end : one.last > one.first ? tokens[one.last - 1].end : tokens[one.first].end;
    lineage.error = one.problem;
    ScriptResult::Step step;
    std::string inner;
    switch (one.action) {
        case Action::Unknown:
        case Action::Other:
            break;
        case Action::Use:
            state.use(one);
            break;
        case Action::SearchPath:
            state.setSchema(one.target);
            break;
        case Action::Script:
            inner = one.text;
            break;
        case Action::Dynamic: {
            const auto text = constantText(tokens, one.valueFirst, one.valueLast, state.variables);
            if (text) {
                inner = *text;
            } else {
                lineage.notes.emplace_back("dynamic SQL: unresolved, its text is only known at run time");
                lineage.confidence = Confidence::Low;
            }
            break;
        }
        case Action::Assign: {
            const auto text = constantText(tokens, one.valueFirst, one.valueLast, state.variables);
            const std::string key = foldName(one.name);
            if (text) {
                state.variables[key] = *text;
            } else {
                state.variables.erase(key);
            }
            Resolver resolver(state);
            Scope scope;
            for (const auto& e : one.filters) resolver.decide(e, scope, Subtype::Filter);
            lineage.inputs = resolver.tables();
            break;
        }
        default: {
            Analyst(state, lineage, second ? &*second : nullptr, &tokens).run(one);
            step.creates = one.action == Action::CreateTable || one.action == Action::CreateView ||
                           one.action == Action::CreateLike || one.action == Action::Record;
            step.viewTarget = one.action == Action::CreateView;
            step.renames = one.action == Action::Rename;
            step.drops = one.action == Action::Drop;
            const bool writes = !lineage.outputs.empty();
            step.temporaryTarget =
                writes && !step.drops &&
                std::all_of(lineage.outputs.begin(), lineage.outputs.end(), [&](const std::string& name) {
                    return state.isTemporary(name) || name.starts_with("#") || name.starts_with("@");
                });
        }
    }
    if (step.drops) {
        for (const auto& name : lineage.outputs) state.temporary.erase(foldName(name));
        for (const auto& name : lineage.outputs) state.catalog.remove(name);
    }
    run.statements.push_back(std::move(lineage));
    step.statement = &run.statements.back();
    const StatementLineage& outer = run.statements.back();
    run.steps.push_back(step);
    if (inner.empty() || depth >= kMaxScriptDepth) return;
    script(inner, run, depth + 1, outer.begin, outer.end);
}

ExtractSession::ExtractSession(ExtractOptions options, SchemaCatalog schema)
    : m_impl(std::make_unique<Impl>(std::move(options), std::move(schema))) {}
ExtractSession::~ExtractSession() = default;
ExtractSession::ExtractSession(ExtractSession&&) noexcept = default;
ExtractSession& ExtractSession::operator=(ExtractSession&&) noexcept = default;

const SchemaCatalog& ExtractSession::schema() const {
    return m_impl->state.catalog;
}

void ExtractSession::seeThroughLater(size_t number, ScriptLineage& script) const {
    // Before it was known to be temporary, its name was taken to be one of the default schema.
    const auto local = [&state = m_impl->state](const std::string& name) {
        const auto parts = splitName(name);
        const std::string bare = parts.empty() ? name : joinName({parts.back()});
        std::string full = bare;
        if (!state.schema.empty()) full = joinName({state.schema}) + "." + full;
        if (!state.database.empty()) full = joinName({state.database}) + "." + full;
        return foldName(full) == foldName(name) ? bare : name;
    };
    m_impl->result.seeThroughLater(number, script, local);
}

Result<ScriptLineage> ExtractSession::extract(std::string_view script, const CancelToken& token) {
    const ExtractLimits& limits = m_impl->state.options.limits;
    if (script.size() > limits.maxBytes) {
        return fail(ErrorCode::Resource,
                    "the script has " + std::to_string(script.size()) + " bytes; at most " +
                        std::to_string(limits.maxBytes) + " are read",
                    "split it into smaller scripts");
    }
    Impl::Run run;
    run.token = &token;
    run.deadline =
        Clock::now() + limits.perTenKilobytes * static_cast<int64_t>(script.size() / 10240 + 1) * 4;
    m_impl->script(std::string(script), run, 0, 0, script.size());
    ScriptLineage out;
    m_impl->result.summarize(run.steps, m_impl->state.options.seeThroughMade, out);
    if (run.stopped && run.stopped->code == ErrorCode::Cancelled) return fail(*run.stopped);
    for (auto& one : run.statements) out.statements.push_back(std::move(one));
    if (run.stopped) {
        if (out.statements.empty()) return fail(*run.stopped);
        out.statements.back().notes.push_back(run.stopped->message);
    }
    return out;
}

}  // namespace tributary::lineage
