// SPDX-License-Identifier: MIT
#include <tributary_plugin.hpp>

namespace {

using namespace tributary_sdk;

/// Hands on every batch of the input with one column more. It is pulled: nothing is kept in memory.
class Scaled : public Source {
  public:
    Scaled(const Host& host, std::unique_ptr<Input> input, size_t column, double factor)
        : m_host(host), m_input(std::move(input)), m_column(column), m_factor(factor) {}

    ArrowSchema schema() const {
        Fields fields;
        for (size_t i = 0; i < m_input->width(); ++i) fields.add(copyField(m_input->schema().children[i]));
        fields.add(makeField("g", freeName(*m_input, m_input->name(m_column) + "_scaled")));
        return fields.rows();
    }
    bool next(ArrowArray& out) override {
        m_host.check();  // throws when the user has cancelled
        Batch batch;
        if (!m_input->next(batch)) return false;
        ColumnBuilder scaled("g", "");
        const Column& values = batch.column(m_column);
        for (int64_t row = 0; row < batch.rows(); ++row) {
            if (values.isNull(row))
                scaled.null();
            else
                scaled.add(values.number(row) * m_factor);
        }
        std::vector<ArrowArray> columns;
        for (size_t i = 0; i < batch.width(); ++i) columns.push_back(batch.take(i));  // not copied
        columns.push_back(scaled.finish());
        out = makeRows(batch.rows(), std::move(columns));
        return true;
    }

  private:
    Host m_host;
    std::unique_ptr<Input> m_input;
    size_t m_column;
    double m_factor;
};

void process(ProcessorCall& call) {
    const size_t column = call.inputs[0]->findNumeric(call.config.required("column"));
    const double factor = call.config.number("factor", 2, -1e9, 1e9);
    auto rows = std::make_unique<Scaled>(call.host, std::move(call.inputs[0]), column, factor);
    const ArrowSchema schema = rows->schema();
    publish(call.output, schema, std::move(rows));
}

}  // namespace

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin = tributary_sdk::plugin("@ID@", "1.0.0").processor<process>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
