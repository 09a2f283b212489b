// SPDX-License-Identifier: MIT
//
// The nested answers of ADBC about a source: GetObjects, GetInfo, GetTableTypes, GetStatistics.
#pragma once

#include <tributary_adbc_source.hpp>

#include <set>

namespace tributary::sdk::detail {

/// One finished batch as a reader.
class OneBatch : public BatchReader {
  public:
    OneBatch(Field schema, ColumnBuilder rows) : m_schema(std::move(schema)), m_rows(std::move(rows)) {}
    const Field& schema() const override { return m_schema; }
    bool next(ArrowArray* out) override {
        if (m_rows.rows() == 0) return false;
        m_rows.finish(out);
        return true;
    }

  private:
    Field m_schema;
    ColumnBuilder m_rows;
};

inline std::unique_ptr<BatchReader> oneBatch(Field schema, ColumnBuilder rows) {
    return std::make_unique<OneBatch>(std::move(schema), std::move(rows));
}

inline void textOrNull(ColumnBuilder& to, const std::string& text) {
    if (text.empty()) return to.null();
    to.text(text);
}

inline Field listOf(std::string name, Field item, bool nullable = true) {
    item.name = "item";
    return Field{std::move(name), "+l", nullable, {std::move(item)}};
}

inline Field objectsSchema() {
    const Field usage = structOf({{"fk_catalog", "u"},
                                  {"fk_db_schema", "u"},
                                  {"fk_table", "u", false},
                                  {"fk_column_name", "u", false}});
    const Field constraint = structOf({{"constraint_name", "u"},
                                       {"constraint_type", "u", false},
                                       listOf("constraint_column_names", {"", "u"}, false),
                                       listOf("constraint_column_usage", usage)});
    const Field column = structOf({{"column_name", "u", false},
                                   {"ordinal_position", "i"},
                                   {"remarks", "u"},
                                   {"xdbc_data_type", "s"},
                                   {"xdbc_type_name", "u"},
                                   {"xdbc_column_size", "i"},
                                   {"xdbc_decimal_digits", "s"},
                                   {"xdbc_num_prec_radix", "s"},
                                   {"xdbc_nullable", "s"},
                                   {"xdbc_column_def", "u"},
                                   {"xdbc_sql_data_type", "s"},
                                   {"xdbc_datetime_sub", "s"},
                                   {"xdbc_char_octet_length", "i"},
                                   {"xdbc_is_nullable", "u"},
                                   {"xdbc_scope_catalog", "u"},
                                   {"xdbc_scope_schema", "u"},
                                   {"xdbc_scope_table", "u"},
                                   {"xdbc_is_autoincrement", "b"},
                                   {"xdbc_is_generatedcolumn", "b"}});
    const Field table = structOf({{"table_name", "u", false},
                                  {"table_type", "u", false},
                                  listOf("table_columns", column),
                                  listOf("table_constraints", constraint)});
    const Field schema = structOf({{"db_schema_name", "u"}, listOf("db_schema_tables", table)});
    return structOf({{"catalog_name", "u"}, listOf("catalog_db_schemas", schema)});
}

struct ObjectFilter {
    int depth = ADBC_OBJECT_DEPTH_ALL;
    const char* catalog = nullptr;
    const char* schema = nullptr;
    const char* table = nullptr;
    const char** types = nullptr;
    const char* column = nullptr;

    static bool matches(const char* pattern, const std::string& name) {
        return !pattern || like(name, pattern) || name == pattern;
    }
    bool takes(const TableInfo& t) const {
        bool typed = !types;
        for (const char** type = types; type && *type; type++) typed = typed || t.type == *type;
        return typed && matches(table, t.name.name);
    }
};

class ObjectsWriter {
  public:
    ObjectsWriter(Source& source, const ObjectFilter& filter)
        : m_source(source), m_filter(filter), m_schema(objectsSchema()), m_rows(m_schema) {}

