// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <deque>
#include <tributary_plugin.hpp>

#include "plugins/pii-mask/masks.h"
#include "plugins/pii-mask/number_column.h"

namespace pii {
namespace {

using namespace tributary_sdk;

const std::vector<std::string> kModes = {"keep", "mask", "redact", "hash", "partial"};

/// What is done with one column.
struct Rule {
    bool scan = false;   ///< what is found in it is masked
    bool whole = false;  ///< the whole value is, as a name
    Mode mode = Mode::Mask;
    bool sample = false;         ///< whole numbers: masked if the first rows say that they are personal
    std::optional<Kind> number;  ///< … and this is what they are
};

constexpr int64_t kSampleRows = 10000;

bool isWhole(const TypeInfo& type) {
    return type.type == Type::Int || type.type == Type::UInt ||
           (type.type == Type::Decimal && type.scale == 0);
}

Mode modeNamed(const std::string& name) {
    const auto found = std::find(kModes.begin(), kModes.end(), name);
    if (found == kModes.end())
        failConfig("\"" + name + "\" is no mode: use mask, redact, hash, partial or keep.");
    return static_cast<Mode>(found - kModes.begin());
}

KindSet kindsOf(const Config& config) {
    KindSet out{};
    const std::vector<std::string> names = config.list("kinds");
    if (names.empty()) out.fill(true);
    for (const std::string& name : names) {
        const auto found = std::find_if(kKindNames.begin(), kKindNames.end(),
                                        [&](const char* kind) { return name == kind; });
        if (found == kKindNames.end())
            failConfig("\"" + name + "\" is no kind: use email, phone, id_card, bank_card, iban, ip, name.");
        out[static_cast<size_t>(found - kKindNames.begin())] = true;
    }
    return out;
}

std::vector<Rule> rulesOf(const Config& config, const Input& input, const KindSet& kinds) {
    const Mode mode = modeNamed(config.choice("mode", kModes, "mask"));
    std::vector<Rule> out(input.width());
    const std::vector<size_t> chosen = input.find(config.list("columns"));
    for (size_t i = 0; i < input.width(); ++i) {
        const bool all = chosen.empty() && input.type(i).type == Type::Text;
        out[i].scan = all || std::find(chosen.begin(), chosen.end(), i) != chosen.end();
        out[i].whole = out[i].scan && kinds[static_cast<size_t>(Kind::Name)] && isNameColumn(input.name(i));
        out[i].mode = mode;
        out[i].sample = isWhole(input.type(i)) && (chosen.empty() || out[i].scan);
    }
    for (const size_t i : input.find(config.list("whole_columns"))) out[i].scan = out[i].whole = true;
    for (const std::string& rule : config.list("rules")) {
        const size_t equals = rule.rfind('=');
        if (equals == std::string::npos)
            failConfig("A rule has the form column=mode. Correct \"" + rule + "\".");
        Rule& one = out[input.find(rule.substr(0, equals))];
        one.scan = true;
        one.mode = modeNamed(rule.substr(equals + 1));
    }
    for (Rule& rule : out) {
        rule.scan = rule.scan && rule.mode != Mode::Keep;
        rule.sample = rule.sample && rule.mode != Mode::Keep && !rule.whole;
    }
    const bool hashes = std::any_of(
        out.begin(), out.end(), [](const Rule& r) { return (r.scan || r.sample) && r.mode == Mode::Hash; });
    if (hashes && config.text("salt").size() < 8)
        failConfig(
            "Hashing needs a secret salt of at least 8 characters: without it anybody can hash all phone "
            "numbers "
            "and compare.");
    return out;
}

class MaskedRows : public Source {
  public:
    MaskedRows(const Host& host, std::unique_ptr<Input> input, std::vector<Rule> rules, KindSet kinds,
               std::string salt)
        : m_host(host),
          m_input(std::move(input)),
          m_rules(std::move(rules)),
          m_kinds(kinds),
          m_salt(std::move(salt)) {
        lookAhead();
    }

