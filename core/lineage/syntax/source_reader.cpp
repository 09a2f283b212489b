// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/lineage/syntax/query_reader.h"
#include "core/lineage/syntax/table_functions.h"

namespace tributary::lineage {
namespace {

using K = Keyword;

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return out;
}

bool isFileFormat(std::string_view word) {
    const std::string name = upper(word);
    return name == "PARQUET" || name == "JSON" || name == "CSV" || name == "ORC" || name == "DELTA" ||
           name == "TEXT" || name == "AVRO" || name == "BINARYFILE" || name == "ICEBERG" || name == "XML";
}

/// T-SQL's OPTION (…) behind a query.
bool isOption(const TokenStream& tokens, size_t at) {
    return tokens.traits().dialect == SqlDialect::TSql && tokens.isOp(at + 1, "(") &&
           upper(tokens.raw(at)) == "OPTION";
}

}  // namespace

/// May the name at `at` be an alias without AS?
bool QueryReader::mayBeAlias(size_t at, size_t end) const {
    if (at >= end || !m_tokens.isName(at)) return false;
    if (m_tokens[at].kind == TokenKind::Quoted) return true;
    if (isClauseWord(at, end)) return false;
    if (isOption(m_tokens, at)) return false;
    switch (m_tokens[at].keyword) {
        case K::On:
        case K::Using:
        case K::Join:
        case K::Inner:
        case K::Left:
        case K::Right:
        case K::Full:
        case K::Outer:
        case K::Cross:
        case K::Natural:
        case K::Semi:
        case K::Anti:
        case K::Asof:
        case K::StraightJoin:
        case K::Lateral:
        case K::Pivot:
        case K::Unpivot:
        case K::Tablesample:
        case K::Where:
        case K::Set:
        case K::When:
        case K::Values:
        case K::Select:
        case K::Insert:
        case K::MatchRecognize:
        case K::Union:
        case K::Except:
        case K::Minus:
        case K::Intersect:
        case K::With:
        case K::As:
        case K::End:
        case K::Then:
        case K::Loop:
        case K::Fetch:
        case K::Prewhere:
        case K::Limit:
        case K::Order:
        case K::Group:
        case K::Having:
        case K::Window:
        case K::Connect:
            return false;
        case K::Sample:
        case K::Final:
            return m_tokens.traits().dialect != SqlDialect::ClickHouse && !m_tokens.isOp(at + 1, "(");
        case K::Update:
        case K::Delete:
        case K::Begin:
        case K::If:
            return !m_tokens.traits().newStatementByKeyword;
        case K::Use:
        case K::Force:
        case K::Ignore:
            return m_tokens.traits().dialect != SqlDialect::MySql;
        case K::Array:
        case K::Global:
        case K::Any:
            return m_tokens.traits().dialect != SqlDialect::ClickHouse;
        case K::Partition:
        case K::At:
        case K::Before:
        case K::Changes:
            return !m_tokens.isOp(at + 1, "(");
        case K::Version:
        case K::Timestamp:
        case K::SystemTime:
            return !m_tokens.is(at + 1, K::As);
        case K::Apply:
            return false;
        default:
            return true;
    }
}