    std::unique_ptr<BatchReader> write() {
        std::map<std::string, std::map<std::string, std::vector<TableInfo>>> tree;
        for (auto& table : m_source.tables()) {
            if (!ObjectFilter::matches(m_filter.catalog, table.name.catalog)) continue;
            if (m_filter.depth != ADBC_OBJECT_DEPTH_CATALOGS &&
                !ObjectFilter::matches(m_filter.schema, table.name.schema))
                continue;
            tree[table.name.catalog][table.name.schema].push_back(table);
        }
        for (const auto& [catalog, schemas] : tree) {
            textOrNull(m_rows.child(0), catalog);
            auto& list = m_rows.child(1);
            if (m_filter.depth == ADBC_OBJECT_DEPTH_CATALOGS) {
                list.null();
            } else {
                for (const auto& [schema, tables] : schemas) writeSchema(list.child(0), schema, tables);
                list.endRow();
            }
            m_rows.endRow();
        }
        return oneBatch(m_schema, std::move(m_rows));
    }

  private:
    void writeSchema(ColumnBuilder& to, const std::string& name, const std::vector<TableInfo>& tables) {
        textOrNull(to.child(0), name);
        if (m_filter.depth == ADBC_OBJECT_DEPTH_DB_SCHEMAS) {
            to.child(1).null();
        } else {
            for (const auto& table : tables) {
                if (m_filter.takes(table)) writeTable(to.child(1).child(0), table);
            }
            to.child(1).endRow();
        }
        to.endRow();
    }
    void writeTable(ColumnBuilder& to, const TableInfo& table) {
        to.child(0).text(table.name.name);
        to.child(1).text(table.type);
        if (m_filter.depth == ADBC_OBJECT_DEPTH_TABLES) {
            to.child(2).null();
            to.child(3).null();
        } else {
            const auto columns = m_source.columns(table.name);
            for (size_t i = 0; i < columns.size(); i++) {
                if (ObjectFilter::matches(m_filter.column, columns[i].name))
                    writeColumn(to.child(2).child(0), columns[i], i + 1);
            }
            to.child(2).endRow();
            writeConstraints(to.child(3), table.name, columns);
        }
        to.endRow();
    }
    void writeColumn(ColumnBuilder& to, const ColumnInfo& column, size_t position) {
        to.child(0).text(column.name);
        to.child(1).value(static_cast<int32_t>(position));
        textOrNull(to.child(2), column.comment);
        to.child(3).null();
        textOrNull(to.child(4), column.nativeType);
        for (size_t i : {5, 6, 7}) to.child(i).null();
        to.child(8).value(static_cast<int16_t>(column.nullable ? 1 : 0));
        for (size_t i : {9, 10, 11, 12}) to.child(i).null();
        to.child(13).text(column.nullable ? "YES" : "NO");
        for (size_t i : {14, 15, 16, 17, 18}) to.child(i).null();
        to.endRow();
    }
    void writeConstraints(ColumnBuilder& list, const TableName& table,
                          const std::vector<ColumnInfo>& columns) {
        auto all = m_source.constraints(table);
        Constraint key{"", "PRIMARY KEY", {}, {}, {}};
        bool named = false;
        for (const auto& one : all) named = named || one.type == key.type;
        for (const auto& column : columns) {
            if (column.primaryKey) key.columns.push_back(column.name);
        }
        if (!named && !key.columns.empty()) all.push_back(key);
        for (const auto& one : all) {
            auto& to = list.child(0);
            textOrNull(to.child(0), one.name);
            to.child(1).text(one.type);
            for (const auto& column : one.columns) to.child(2).child(0).text(column);
            to.child(2).endRow();
            for (const auto& column : one.foreignColumns) {
                auto& usage = to.child(3).child(0);
                textOrNull(usage.child(0), one.foreignTable.catalog);
                textOrNull(usage.child(1), one.foreignTable.schema);
                usage.child(2).text(one.foreignTable.name);
                usage.child(3).text(column);
                usage.endRow();
            }
            to.child(3).endRow();
            to.endRow();
        }
        list.endRow();
    }

