// SPDX-License-Identifier: GPL-3.0-or-later
#include <tributary_plugin.hpp>

#include "plugins/geo-cidr/ranges.h"

namespace geo {
namespace {

using namespace tributary_sdk;

/// The ranges and the columns that come with them, all rows of a column in one array.
struct Lookup {
    RangeTable table;
    ArrowSchema schema{};
    Batch columns;

    Lookup() = default;
    Lookup(const Lookup&) = delete;
    Lookup& operator=(const Lookup&) = delete;
    ~Lookup() {
        if (schema.release) schema.release(&schema);
    }
    void keep(TableBuilder& builder) {
        schema = builder.schema();
        columns = Batch(&schema, builder.finish());
    }
    void build() {
        int64_t first = 0, second = 0;
        if (!table.build(first, second))
            failData("The ranges in rows " + std::to_string(first + 1) + " and " +
                     std::to_string(second + 1) +
                     " overlap, and none is inside the other: which one an address belongs to is not clear.");
    }
};

std::unique_ptr<Lookup> bundled() {
    auto out = std::make_unique<Lookup>();
    TableBuilder builder;
    for (const char* name : {"network", "network_name", "network_source"})
        builder.add(ColumnBuilder("u", name));
    builder.add(ColumnBuilder("b", "is_global"));
    for (int i = 0; i < kSpecialBlockCount; ++i) {
        const SpecialBlock& block = kSpecialBlocks[i];
        Range range = *rangeOf(block.network);
        range.row = i;
        out->table.add(range);
        builder.column(0).add(block.network);
        builder.column(1).add(block.name);
        builder.column(2).add(block.source);
        builder.column(3).add(block.global);
    }
    out->keep(builder);
    out->build();
    return out;
}

std::string addressText(const Column& column, int64_t row) {
    const Type type = column.info().type;
    if (type != Type::Int && type != Type::UInt)
        return type == Type::Text ? std::string(column.text(row)) : column.display(row);
    const int64_t n = column.integer(row);  // an IPv4 address as a number
    if (n < 0 || n > 0xFFFFFFFFll) return {};
    return std::to_string(n >> 24) + "." + std::to_string(n >> 16 & 255) + "." +
           std::to_string(n >> 8 & 255) + "." + std::to_string(n & 255);
}

std::unique_ptr<Lookup> readRanges(const ProcessorCall& call, Input& input) {
    auto out = std::make_unique<Lookup>();
    const size_t from = input.find(call.config.text("network", "network"));
    const bool hasEnd = call.config.has("network_end");
    const size_t to = hasEnd ? input.find(call.config.text("network_end")) : from;
    TableBuilder builder;
    for (size_t i = 0; i < input.width(); ++i)
        builder.add(builderLike(input.schema().children[i], input.name(i)));
    int64_t all = 0, kept = 0;
    for (Batch batch; input.next(batch);) {
        for (int64_t row = 0; row < batch.rows(); ++row, ++all) {
            if (row % 4096 == 0) call.host.check();
            if (batch.column(from).isNull(row) || batch.column(to).isNull(row)) continue;
            std::string text = addressText(batch.column(from), row);
            if (hasEnd) text += "-" + addressText(batch.column(to), row);
            auto range = rangeOf(text);
            if (!range)
                failData("Row " + std::to_string(all + 1) + " of the ranges: \"" + text.substr(0, 80) +
                         "\" is no network such as 10.0.0.0/8 or 2001:db8::/32.");
            range->row = kept++;
            out->table.add(*range);
            for (size_t i = 0; i < batch.width(); ++i) addFrom(builder.column(i), batch.column(i), row);
        }
    }
    out->keep(builder);
    out->build();
    return out;
}

class JoinedRows : public Source {
  public:
    JoinedRows(const Host& host, std::unique_ptr<Input> input, size_t address, std::unique_ptr<Lookup> lookup)
        : m_host(host), m_input(std::move(input)), m_address(address), m_lookup(std::move(lookup)) {}

    ArrowSchema schema() const {
        Fields fields;
        for (size_t i = 0; i < m_input->width(); ++i) fields.add(copyField(m_input->schema().children[i]));
        for (int64_t i = 0; i < m_lookup->schema.n_children; ++i) {
            const ArrowSchema* field = m_lookup->schema.children[i];
            fields.add(makeField(field->format, freeName(*m_input, field->name)));
        }
        return fields.rows();
    }
    bool next(ArrowArray& out) override {
        Batch batch;
        if (!m_input->next(batch)) {
            m_host.log(TRIBUTARY_LOG_INFO, std::to_string(m_found) + " addresses found, " +
                                               std::to_string(m_missed) + " in none of the networks, " +
                                               std::to_string(m_wrong) + " are no addresses.");
            return false;
        }
        std::vector<int64_t> rows(static_cast<size_t>(batch.rows()), -1);
        const Column& addresses = batch.column(m_address);
        for (int64_t row = 0; row < batch.rows(); ++row) {
            if (row % 4096 == 0) m_host.check();
            if (addresses.isNull(row)) continue;
            const auto address = addressOf(addressText(addresses, row));
            const int64_t found = address ? m_lookup->table.find(*address) : -1;
            ++(!address ? m_wrong : found < 0 ? m_missed : m_found);
            rows[static_cast<size_t>(row)] = found;
        }
        std::vector<ArrowArray> columns;
        for (size_t i = 0; i < batch.width(); ++i) columns.push_back(batch.take(i));
        for (size_t i = 0; i < m_lookup->columns.width(); ++i) columns.push_back(joined(i, rows));
        out = makeRows(static_cast<int64_t>(rows.size()), std::move(columns));
        return true;
    }

  private:
    ArrowArray joined(size_t column, const std::vector<int64_t>& rows) const {
        const ArrowSchema* field = m_lookup->schema.children[column];
        ColumnBuilder builder(field->format, "");
        for (const int64_t row : rows) {
            if (row < 0)
                builder.null();
            else
                addFrom(builder, m_lookup->columns.column(column), row);
        }
        return builder.finish();
    }

    Host m_host;
    std::unique_ptr<Input> m_input;
    size_t m_address;
    std::unique_ptr<Lookup> m_lookup;
    int64_t m_found = 0, m_missed = 0, m_wrong = 0;
};

void process(ProcessorCall& call) {
    const size_t address = call.inputs[0]->find(call.config.required("ip"));
    const Type type = call.inputs[0]->type(address).type;
    if (type != Type::Text && type != Type::Int && type != Type::UInt)
        failConfig("The column \"" + call.config.text("ip") +
                   "\" holds no addresses: choose one of texts or numbers.");
    auto lookup = call.inputs.size() > 1 ? readRanges(call, *call.inputs[1]) : bundled();
    call.host.log(TRIBUTARY_LOG_INFO,
                  "Looking up in " + std::to_string(lookup->table.size()) + " disjoint ranges.");
    auto rows =
        std::make_unique<JoinedRows>(call.host, std::move(call.inputs[0]), address, std::move(lookup));
    const ArrowSchema schema = rows->schema();
    publish(call.output, schema, std::move(rows));
}

}  // namespace
}  // namespace geo

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin =
        tributary_sdk::plugin("geo-cidr", "1.0.0").processor<geo::process>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