void QueryReader::readSources(std::vector<Source>& out, size_t& at, size_t end) {
    bool expect = true;
    while (at < end) {
        const size_t before = at;
        if (m_tokens.isOp(at, ",")) {
            ++at;
            expect = true;
            continue;
        }
        Source source;
        if (readLateralView(source, at, end)) {
            out.push_back(std::move(source));
            continue;
        }
        if (readArrayJoin(out, at, end)) continue;
        if (readJoin(source, at, end)) {
            if (readSource(source, at, end)) {
                out.push_back(std::move(source));
                expect = false;
            }
            continue;
        }
        if (!expect && (m_tokens.is(at, K::On) || m_tokens.is(at, K::Using)) && !out.empty() &&
            !m_tokens.is(at + 1, K::Conflict) && !m_tokens.is(at + 1, K::Duplicate)) {
            if (m_tokens.is(at, K::Using)) {
                if (!m_tokens.isOp(at + 1, "(")) {
                    // ClickHouse: USING a, b
                    if (m_tokens.traits().dialect != SqlDialect::ClickHouse) return;
                    for (++at; at < end && m_tokens.isName(at) && !isClauseWord(at, end);) {
                        out.back().usingColumns.push_back(m_tokens.name(at++));
                        if (!m_tokens.isOp(at, ",")) break;
                        ++at;
                    }
                    continue;
                }
                out.back().usingColumns = readNames(at + 1);
                at = std::min(closing(at + 1, end) + 1, end);
                if (m_tokens.is(at, K::As) && m_tokens.isName(at + 1)) at += 2;
                continue;
            }
            // Up to the next join or clause.
            size_t stop = at + 1;
            size_t cases = 0;
            while (stop < end) {
                const K k = m_tokens[stop].keyword;
                if (k == K::Case) ++cases;
                if (k == K::End && cases > 0) {
                    --cases;
                    ++stop;
                    continue;
                }
                if (cases == 0 &&
                    (isClauseWord(stop, end) || m_tokens.isOp(stop, ",") || k == K::End || k == K::Join ||
                     k == K::Cross || k == K::Natural || k == K::On || k == K::When || k == K::Set ||
                     ((k == K::Inner || k == K::Left || k == K::Right || k == K::Full) &&
                      !m_tokens.isOp(stop + 1, "(") && !m_tokens.isOp(stop + 1, ".")) ||
                     (k == K::Outer && m_tokens.is(stop + 1, K::Apply)) || k == K::Asof ||
                     k == K::StraightJoin || (k == K::Lateral && m_tokens.is(stop + 1, K::View)))) {
                    break;
                }
                stop = m_tokens[stop].match != 0 ? closing(stop, end) + 1 : stop + 1;
            }
            stop = std::min(stop, end);
            out.back().on = readExpression(at + 1, stop);
            at = stop;
            continue;
        }
        if (!expect) return;
        if (!readSource(source, at, end)) return;
        out.push_back(std::move(source));
        expect = false;
        if (at <= before) return;
    }
}

/// [NATURAL] [LEFT] [SEMI] … JOIN, CROSS APPLY: steps over it and notes what it says.
bool QueryReader::readJoin(Source& source, size_t& at, size_t end) {
    size_t i = at;
    bool natural = false;
    bool hidden = false;
    auto keeps = Source::Keeps::Matches;
    for (; i < end && i < at + 7; ++i) {
        const K keyword = m_tokens[i].keyword;
        if (keyword == K::Left) keeps = Source::Keeps::Left;
        if (keyword == K::Right) keeps = Source::Keeps::Right;
        if (keyword == K::Full) keeps = Source::Keeps::Both;
        switch (keyword) {
            case K::Natural:
                natural = true;
                continue;
            case K::Semi:
            case K::Anti:
                hidden = true;
                continue;
            case K::Left:
            case K::Right:
            case K::Full:
            case K::Inner:
            case K::Outer:
            case K::Cross:
            case K::Asof:
            case K::Any:
            case K::All:
            case K::Global:
                continue;
            case K::Join:
            case K::StraightJoin:
            case K::Apply:
                at = i + 1;
                if (m_tokens.isOp(at, "[")) at = std::min(closing(at, end) + 1, end);  // [SHUFFLE]
                source.natural = natural;
                source.hidden = hidden;
                source.keeps = keeps;
                source.joined = true;
                return true;
            default:
                return false;
        }
    }
    return false;
}