    ArrowSchema schema() const {
        Fields fields;
        for (size_t i = 0; i < m_input->width(); ++i)
            fields.add(m_rules[i].scan ? makeField("u", m_input->name(i))
                                       : copyField(m_input->schema().children[i]));
        return fields.rows();
    }
    bool next(ArrowArray& out) override {
        m_host.check();
        Batch batch;
        if (!m_ahead.empty()) {
            batch = std::move(m_ahead.front());
            m_ahead.pop_front();
        } else if (!m_input->next(batch)) {
            report();
            return false;
        }
        // Every column is read before any is taken out.
        std::vector<ColumnBuilder> built;
        for (size_t i = 0; i < batch.width(); ++i) {
            built.emplace_back("u", m_input->name(i));
            if (m_rules[i].scan) mask(batch.column(i), batch.rows(), m_rules[i], built.back());
        }
        std::vector<ArrowArray> columns;
        for (size_t i = 0; i < batch.width(); ++i)
            columns.push_back(m_rules[i].scan ? built[i].finish() : batch.take(i));
        out = makeRows(batch.rows(), std::move(columns));
        return true;
    }

  private:
    /// The schema comes before the rows: which numbers become text is decided by the first ones.
    void lookAhead() {
        std::vector<std::pair<size_t, NumberColumn>> samples;
        for (size_t i = 0; i < m_rules.size(); ++i) {
            if (m_rules[i].sample) samples.emplace_back(i, NumberColumn(m_input->name(i)));
        }
        for (int64_t rows = 0; !samples.empty() && rows < kSampleRows;) {
            m_host.check();
            Batch batch;
            if (!m_input->next(batch)) break;
            for (auto& [index, sample] : samples) {
                const Column& column = batch.column(index);
                for (int64_t row = 0; row < batch.rows(); ++row) {
                    if (!column.isNull(row)) sample.add(column.display(row));
                }
            }
            rows += batch.rows();
            m_ahead.push_back(std::move(batch));
        }
        for (const auto& [index, sample] : samples) {
            m_rules[index].number = sample.kind(m_kinds);
            if (m_rules[index].number) m_rules[index].scan = true;
        }
    }
    void mask(const Column& column, int64_t rows, const Rule& rule, ColumnBuilder& out) {
        const bool text = column.info().type == Type::Text;
        std::string other;
        for (int64_t row = 0; row < rows; ++row) {
            if (row % 1024 == 0) m_host.check();
            if (column.isNull(row)) {
                out.null();
                continue;
            }
            if (!text) other = column.display(row);
            const std::string_view value = text ? column.text(row) : other;
            if (rule.whole)
                out.add(replaced(value, {Span{0, value.size(), Kind::Name}}, rule.mode));
            else if (rule.number && NumberColumn::fits(value, *rule.number))
                out.add(replaced(value, {Span{0, value.size(), *rule.number}}, rule.mode));
            else if (const auto spans = find(value, m_kinds); spans.empty())
                out.add(value);
            else
                out.add(replaced(value, spans, rule.mode));
        }
    }
    std::string replaced(std::string_view value, const std::vector<Span>& spans, Mode mode) {
        std::string out;
        size_t at = 0;
        for (const Span& span : spans) {
            out.append(value.substr(at, span.from - at));
            out += masked(value.substr(span.from, span.length), span.kind, mode, m_salt);
            at = span.from + span.length;
            ++m_found[static_cast<size_t>(span.kind)];
        }
        return out.append(value.substr(at));
    }
    void report() const {
        std::string text;
        for (size_t i = 0; i < kKinds; ++i) {
            if (m_found[i] > 0)
                text += (text.empty() ? "" : ", ") + std::to_string(m_found[i]) + " " + kKindNames[i];
        }
        m_host.log(TRIBUTARY_LOG_INFO, text.empty() ? "Nothing to mask was found." : "Masked: " + text + ".");
    }

    Host m_host;
    std::unique_ptr<Input> m_input;
    std::vector<Rule> m_rules;
    KindSet m_kinds;
    std::string m_salt;
    std::deque<Batch> m_ahead;
    std::array<int64_t, kKinds> m_found{};
};

void process(ProcessorCall& call) {
    const KindSet kinds = kindsOf(call.config);
    std::vector<Rule> rules = rulesOf(call.config, *call.inputs[0], kinds);
    auto rows = std::make_unique<MaskedRows>(call.host, std::move(call.inputs[0]), std::move(rules), kinds,
                                             call.config.text("salt"));
    const ArrowSchema schema = rows->schema();
    publish(call.output, schema, std::move(rows));
}

}  // namespace
}  // namespace pii

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin =
        tributary_sdk::plugin("pii-mask", "1.0.0").processor<pii::process>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
