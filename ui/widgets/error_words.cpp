// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/error_words.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>

namespace tributary::ui {
namespace {

/// What core and connectors say most often, word for word; %1 … stand for what differs. A test looks each of
/// them up in the sources, so that none is left behind when a text is changed there.
constexpr const char* kOwnTexts[] = {
    QT_TRANSLATE_NOOP("Error", "The statement ran longer than its time limit and was stopped"),
    QT_TRANSLATE_NOOP("Error", "Raise the time limit, or narrow the query with a filter or LIMIT."),
    QT_TRANSLATE_NOOP("Error", "The statement was cancelled"),
    QT_TRANSLATE_NOOP("Error", "The statement was interrupted"),
    QT_TRANSLATE_NOOP("Error", "The statement ran longer than the connection's statement timeout"),
    QT_TRANSLATE_NOOP("Error", "Raise the statement timeout, or ask for less."),
    QT_TRANSLATE_NOOP("Error", "Raise the statement timeout of the connection, or narrow the query."),
    QT_TRANSLATE_NOOP("Error", "Narrow the query, or raise the statement timeout of the connection."),
    QT_TRANSLATE_NOOP("Error", "%1 sent nothing for %2"),
    QT_TRANSLATE_NOOP("Error", "Narrow the query, or raise the time limit of the connection."),
    QT_TRANSLATE_NOOP("Error", "This is more than one statement"),
    QT_TRANSLATE_NOOP("Error", "Run them one by one."),
    QT_TRANSLATE_NOOP("Error", "There is no statement to run"),
    QT_TRANSLATE_NOOP("Error", "Write one, or choose another text."),
    QT_TRANSLATE_NOOP("Error", "The text holds more than one statement"),
    QT_TRANSLATE_NOOP("Error", "Run the statements one by one."),
    QT_TRANSLATE_NOOP("Error", "The statement has a parameter without a value: %1"),
    QT_TRANSLATE_NOOP("Error", "Give every $name a value (on the command line: --param name=value)."),
    QT_TRANSLATE_NOOP("Error", "Another statement has begun in this session, which ended this one"),
    QT_TRANSLATE_NOOP("Error", "Read a result to its end first, or use a session of its own."),
    QT_TRANSLATE_NOOP("Error", "Narrow the query, or raise the memory limit."),
    QT_TRANSLATE_NOOP("Error",
                      "There is no connection of that name: the list of connections shows those there are "
                      "(on the command line: tributary connection list)."),
    QT_TRANSLATE_NOOP("Error",
                      "A table of a connection is written connection.schema.table (on the command line, "
                      "tributary schema lists them)."),
    QT_TRANSLATE_NOOP("Error", "There is no connection '%1'"),
    QT_TRANSLATE_NOOP("Error", "There is no connection called '%1'"),
    QT_TRANSLATE_NOOP("Error", "There is no schema '%1' in connection '%2'"),
    QT_TRANSLATE_NOOP("Error", "There is no table '%1' in database '%2'"),
    QT_TRANSLATE_NOOP("Error", "There is no table or view '%1' in '%2'"),
    QT_TRANSLATE_NOOP("Error", "Refresh the schema; it may have been renamed or dropped."),
    QT_TRANSLATE_NOOP("Error", "The columns have changed since they were last looked at"),
    QT_TRANSLATE_NOOP("Error", "Refresh the connection and run the statement again."),
    QT_TRANSLATE_NOOP("Error", "The columns have changed in the server since they were read"),
    QT_TRANSLATE_NOOP("Error", "Refresh the schema of the connection and run the statement again."),
    QT_TRANSLATE_NOOP("Error",
                      "Check the spelling; on many servers upper and lower case differ in table names."),
    QT_TRANSLATE_NOOP("Error", "Check the column's name, or quote text with single quotes."),
    QT_TRANSLATE_NOOP("Error", "Check the column's name: ClickHouse distinguishes upper and lower case."),
    QT_TRANSLATE_NOOP("Error", "Check database and table name; refresh the schema if it changed."),
    QT_TRANSLATE_NOOP("Error", "Check the name of the database."),
    QT_TRANSLATE_NOOP("Error", "Check the name of the schema."),
    QT_TRANSLATE_NOOP("Error", "Correct the statement at the marked place."),
    QT_TRANSLATE_NOOP("Error", "Nothing listens on %1 (connection refused)"),
    QT_TRANSLATE_NOOP("Error", "Check that the server runs, and check host and port."),
    QT_TRANSLATE_NOOP("Error", "There is no network route to %1"),
    QT_TRANSLATE_NOOP("Error", "Check the network, a VPN, and the host name."),
    QT_TRANSLATE_NOOP("Error", "Cannot connect to %1: %2"),
    QT_TRANSLATE_NOOP("Error", "Cannot connect to %1"),
    QT_TRANSLATE_NOOP("Error", "Check that the server runs, and check host, port and firewall."),
    QT_TRANSLATE_NOOP("Error", "The host '%1' is not known"),
    QT_TRANSLATE_NOOP("Error",
                      "Check the spelling of the host, and that this machine's name service is reachable."),
    QT_TRANSLATE_NOOP("Error", "%1 did not answer within %2"),
    QT_TRANSLATE_NOOP("Error", "Check host, port and firewall, or raise the connect timeout."),
    QT_TRANSLATE_NOOP("Error", "The server did not answer within the connect timeout"),
    QT_TRANSLATE_NOOP("Error",
                      "Check host and port, that the server is running, and that no firewall is in between."),
    QT_TRANSLATE_NOOP(
        "Error",
        "Check host and port, whether the server runs, and whether a firewall lets this machine through."),
    QT_TRANSLATE_NOOP("Error", "Check that the server is running and can be reached."),
    QT_TRANSLATE_NOOP("Error", "No working connection to %1: %2"),
    QT_TRANSLATE_NOOP("Error", "%1 closed the connection before its answer was complete"),
    QT_TRANSLATE_NOOP("Error", "%1 closed the connection without an answer"),
    QT_TRANSLATE_NOOP("Error", "See the server's log for why; then try again."),
    QT_TRANSLATE_NOOP("Error", "%1 does not answer in HTTP"),
    QT_TRANSLATE_NOOP("Error", "Check the port: it may belong to another protocol, or need TLS."),
    QT_TRANSLATE_NOOP("Error", "The TLS certificate of %1 is not trusted: %2"),
    QT_TRANSLATE_NOOP(
        "Error",
        "Give the certificate authority's file, or check that the host name is the one in the certificate."),
    QT_TRANSLATE_NOOP("Error", "No TLS connection could be made with %1: %2"),
    QT_TRANSLATE_NOOP("Error",
                      "Check whether this port speaks TLS at all, and which TLS versions the server allows."),
    QT_TRANSLATE_NOOP("Error", "The server at %1 refused user '%2': %3"),
    QT_TRANSLATE_NOOP("Error", "The server refused the credentials: %1"),
    QT_TRANSLATE_NOOP("Error", "Check user and password, or the token, in the connection's settings."),
    QT_TRANSLATE_NOOP(
        "Error",
        "Check the user name and the password, and that pg_hba.conf on the server admits this client."),
    QT_TRANSLATE_NOOP(
        "Error",
        "Check user and password; an account belongs to a host in MySQL: 'user'@'this machine' must exist."),
    QT_TRANSLATE_NOOP("Error", "Check user name and password of the connection."),
    QT_TRANSLATE_NOOP("Error", "The server does not allow this: %1"),
    QT_TRANSLATE_NOOP("Error", "Ask the server's administrator to grant this user or token access."),
    QT_TRANSLATE_NOOP("Error", "Ask the owner for the privilege (GRANT), or use another user."),
    QT_TRANSLATE_NOOP("Error", "Ask for the privilege (GRANT …), or connect as another user."),
    QT_TRANSLATE_NOOP("Error", "Ask the administrator of the server for the missing grant."),
    QT_TRANSLATE_NOOP("Error", "The connection is read-only and this statement may change something"),
    QT_TRANSLATE_NOOP("Error", "Switch the connection's read-only off to run it."),
    QT_TRANSLATE_NOOP(
        "Error",
        "This connection is read-only. Switch that off in the connection's settings if you mean to write."),
    QT_TRANSLATE_NOOP("Error", "This connection is read-only; the statement would lift that"),
    QT_TRANSLATE_NOOP("Error", "Switch 'read-only' off in the connection's settings if you mean to write."),
    QT_TRANSLATE_NOOP("Error",
                      "The connection is read only. Switch 'Read only' off in its settings to change data."),
    QT_TRANSLATE_NOOP("Error", "The session is read-only; use a connection that may write."),
    QT_TRANSLATE_NOOP("Error",
                      "The federation only reads from '%1'. Choose the connection as the target to run this "
                      "statement on the server itself."),
    QT_TRANSLATE_NOOP("Error", "The secret '%1' of connection '%2' is not in the %3 secret store"),
    QT_TRANSLATE_NOOP("Error", "Enter it again in the connection's settings."),
    QT_TRANSLATE_NOOP("Error", "The password of the sealed secrets is wrong"),
    QT_TRANSLATE_NOOP("Error", "Try again; there is no way to read the secrets without it."),
    QT_TRANSLATE_NOOP("Error", "There is no file '%1'"),
    QT_TRANSLATE_NOOP("Error", "Check the path. A database is never created by connecting to it."),
    QT_TRANSLATE_NOOP("Error", "'%1' is a folder"),
    QT_TRANSLATE_NOOP("Error", "Choose the database file in it."),
    QT_TRANSLATE_NOOP("Error", "'%1' cannot be read"),
    QT_TRANSLATE_NOOP("Error", "Check the file's permissions."),
    QT_TRANSLATE_NOOP("Error", "'%1' is not a DuckDB database"),
    QT_TRANSLATE_NOOP("Error", "The file is something else, or an encrypted or damaged database."),
    QT_TRANSLATE_NOOP("Error", "'%1' cannot be read: %2"),
    QT_TRANSLATE_NOOP("Error",
                      "Check that the file is what its name says, or set the connection's CSV options."),
    QT_TRANSLATE_NOOP("Error", "There is no workspace '%1'"),
    QT_TRANSLATE_NOOP("Error", "The workspace '%1' is not a database"),
    QT_TRANSLATE_NOOP("Error", "Check that the folder exists and that you may write to it."),
    QT_TRANSLATE_NOOP("Error", "No temporary folder can be made as %1"),
    QT_TRANSLATE_NOOP("Error", "Check TMPDIR and its free space."),
    QT_TRANSLATE_NOOP("Error", "The result could not be kept: %1"),
    QT_TRANSLATE_NOOP("Error", "Free memory or disk space, or narrow the query."),
    QT_TRANSLATE_NOOP("Error", "Another window has taken over this tab"),
    QT_TRANSLATE_NOOP("Error", "Its text is kept in both windows."),
    QT_TRANSLATE_NOOP("Error", "Choose another name."),
    QT_TRANSLATE_NOOP("Error", "A connection '%1' is there already"),
    QT_TRANSLATE_NOOP("Error", "There is a connection called '%1' already"),
    QT_TRANSLATE_NOOP("Error", "Choose another name, or remove the other connection first."),
    QT_TRANSLATE_NOOP(
        "Error",
        "This is a defect of the program: please report it with the statement. Reopen the workspace now."),
};

/// What DuckDB says of statements; a test lets it.
constexpr const char* kEngineTexts[] = {
    QT_TRANSLATE_NOOP("Error", "Table with name %1 does not exist!\nDid you mean \"%2\"?"),
    QT_TRANSLATE_NOOP("Error", "Table with name %1 does not exist!"),
    QT_TRANSLATE_NOOP("Error", "Referenced column \"%1\" not found in FROM clause!\nCandidate bindings: %2"),
    QT_TRANSLATE_NOOP("Error", "Referenced column \"%1\" not found in FROM clause!"),
    QT_TRANSLATE_NOOP("Error", "Catalog \"%1\" does not exist!"),
    QT_TRANSLATE_NOOP("Error", "syntax error at or near \"%1\""),
    QT_TRANSLATE_NOOP("Error", "syntax error at end of input"),
};

QString filledIn(QString text, const QRegularExpressionMatch& found) {
    // From the last place on: what is put in may itself look like a place.
    for (int at = text.lastIndexOf(QLatin1Char('%')); at >= 0;
         at = at == 0 ? -1 : text.lastIndexOf(QLatin1Char('%'), at - 1)) {
        const int number = text.mid(at + 1, 1).toInt();
        if (number > 0) text.replace(at, 2, errorWords(found.captured(number)));
    }
    return text;
}

/// Empty: `said` is something else.
QString translated(const char* known, const QString& said) {
    const QString source = QString::fromUtf8(known);
    const int place = source.indexOf(QLatin1Char('%'));
    if (place < 0) return said == source ? QCoreApplication::translate("Error", known) : QString();
    if (!said.startsWith(source.left(place))) return {};
    static const QRegularExpression places(QStringLiteral("%[1-9]"));
    const QStringList parts = source.split(places);
    QStringList escaped;
    for (const QString& part : parts) escaped << QRegularExpression::escape(part);
    const QRegularExpression pattern(
        QRegularExpression::anchoredPattern(escaped.join(QLatin1String("(.+?)"))),
        QRegularExpression::DotMatchesEverythingOption);
    const auto found = pattern.match(said);
    return found.hasMatch() ? filledIn(QCoreApplication::translate("Error", known), found) : QString();
}

}  // namespace

QString errorWords(const QString& said) {
    for (const char* known : kOwnTexts) {
        if (const QString text = translated(known, said); !text.isEmpty()) return text;
    }
    for (const char* known : kEngineTexts) {
        if (const QString text = translated(known, said); !text.isEmpty()) return text;
    }
    return said;
}

QStringList knownErrorTexts() {
    QStringList out;
    for (const char* known : kOwnTexts) out << QString::fromUtf8(known);
    return out;
}

}  // namespace tributary::ui