bool QueryReader::readLateralView(Source& source, size_t& at, size_t end) {
    if (!m_tokens.is(at, K::Lateral) || !m_tokens.is(at + 1, K::View)) return false;
    at += 2;
    if (m_tokens.is(at, K::Outer)) ++at;
    source.kind = Source::Kind::View;
    source.name = readName(at, end);
    if (m_tokens.isOp(at, "(")) {
        const size_t close = closing(at, end);
        source.arguments = readList(at + 1, close);
        at = std::min(close + 1, end);
    }
    if (m_tokens.isName(at) && !m_tokens.is(at, K::As) && mayBeAlias(at, end))
        source.alias = m_tokens.name(at++);
    if (m_tokens.is(at, K::As)) {
        ++at;
        if (m_tokens.isOp(at, "(")) {
            source.columnAliases = readNames(at);
            at = std::min(closing(at, end) + 1, end);
        }
        while (at < end && m_tokens.isName(at)) {
            source.columnAliases.push_back(m_tokens.name(at++));
            if (!m_tokens.isOp(at, ",") || !m_tokens.isName(at + 1)) break;
            ++at;
        }
    }
    return true;
}

/// ClickHouse: [LEFT] ARRAY JOIN a AS x, b.
bool QueryReader::readArrayJoin(std::vector<Source>& out, size_t& at, size_t end) {
    size_t i = at;
    if (m_tokens.is(i, K::Left)) ++i;
    if (!m_tokens.is(i, K::Array) || !m_tokens.is(i + 1, K::Join)) return false;
    const size_t stop = clauseEnd(i + 2, end);
    for (const auto& [first, last] : splitCommas(i + 2, stop)) {
        Source source;
        source.kind = Source::Kind::Unnest;
        std::vector<std::string> alias;
        source.arguments.push_back(readExpression(first, last, &alias));
        source.columnAliases.push_back(alias.empty() ? source.arguments.back().name : alias.front());
        out.push_back(std::move(source));
    }
    at = stop;
    return true;
}

bool QueryReader::readBracketSource(Source& source, size_t& at, size_t end) {
    const size_t close = closing(at, end);
    // Brackets around brackets are looked through; a depth beyond the limit is not followed.
    size_t open = at;
    while (m_tokens.isOp(open + 1, "(") && m_tokens[open + 1].match + 1 == m_tokens[open].match) ++open;
    size_t inner = open + 1;
    const size_t innerEnd = closing(open, end);
    if (m_depth >= m_maxDepth) {
        at = std::min(close + 1, end);
        return true;
    }
    // (SELECT …) and ((SELECT …) UNION …), but ((SELECT …) a JOIN b) is a group.
    bool query = startsQuery(inner, innerEnd);
    if (query && m_tokens.isOp(inner, "(")) {
        const size_t after = closing(inner, innerEnd) + 1;
        const K next = m_tokens[after].keyword;
        query = after >= innerEnd || next == K::Union || next == K::Except || next == K::Intersect ||
                next == K::Minus || next == K::Order || next == K::Limit;
        if (next == K::Left || next == K::Full || next == K::Inner) {
            query = m_tokens.is(after + 1, K::Union) || m_tokens.is(after + 2, K::Union);
        }
    }
    if (query) {
        source.kind = Source::Kind::Query;
        source.query = readQuery(inner, innerEnd);
    } else {
        source.kind = Source::Kind::Group;
        ++m_depth;
        readSources(source.group, inner, innerEnd);
        --m_depth;
    }
    at = std::min(close + 1, end);
    return true;
}

/// '@stage/path', 's3://…', parquet.`dir`.
void QueryReader::readPath(Source& source, size_t& at, size_t end) {
    source.path = true;
    std::string path;
    if (m_tokens[at].kind == TokenKind::String) {
        path = m_tokens.literal(at++);
    } else {
        size_t last = at;
        while (at < end && (at == last || m_tokens[at].begin == m_tokens[at - 1].end) &&
               !m_tokens.isOp(at, ")") && !m_tokens.isOp(at, ",") && !m_tokens.isOp(at, "(") &&
               m_tokens[at].kind != TokenKind::Separator) {
            path += m_tokens.raw(at);
            ++at;
        }
    }
    source.name = {path};
}

