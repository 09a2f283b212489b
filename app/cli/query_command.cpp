// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/query_command.h"

#include <algorithm>
#include <cmath>

#include "app/cli/output.h"
#include "app/cli/terminal.h"
#include "app/cli/text_file.h"
#include "core/base/watchdog.h"
#include "core/engine/export.h"
#include "core/result/writer.h"
#include "core/sql/splitter.h"

namespace tributary::cli {
namespace {

Result<std::string> statementText(const QueryOptions& options, const CancelToken& token) {
    if (!options.file.empty() && !options.sql.empty()) {
        return fail(ErrorCode::InvalidArgument, "Give the statement or -f FILE, not both");
    }
    if (options.file.empty() && options.sql.empty()) {
        return fail(ErrorCode::InvalidArgument, "There is no statement",
                    "Give it as text, by -f FILE, or - for standard input.");
    }
    const bool written = options.file.empty() && options.sql != "-";
    const std::string path = options.file.empty() ? "-" : options.file;
    auto text = written ? Result<std::string>(options.sql) : readAll(path, token);
    if (!text) return fail(text.error());
    return sqlText(std::move(*text), written       ? "The statement"
                                     : path == "-" ? "Standard input"
                                                   : "The file '" + path + "'");
}

/// One script: its session, its output, its profiles.
class Script {
  public:
    Script(engine::Workbench& workbench, const QueryOptions& options, const CancelToken& token)
        : m_workbench(workbench), m_options(options), m_token(token) {}

    int run() {
        auto prepared = prepare();
        if (!prepared) return report(prepared.error());
        for (const auto& statement : m_statements) {
            const std::string text(statement.in(m_text));
            const auto status = m_options.explain ? explain(text) : execute(text);
            if (!status) {
                if (m_output && m_output->isClosedPipe()) return kBrokenPipe;
                auto profiled = writeProfile();
                if (!profiled) report(profiled.error());
                return reportStatement(status.error(), statement);
            }
        }
        return finish();
    }

  private:
    Result<void> prepare() {
        auto text = statementText(m_options, m_token);
        if (!text) return fail(text.error());
        m_text = std::move(*text);
        auto format = result::parseFormat(m_options.format);
        if (!format) return fail(format.error());
        m_format = *format;
        for (const auto& parameter : m_options.parameters) {
            const size_t equals = parameter.find('=');
            if (equals == std::string::npos || equals == 0) {
                return fail(ErrorCode::InvalidArgument, "'" + parameter + "' is not of the form name=value");
            }
            m_parameters.emplace_back(parameter.substr(0, equals), parameter.substr(equals + 1));
        }
        if (!m_options.on.empty()) {
            auto record = m_workbench.workspace().connection(m_options.on);
            if (!record) return fail(record.error());
            m_lexis = sql::lexisFor(record->type);
        }
        m_statements = sql::splitStatements(m_text, m_lexis);
        if (m_statements.empty()) {
            return fail(ErrorCode::InvalidArgument, "There is no statement in the text",
                        "It is empty, or all of it is comment; look for a /* that is not closed.");
        }
        if (m_format == result::Format::Parquet && m_statements.size() > 1 && !m_options.explain) {
            return fail(ErrorCode::InvalidArgument, "Parquet takes the rows of one statement",
                        "Run the statements of the script one by one.");
        }
        if (m_format == result::Format::Parquet && m_options.output.empty() && !m_options.explain) {
            return fail(ErrorCode::InvalidArgument, "Parquet needs a file", "Add --output FILE.");
        }
        auto session = m_workbench.federation().openSession();
        if (!session) return fail(session.error());
        m_session = std::move(*session);
        if (m_format == result::Format::Parquet && !m_options.explain) return {};
        if (m_options.output.empty()) {
            m_output.emplace(Output::standard());
            return {};
        }
        auto output = Output::file(m_options.output);
        if (!output) return fail(output.error());
        m_output.emplace(std::move(*output));
        return {};
    }

    engine::RunOptions runOptions(const std::string& text) const {
        engine::RunOptions out;
        // Up, not down: a limit shorter than a millisecond is still a limit.
        out.timeout =
            std::chrono::milliseconds(static_cast<int64_t>(std::ceil(m_options.timeoutSeconds * 1000)));
        const auto wanted = sql::parameterNames(text, m_lexis);
        for (const auto& parameter : m_parameters) {
            if (std::find(wanted.begin(), wanted.end(), parameter.first) != wanted.end()) {
                out.parameters.push_back(parameter);
            }
        }
        return out;
    }

    Result<void> explain(const std::string& text) {
        if (!m_options.on.empty()) {
            return fail(ErrorCode::InvalidArgument, "--explain is for federated statements",
                        "Run the server's own EXPLAIN with --on " + m_options.on + ".");
        }
        const Watchdog limit(m_token, runOptions(text).timeout);
        auto explanation = m_session->explain(text, m_token);
        if (!explanation) return fail(explanation.error());
        const bool json = m_format == result::Format::Json || m_format == result::Format::Ndjson;
        return m_output->sink()((json ? explanation->toJson() : explanation->toText()) + "\n");
    }