    Source& m_source;
    ObjectFilter m_filter;
    Field m_schema;
    ColumnBuilder m_rows;
};

inline std::unique_ptr<BatchReader> infoAnswer(const Info& info, const uint32_t* codes, size_t count) {
    Field map{"int32_to_int32_list_map",
              "+m",
              true,
              {Field{"entries", "+s", false, {{"key", "i", false}, listOf("value", {"", "i"})}}}};
    Field schema = structOf({{"info_name", "I", false},
                             Field{"info_value",
                                   "+ud:0,1,2,3,4,5",
                                   true,
                                   {{"string_value", "u"},
                                    {"bool_value", "b"},
                                    {"int64_value", "l"},
                                    {"int32_bitmask", "i"},
                                    listOf("string_list", {"", "u"}),
                                    map}}});
    ColumnBuilder rows(schema);
    const std::pair<uint32_t, std::string> texts[] = {{ADBC_INFO_VENDOR_NAME, info.vendor},
                                                      {ADBC_INFO_VENDOR_VERSION, info.vendorVersion},
                                                      {ADBC_INFO_DRIVER_NAME, info.driver},
                                                      {ADBC_INFO_DRIVER_VERSION, info.driverVersion}};
    const auto wanted = [&](uint32_t code) {
        return !codes || std::find(codes, codes + count, code) != codes + count;
    };
    for (const auto& [code, text] : texts) {
        if (!wanted(code) || text.empty()) continue;
        rows.child(0).value(code);
        rows.child(1).child(0).text(text);
        rows.child(1).select(0);
        rows.endRow();
    }
    if (wanted(ADBC_INFO_DRIVER_ADBC_VERSION)) {
        rows.child(0).value<uint32_t>(ADBC_INFO_DRIVER_ADBC_VERSION);
        rows.child(1).child(2).value<int64_t>(ADBC_VERSION_1_1_0);
        rows.child(1).select(2);
        rows.endRow();
    }
    return oneBatch(schema, std::move(rows));
}

inline std::unique_ptr<BatchReader> tableTypesAnswer(Source& source) {
    Field schema = structOf({{"table_type", "u", false}});
    ColumnBuilder rows(schema);
    std::set<std::string> types;
    for (const auto& table : source.tables()) types.insert(table.type);
    for (const auto& type : types) {
        rows.child(0).text(type);
        rows.endRow();
    }
    return oneBatch(schema, std::move(rows));
}

/// The row counts the source knows, approximate.
inline std::unique_ptr<BatchReader> statisticsAnswer(Source& source, const ObjectFilter& filter) {
    const Field value{"statistic_value",
                      "+ud:0,1,2,3",
                      false,
                      {{"int64", "l"}, {"uint64", "L"}, {"float64", "g"}, {"binary", "z"}}};
    const Field one = structOf({{"table_name", "u", false},
                                {"column_name", "u"},
                                {"statistic_key", "s", false},
                                value,
                                {"statistic_is_approximate", "b", false}});
    const Field dbSchema = structOf({{"db_schema_name", "u"}, listOf("db_schema_statistics", one, false)});
    Field schema = structOf({{"catalog_name", "u"}, listOf("catalog_db_schemas", dbSchema, false)});
    ColumnBuilder rows(schema);
    for (const auto& table : source.tables()) {
        if (!filter.takes(table) || !ObjectFilter::matches(filter.catalog, table.name.catalog) ||
            !ObjectFilter::matches(filter.schema, table.name.schema))
            continue;
        const auto count = source.rowCount(table.name);
        if (!count) continue;
        auto& schemas = rows.child(1).child(0);
        auto& to = schemas.child(1).child(0);
        textOrNull(rows.child(0), table.name.catalog);
        textOrNull(schemas.child(0), table.name.schema);
        to.child(0).text(table.name.name);
        to.child(1).null();
        to.child(2).value<int16_t>(ADBC_STATISTIC_ROW_COUNT_KEY);
        to.child(3).child(0).value<int64_t>(*count);
        to.child(3).select(0);
        to.child(4).boolean(true);
        to.endRow();
        schemas.child(1).endRow();
        schemas.endRow();
        rows.child(1).endRow();
        rows.endRow();
    }
    return oneBatch(schema, std::move(rows));
}

}  // namespace tributary::sdk::detail