void QueryReader::readOrdinality(Source& source, size_t& at, size_t end) {
    if (!m_tokens.is(at, K::With)) return;
    if (m_tokens.is(at + 1, K::Ordinality)) {
        source.ordinality = "?";
        at += 2;
    } else if (m_tokens.is(at + 1, K::Offset)) {
        at += 2;
        source.ordinality = "offset";
        if (m_tokens.is(at, K::As)) ++at;
        if (mayBeAlias(at, end)) source.ordinality = m_tokens.name(at++);
    }
}

void QueryReader::readNamedSource(Source& source, size_t& at, size_t end) {
    const size_t start = at;
    source.name = readName(at, end, &source.unknownName);
    const bool quoted = m_tokens[start].kind == TokenKind::Quoted;
    if (source.name.size() == 2 && m_tokens[start + 2].kind == TokenKind::Quoted && !quoted &&
        isFileFormat(source.name[0]) && m_tokens.traits().dialect == SqlDialect::Spark) {
        source.path = true;
        source.name.erase(source.name.begin());
        return;
    }
    if (m_tokens.isOp(at, "@") || (m_tokens[at].kind == TokenKind::Parameter && m_tokens.raw(at)[0] == '@' &&
                                   m_tokens.traits().dialect == SqlDialect::Oracle)) {
        at += m_tokens.isOp(at, "@") ? 2 : 1;  // a database link
        return;
    }
    if (!m_tokens.isOp(at, "(") || source.unknownName || source.name.empty()) return;
    const std::string function = upper(source.name.back());
    const size_t close = closing(at, end);
    const std::string inner = upper(m_tokens.raw(at + 1));
    if (inner == "NOLOCK" || inner == "READUNCOMMITTED" || inner == "NOWAIT" || inner == "UPDLOCK" ||
        inner == "INDEX" || inner == "READPAST" || inner == "TABLOCK" || inner == "HOLDLOCK") {
        at = std::min(close + 1, end);
        return;
    }
    if (function == "SEMANTIC_VIEW") {
        size_t i = at + 1;
        source.name = readName(i, close);
        at = std::min(close + 1, end);
        return;
    }
    if (function == "TABLE" && m_tokens[at + 1].kind == TokenKind::String && at + 2 == close) {
        const TokenStream text(m_tokens.literal(at + 1), m_tokens.traits());
        size_t i = 0;
        source.name = QueryReader(text, 1).readName(i, text.size());
        at = std::min(close + 1, end);
        return;
    }
    if (readFiles(source, function, at, close)) {
        at = std::min(close + 1, end);
        return;
    }
    source.kind =
        function == "UNNEST" || function == "FLATTEN" ? Source::Kind::Unnest : Source::Kind::Function;
    const bool stream = function == "STREAM" && m_tokens.traits().dialect == SqlDialect::Spark;
    if ((function == "TABLE" || stream) && m_tokens.isName(at + 1)) {
        // TABLE(f(…)), TABLE(name), STREAM(name).
        size_t i = at + 1;
        Source wrapped;
        readNamedSource(wrapped, i, close);
        if (i >= close) {
            source.kind = wrapped.kind;
            source.name = std::move(wrapped.name);
            source.path = wrapped.path;
            source.call = std::move(wrapped.call);
            source.arguments = std::move(wrapped.arguments);
            at = std::min(close + 1, end);
            return;
        }
    }
    if (source.kind == Source::Kind::Function) source.call = callText(m_tokens, start, close + 1);
    source.arguments = readList(at + 1, close);
    at = std::min(close + 1, end);
}

