// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/trial/sample_source.h"

#include <duckdb/common/arrow/arrow_appender.hpp>
#include <duckdb/common/arrow/arrow_converter.hpp>
#include <duckdb/common/arrow/arrow_type_extension.hpp>

namespace tributary::plugin {

struct SampleSource::Impl {
    duckdb::DuckDB database;
    duckdb::Connection connection{database};
    duckdb::unique_ptr<duckdb::QueryResult> rows;
    SchemaHolder schema;
};

SampleSource::SampleSource(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
SampleSource::~SampleSource() = default;

const std::vector<std::string>& SampleSource::columnNames() {
    static const std::vector<std::string> kNames = {"time", "value", "amount", "category", "target",
                                                    "ip",   "email", "flag",   "network"};
    return kNames;
}

const ArrowSchema& SampleSource::schema() const {
    return *m_impl->schema;
}

Result<std::unique_ptr<SampleSource>> SampleSource::make(uint64_t rows) {
    const std::string text =
        "SELECT TIMESTAMP '2026-01-01' + to_minutes(i) AS time, "
        "CASE WHEN i % 50 = 49 THEN NULL ELSE 10 + sin(i / 20.0) + CASE WHEN i % 97 = 96 THEN 40 ELSE 0 END "
        "END AS "
        "value, i % 1000 AS amount, 'category ' || (i % 5) AS category, 'target ' || (i % 7) AS target, "
        "'10.0.' || "
        "(i % 200) || '.' || (i % 250) AS ip, 'person' || i || '@example.org' AS email, i % 3 = 0 AS flag, "
        "'10.0.' || (i % 200) || '.0/24' AS network "
        "FROM "
        "range(" +
        std::to_string(rows) + ") r(i)";
    try {
        auto impl = std::make_unique<Impl>();
        impl->rows = impl->connection.SendQuery(text);
        if (impl->rows->HasError()) return fail(ErrorCode::Internal, impl->rows->GetError());
        auto properties = impl->connection.context->GetClientProperties();
        duckdb::ArrowConverter::ToArrowSchema(impl->schema.out(), impl->rows->types, impl->rows->names,
                                              properties);
        return std::unique_ptr<SampleSource>(new SampleSource(std::move(impl)));
    } catch (const std::exception& e) {
        return fail(ErrorCode::Internal, std::string("The sample rows could not be made: ") + e.what());
    }
}

Result<bool> SampleSource::next(OwnedArray& out) {
    try {
        auto chunk = m_impl->rows->Fetch();
        if (!chunk || chunk->size() == 0) return false;
        auto& context = *m_impl->connection.context;
        auto extensions = duckdb::ArrowTypeExtensionData::GetExtensionTypes(context, m_impl->rows->types);
        duckdb::ArrowConverter::ToArrowArray(*chunk, out.out(), context.GetClientProperties(), extensions);
        return true;
    } catch (const std::exception& e) {
        return fail(ErrorCode::Internal, std::string("The sample rows could not be made: ") + e.what());
    }
}

}  // namespace tributary::plugin
