// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/clickhouse/native_reader.h"

#include <algorithm>
#include <new>

#include "connectors/clickhouse/errors.h"

namespace tributary::connectors::clickhouse {
namespace {

constexpr uint64_t kMaxColumns = 100'000;
constexpr uint64_t kMaxRows = 1ULL << 32;
constexpr size_t kMaxName = 1u << 20;
constexpr size_t kMaxException = 64u << 10;

Error notNative() {
    return Error(ErrorCode::Corrupt, "The server's answer is not in the Native format",
                 "If the statement names a FORMAT, leave it out; else check that no proxy changes the data.");
}

Error ofColumn(const sql::Column& column, Error error) {
    if (error.code == ErrorCode::Data || error.code == ErrorCode::Unsupported) {
        error.message = "Column '" + column.name + "' (" + column.nativeType + "): " + error.message;
    }
    return error;
}

}  // namespace

Result<bool> NativeReader::begin() {
    auto more = nextBlock();
    m_begun = more && *more;
    return more;
}

Result<bool> NativeReader::next(duckdb::DataChunk& chunk) {
    while (m_at == m_rows) {
        auto more = nextBlock();
        if (!more || !*more) return more;
    }
    const duckdb::idx_t count = std::min<duckdb::idx_t>(STANDARD_VECTOR_SIZE, m_rows - m_at);
    for (size_t i = 0; i < chunk.ColumnCount() && i < m_block.size(); i++) {
        chunk.data[i].Slice(m_block[i], m_at, m_at + count);
    }
    chunk.SetCardinality(count);
    m_at += count;
    return true;
}

Result<bool> NativeReader::nextBlock() {
    if (m_ended) return false;
    try {
        auto more = readBlock();
        if (!more) return fail(explain(more.error()));
        m_ended = !*more;
        return more;
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::Resource, "There is not enough memory for a block of rows",
                    "Select fewer columns.");
    } catch (const std::exception& exception) {
        return fail(ErrorCode::Resource,
                    "A block of rows could not be kept: " + std::string(exception.what()),
                    "Select fewer columns, or raise the memory limit.");
    }
}

Result<bool> NativeReader::readBlock() {
    auto ended = m_wire.atEnd();
    if (!ended) return fail(ended.error());
    if (*ended) return false;
    if (auto ok = checkForException(); !ok) return fail(ok.error());
    auto columns = m_wire.varUInt();
    if (!columns) return fail(columns.error());
    auto rows = m_wire.varUInt();
    if (!rows) return fail(rows.error());
    const bool first = m_columns.empty();
    if (*columns > kMaxColumns || *rows > kMaxRows || (!first && *columns != m_columns.size())) {
        return fail(notNative());
    }
    constexpr uint64_t kAlwaysBelieved = 1u << 20;
    m_block.clear();
    m_at = 0;
    m_rows = 0;
    for (uint64_t i = 0; i < *columns; i++) {
        if (auto ok = readHeader(i, first); !ok) return fail(ok.error());
        if (*rows > kAlwaysBelieved) {  // a damaged count must not make us allocate what never arrives
            if (auto ok = m_wire.ensure(*rows); !ok) return fail(ok.error());
        }
        if (auto ok = readColumn(i, *rows); !ok) return fail(ok.error());
    }
    m_rows = *rows;
    return true;
}

Result<void> NativeReader::readHeader(uint64_t index, bool first) {
    auto name = m_wire.text(kMaxName);
    if (!name) return fail(name.error());
    auto type = m_wire.text(kMaxName);
    if (!type) return fail(type.error());
    if (!first) {
        if (m_columns[index].nativeType != *type) return fail(notNative());
        return {};
    }
    if (!duckdb::Value::StringIsValid(*type)) {
        return fail(
            ErrorCode::Data,
            "Column " + std::to_string(index + 1) + " has names in its type that are not valid UTF-8 text",
            "Cast it to String or, for an Enum, to Int16.");
    }
    if (!duckdb::Value::StringIsValid(*name)) {  // a bare expression is named after its text
        for (char& c : *name) c = static_cast<unsigned char>(c) < 0x80 ? c : '?';
    }
    auto parsed = parseType(*type);
    if (!parsed) return fail(parsed.error());
    m_columns.push_back(makeColumn(std::move(*name), *type, m_strings));
    auto decoder = makeDecoder(*parsed, m_strings);
    if (!decoder) return fail(ofColumn(m_columns.back(), decoder.error()));
    m_decoders.push_back(std::move(*decoder));
    return {};
}

Result<void> NativeReader::readColumn(uint64_t index, uint64_t rows) {
    m_block.emplace_back(m_columns[index].type, std::max<duckdb::idx_t>(rows, 1));
    if (rows == 0) return {};
    ColumnDecoder& decoder = *m_decoders[index];
    auto done = decoder.prefix(m_wire);
    if (done) done = decoder.decode(m_wire, m_block.back(), rows, nullptr);
    if (!done) return fail(ofColumn(m_columns[index], done.error()));
    return {};
}

Result<void> NativeReader::checkForException() {
    // These are the first bytes of "Code: " and of "\r\n__exception__": rare numbers of columns.
    const char first = m_wire.ready().front();
    if (first != 'C' && first != '_' && first != '\r') return {};
    constexpr size_t kEnough = 24;
    while (m_wire.ready().size() < kEnough) {
        if (!m_wire.ensure(m_wire.ready().size() + 1)) break;  // shorter than that: judged by what there is
    }
    if (!beginsWithException(m_wire.ready())) return {};
    auto text = m_wire.rest(kMaxException);
    if (!text) return fail(text.error());
    return fail(serverError(*text, 200));
}

Error NativeReader::explain(Error error) {
    if (error.code != ErrorCode::Corrupt && error.code != ErrorCode::Connection) return error;
    // What was taken for rows may have been the begin of it: let the rest come.
    static_cast<void>(m_wire.rest(kMaxException));
    if (auto text = findException(m_wire.tail())) return serverError(*text, 200);
    return error;
}

}  // namespace tributary::connectors::clickhouse