/// read_csv('f'), read_parquet(['a', 'b']), url('…'): the source is the files, if their paths are constant.
bool QueryReader::readFiles(Source& source, std::string_view function, size_t open, size_t close) {
    const auto argument = fileArgument(function, m_tokens.traits().dialect);
    if (!argument) return false;
    const auto arguments = splitCommas(open + 1, close);
    if (arguments.size() <= *argument) return false;
    auto paths = filePaths(m_tokens, function, arguments[*argument].first, arguments[*argument].second);
    if (paths.empty()) return false;
    source.path = true;
    source.name = std::move(paths);
    return true;
}

/// Databricks: FROM STREAM t, STREAM read_files(…): the same rows, as they come.
bool QueryReader::isStream(size_t at) const {
    if (m_tokens.traits().dialect != SqlDialect::Spark || !m_tokens.is(at, K::Stream)) return false;
    return m_tokens.isName(at + 1) && (mayBeAlias(at + 1, m_tokens.size()) || m_tokens.isOp(at + 2, "."));
}

bool QueryReader::readSource(Source& source, size_t& at, size_t end) {
    while (m_tokens.is(at, K::Lateral) ||
           (m_tokens.is(at, K::Only) && (m_tokens.isName(at + 1) || m_tokens.isOp(at + 1, "("))) ||
           (m_tokens.is(at, K::Table) && m_tokens.isName(at + 1)) || isStream(at)) {
        ++at;
    }
    if (at >= end) return false;
    if (m_tokens.is(at, K::Rows) && m_tokens.is(at + 1, K::From) && m_tokens.isOp(at + 2, "(")) {
        source.kind = Source::Kind::Function;  // PostgreSQL: ROWS FROM (f(…), g(…))
        source.name = {"rows"};
        source.arguments = readList(at + 3, closing(at + 2, end));
        at = std::min(closing(at + 2, end) + 1, end);
    } else if (m_tokens.isOp(at, "(")) {
        readBracketSource(source, at, end);
    } else if (m_tokens.is(at, K::Values)) {
        source.kind = Source::Kind::Query;
        // ClickHouse: VALUES('a Int', (1), …) is a function.
        source.query = readValues(at, end);
    } else if (m_tokens[at].kind == TokenKind::String ||
               (m_tokens[at].kind == TokenKind::Parameter && m_tokens.raw(at)[0] == '@' &&
                m_tokens.traits().stages) ||
               (m_tokens.isOp(at, "@") && at + 1 < end)) {
        readPath(source, at, end);
        if (m_tokens.isOp(at, "(")) at = std::min(closing(at, end) + 1, end);
    } else if ((m_tokens.isName(at) && !(m_tokens[at].kind == TokenKind::Word && isClauseWord(at, end))) ||
               m_tokens[at].kind == TokenKind::Parameter || m_tokens[at].kind == TokenKind::Number) {
        if (m_tokens[at].kind == TokenKind::Number) {
            source.name = {std::string(m_tokens.raw(at++))};
        } else {
            const bool variable = m_tokens[at].kind == TokenKind::Parameter;
            readNamedSource(source, at, end);
            if (source.name.empty() && variable && !source.unknownName) {
                source.unknownName = true;
                ++at;
            }
        }
        if (source.name.empty() && !source.unknownName) return false;
    } else {
        return false;
    }
    skipSourceExtras(at, end);
    readOrdinality(source, at, end);
    readAlias(source, at, end);
    skipSourceExtras(at, end);
    readOrdinality(source, at, end);
    if (!source.call.empty()) nameCall(source);
    while (readPivot(source, at, end) || readMatch(source, at, end)) {
        skipSourceExtras(at, end);
    }
    return true;
}

/// A call's columns are what its alias lists, so the alias is part of its name.
void QueryReader::nameCall(Source& source) const {
    const std::string function = source.name.empty() ? std::string() : upper(source.name.back());
    const auto only = onlyColumn(function, m_tokens.traits().dialect);
    if (source.columnAliases.empty() && !only.empty()) source.columnAliases.emplace_back(only);
    if (source.alias.empty()) return;
    source.call += " AS " + source.alias;
    for (size_t i = 0; i < source.columnAliases.size(); ++i) {
        source.call += (i == 0 ? "(" : ", ") + source.columnAliases[i];
    }
    if (!source.columnAliases.empty()) source.call += ")";
}