    Result<void> execute(const std::string& text) {
        if (m_format == result::Format::Parquet) return exportAsParquet(text);
        auto run = m_options.on.empty() ? m_session->run(text, runOptions(text), m_token)
                                        : m_session->runNative(m_options.on, text, runOptions(text), m_token);
        if (!run) return fail(run.error());
        auto printed = print(**run);
        m_profiles.push_back((*run)->profile());
        for (const auto& warning : (*run)->warnings()) note("note: " + warning);
        return printed;
    }

    Result<void> exportAsParquet(const std::string& text) {
        const auto literal = [](const std::string& value) {
            std::string out = "'";
            for (const char c : value) out += c == '\'' ? std::string("''") : std::string(1, c);
            return out + "'";
        };
        std::string statement = text;
        if (!m_options.on.empty())
            statement = "SELECT * FROM query(" + literal(m_options.on) + ", " + literal(text) + ")";
        auto rows = engine::exportParquet(*m_session, statement, m_options.output, runOptions(text), m_token);
        if (!rows) return fail(rows.error());
        m_rows += *rows;
        return {};
    }

    Result<void> print(engine::QueryRun& run) {
        std::unique_ptr<result::RowWriter> writer;
        duckdb::DataChunk chunk;
        duckdb::vector<duckdb::LogicalType> types;
        for (const auto& column : run.columns()) types.push_back(column.type);
        if (!types.empty()) {
            chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
            auto made = result::makeWriter(m_format, m_output->sink());
            if (!made) return fail(made.error());
            writer = std::move(*made);
            if (m_results++ > 0) {
                auto separated = m_output->sink()("\n");
                if (!separated) return separated;
            }
            auto begun = writer->begin(run.columns());
            if (!begun) return begun;
        }
        Progress progress;
        uint64_t read = 0;
        for (;;) {
            chunk.Reset();
            auto more = run.next(chunk);
            if (!more) return fail(more.error());
            if (!*more) break;
            read += chunk.size();
            if (writer) {
                auto written = writer->write(chunk);
                if (!written) return written;
            }
            progress.rows(read);
        }
        if (!writer) {
            const auto affected = run.affectedRows();
            note(affected ? counted(*affected, "row") + " changed" : "done");
            return {};
        }
        auto ended = writer->end();
        if (!ended) return ended;
        m_rows += writer->rowsWritten();
        if (writer->rowsWritten() == read) return {};
        return fail(ErrorCode::Internal, "Only " + std::to_string(writer->rowsWritten()) + " of " +
                                             std::to_string(read) + " rows were written");
    }

    /// The error's place counts from the statement's start; people count from the script's.
    int reportStatement(Error error, const sql::Statement& statement) const {
        if (error.position) {
            const auto before = std::string_view(m_text).substr(0, statement.begin);
            const size_t lineStart = before.rfind('\n') + 1;  // npos + 1 is 0
            if (error.position->line == 1) {
                error.position->column += static_cast<uint32_t>(
                    std::count_if(before.begin() + static_cast<std::ptrdiff_t>(lineStart), before.end(),
                                  [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
            }
            error.position->line += static_cast<uint32_t>(std::count(before.begin(), before.end(), '\n'));
        }
        const auto status = report(error, m_text);
        // A name the statement uses but the source does not have is the statement's error.
        const bool statementsOwn = status == kNotFound || (status == kUsage && error.position);
        if (!statementsOwn) return status;
        // … unless there was no session to ask: a file that is gone, say.
        const bool unreachable =
            !error.source.empty() &&
            m_workbench.federation().status(error.source).health == engine::ConnectionStatus::Health::Failing;
        return unreachable ? kConnection : kQueryError;
    }

    Result<void> writeProfile() const {
        if (m_options.profile.empty() || m_profiles.empty()) return {};
        std::string text = m_profiles.front().toJson();
        if (m_profiles.size() > 1) {
            text = "[\n" + text;
            for (size_t i = 1; i < m_profiles.size(); i++) text += ",\n" + m_profiles[i].toJson();
            text += "\n]";
        }
        auto file = Output::file(m_options.profile);
        if (!file) return fail(file.error());
        auto written = file->sink()(text + "\n");
        if (!written) return written;
        return file->commit();
    }

    int finish() {
        if (m_output) {
            auto committed = m_output->commit();
            if (!committed) return report(committed.error());
        }
        if (!m_options.output.empty() && !m_options.explain) {
            note(counted(m_rows, "row") + " written to " + m_options.output);
        }
        auto profiled = writeProfile();
        return profiled ? static_cast<int>(kOk) : report(profiled.error());
    }

    engine::Workbench& m_workbench;
    const QueryOptions& m_options;
    const CancelToken m_token;
    std::string m_text;
    sql::Lexis m_lexis = sql::Lexis::DuckDb;
    result::Format m_format = result::Format::Table;
    std::vector<std::pair<std::string, std::string>> m_parameters;
    std::vector<sql::Statement> m_statements;
    std::unique_ptr<engine::Session> m_session;
    std::optional<Output> m_output;
    std::vector<engine::QueryProfile> m_profiles;
    size_t m_results = 0;
    uint64_t m_rows = 0;
};

}  // namespace

int runQuery(engine::Workbench& workbench, const QueryOptions& options, const CancelToken& token) {
    return Script(workbench, options, token).run();
}

}  // namespace tributary::cli
