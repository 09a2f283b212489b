// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sqlite/sqlite_session.h"

#include <filesystem>
#include <thread>

#include "connectors/sqlite/sqlite_dialect.h"
#include "core/sql/splitter.h"

namespace tributary::connectors::sqlite {

namespace {

constexpr int kProgressInstructions = 20000;  // a millisecond or two between looks at the token

Result<Typing> typingOf(const std::string& text) {
    if (text.empty() || text == "sampled") return Typing::Sampled;
    if (text == "declared") return Typing::Declared;
    if (text == "text") return Typing::Text;
    return fail(ErrorCode::InvalidArgument, "Column types '" + text + "' is no choice",
                "Use sampled, declared or text.");
}

Result<void> checkFile(const std::string& path) {
    if (path.empty())
        return fail(ErrorCode::InvalidArgument, "No database file was given", "Fill in the field File.");
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (status.type() == std::filesystem::file_type::not_found) {
        return fail(ErrorCode::NotFound, "There is no file '" + path + "'",
                    "Check the path. A database is never created by connecting to it.");
    }
    if (code) return fail(ErrorCode::Permission, "'" + path + "' cannot be reached: " + code.message());
    if (status.type() == std::filesystem::file_type::directory) {
        return fail(ErrorCode::InvalidArgument, "'" + path + "' is a folder",
                    "Choose the database file in it.");
    }
    return {};
}

Error atFile(Error error, const std::string& path) {
    error.message = "'" + path + "': " + error.message;
    return error;
}

}  // namespace

Result<std::unique_ptr<Session>> Session::open(const connect::Settings& settings, const CancelToken& token) {
    const std::string path = settings.text("file");
    if (auto checked = checkFile(path); !checked) return fail(checked.error());
    auto typing = typingOf(settings.text("types"));
    if (!typing) return fail(typing.error());

    std::unique_ptr<Session> session(new Session());
    session->m_typing = *typing;
    const int flags =
        (settings.flag("read_only") ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX;
    sqlite3* db = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &db, flags, nullptr);
    session->m_db.reset(db);
    if (code != SQLITE_OK) return fail(atFile(lastError(db, code), path));
    sqlite3_extended_result_codes(db, 1);
    if (auto configured = session->configure(settings, token); !configured) {
        return fail(atFile(configured.error(), path));
    }
    return session;
}

Result<void> Session::configure(const connect::Settings& settings, const CancelToken& token) {
    auto busy = settings.integer("busy_timeout", 5);
    auto limit = settings.integer("statement_timeout", 0);
    if (!busy) return fail(busy.error());
    if (!limit) return fail(limit.error());
    m_busyTimeout = std::chrono::seconds(*busy);
    m_statementTimeout = std::chrono::seconds(*limit);
    sqlite3_busy_handler(handle(), onBusy, this);
    sqlite3_progress_handler(handle(), kProgressInstructions, onProgress, this);
    if (const int code = registerFunctions(handle()); code != SQLITE_OK)
        return fail(lastError(handle(), code));

    // The first statement reads the file's header: here it shows that it is no database, or locked.
    auto statement =
        prepare("SELECT (SELECT encoding FROM pragma_encoding), (SELECT count(*) FROM sqlite_schema)");
    if (!statement) return fail(statement.error());
    beginStatement();
    auto row = step(statement->get(), token);
    if (!row) return fail(row.error());
    const auto* encoding = reinterpret_cast<const char*>(sqlite3_column_text(statement->get(), 0));
    m_utf8 = encoding && std::string_view(encoding) == "UTF-8";
    statement->reset();
    return attach(settings.text("attach"), token);
}

Result<void> Session::attach(std::string_view list, const CancelToken& token) {
    while (!list.empty()) {
        const size_t end = list.find(';');
        const std::string_view item = list.substr(0, end);
        list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
        if (item.find_first_not_of(" \t") == std::string_view::npos) continue;
        const size_t equals = item.find('=');
        if (equals == std::string_view::npos) {
            return fail(ErrorCode::InvalidArgument, "'" + std::string(item) + "' in Attach has no name",
                        "Write name=path, separated by semicolons.");
        }
        std::string name(item.substr(0, equals));
        name.erase(0, name.find_first_not_of(" \t"));
        const std::string path(item.substr(equals + 1));
        if (auto checked = checkFile(path); !checked) return checked;
        const std::string text = "ATTACH " + sql::quoteString(path) + " AS " + SqliteDialect().quote(name);
        if (auto done = execute(text, token); !done) return done;
    }
    return {};
}

Result<void> Session::execute(const std::string& text, const CancelToken& token) {
    auto statement = prepare(text);
    if (!statement) return fail(statement.error());
    beginStatement();
    auto stepped = step(statement->get(), token);
    if (!stepped) return fail(stepped.error());
    return {};
}

Result<StatementPtr> Session::prepare(std::string_view text) {
    sqlite3_stmt* raw = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v2(handle(), text.data(), static_cast<int>(text.size()), &raw, &tail);
    StatementPtr statement(raw);
    if (code != SQLITE_OK) return fail(lastError(handle(), code, text));
    if (!statement) return fail(ErrorCode::Syntax, "There is no statement to run");
    const std::string_view rest(tail, static_cast<size_t>(text.data() + text.size() - tail));
    if (rest.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
        sqlite3_stmt* second = nullptr;
        sqlite3_prepare_v2(handle(), rest.data(), static_cast<int>(rest.size()), &second, nullptr);
        if (StatementPtr(second)) {
            return fail(ErrorCode::InvalidArgument, "The text holds more than one statement",
                        "Run the statements one by one.");
        }
    }
    return statement;
}

Result<bool> Session::step(sqlite3_stmt* statement, const CancelToken& token) {
    m_token = &token;
    const int code = sqlite3_step(statement);
    m_token = nullptr;
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return fail(stepError(handle(), code, token, m_timedOut));
}

void Session::beginStatement() {
    m_timedOut = false;
    m_deadline =
        m_statementTimeout.count() > 0 ? Clock::now() + m_statementTimeout : Clock::time_point::max();
}

bool Session::mustStop() {
    if (m_token && m_token->isCancelled()) return true;
    if (m_deadline != Clock::time_point::max() && Clock::now() > m_deadline) m_timedOut = true;
    return m_timedOut;
}

int Session::onProgress(void* self) {
    return static_cast<Session*>(self)->mustStop() ? 1 : 0;
}

int Session::onBusy(void* self, int count) {
    auto& session = *static_cast<Session*>(self);
    if (count == 0) session.m_busySince = Clock::now();
    if (session.mustStop() || Clock::now() - session.m_busySince > session.m_busyTimeout) return 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return 1;
}

}  // namespace tributary::connectors::sqlite