void QueryReader::readAlias(Source& source, size_t& at, size_t end) {
    bool as = m_tokens.is(at, K::As);
    if (as && !m_tokens.isName(at + 1) && !m_tokens.isOp(at + 1, "(") &&
        m_tokens[at + 1].kind != TokenKind::String) {
        as = false;
    }
    if (as) ++at;
    if (as ? m_tokens.isName(at) || m_tokens[at].kind == TokenKind::String : mayBeAlias(at, end)) {
        source.alias = m_tokens[at].kind == TokenKind::String ? m_tokens.literal(at) : m_tokens.name(at);
        ++at;
    }
    if (m_tokens.isOp(at, "(") && at < end && (as || !source.alias.empty()) && !startsQuery(at + 1, end)) {
        source.columnAliases = readNames(at);
        at = std::min(closing(at, end) + 1, end);
    }
}

/// Samples, hints, time travel, partitions: nothing for lineage.
void QueryReader::skipSourceExtras(size_t& at, size_t end) {
    while (at < end) {
        const size_t next = at + 1;
        switch (m_tokens[at].keyword) {
            case K::Tablesample:
            case K::Sample:
                at = next;
                while (at < end &&
                       (m_tokens.isName(at) && !m_tokens.isOp(at + 1, "(") && !m_tokens.is(at, K::As) &&
                        !m_tokens.is(at, K::Where) && !isClauseWord(at, end) && mayBeAlias(at, end) &&
                        m_tokens.isOp(at + 1, "("))) {
                    ++at;
                }
                if (m_tokens.isName(at) && m_tokens.isOp(at + 1, "(")) ++at;
                if (m_tokens[at].kind == TokenKind::Number) ++at;
                if (m_tokens.isOp(at, "(")) at = std::min(closing(at, end) + 1, end);
                if (m_tokens.is(at, K::Repeatable) && m_tokens.isOp(at + 1, "(")) {
                    at = std::min(closing(at + 1, end) + 1, end);
                }
                continue;
            case K::Final:
                if (m_tokens.traits().dialect != SqlDialect::ClickHouse) return;
                at = next;
                continue;
            case K::With:
            case K::At:
            case K::Before:
            case K::Partition:
            case K::Subpartition:
            case K::Changes:
                if (!m_tokens.isOp(next, "(")) return;
                at = std::min(closing(next, end) + 1, end);
                continue;
            case K::Use:
            case K::Force:
            case K::Ignore:
                if (!m_tokens.is(next, K::Index) && !m_tokens.is(next, K::Key)) return;
                at = next + 1;
                while (at < end && !m_tokens.isOp(at, "(")) ++at;
                at = std::min(closing(at, end) + 1, end);
                continue;
            case K::For:
            case K::Version:
            case K::Timestamp: {
                // FOR SYSTEM_TIME AS OF x, VERSION AS OF x
                size_t i = m_tokens.is(at, K::For) ? next : at;
                const K what = m_tokens[i].keyword;
                if (what != K::SystemTime && what != K::Version && what != K::Timestamp) return;
                ++i;
                if (m_tokens.is(i, K::As)) i += 2;
                while (i < end && !isClauseWord(i, end) && !m_tokens.isOp(i, ",") && !m_tokens.is(i, K::As) &&
                       (mayBeAlias(i, end)
                            ? m_tokens.isOp(i + 1, "(") || m_tokens[i + 1].kind == TokenKind::String
                            : !m_tokens.isName(i))) {
                    i = m_tokens[i].match != 0 ? closing(i, end) + 1 : i + 1;
                }
                at = std::min(i, end);
                continue;
            }
            default:
                return;
        }
    }
}

}  // namespace tributary::lineage
