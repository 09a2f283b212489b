// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>
#include <chrono>
#include <nlohmann/json.hpp>

#include "core/lineage/interchange/json_text.h"
#include "core/lineage/interchange/openlineage.h"

namespace tributary::lineage {
namespace {

using Json = nlohmann::json;

/// The member of that name when it is an object or a list; else an empty one.
const Json& partAt(const Json& object, const char* key) {
    static const Json kNone;
    if (!object.is_object()) return kNone;
    const auto found = object.find(key);
    return found != object.end() && found->is_structured() ? *found : kNone;
}

std::optional<int> number(std::string_view text, size_t at, size_t length) {
    int out = 0;
    if (at + length > text.size()) return std::nullopt;
    const auto* begin = text.data() + at;
    const auto [end, status] = std::from_chars(begin, begin + length, out);
    if (status != std::errc() || end != begin + length) return std::nullopt;
    return out;
}

/// ISO 8601 with an offset or Z; nullopt for anything else.
std::optional<int64_t> unixMs(std::string_view text) {
    const auto year = number(text, 0, 4), month = number(text, 5, 2), day = number(text, 8, 2);
    const auto hour = number(text, 11, 2), minute = number(text, 14, 2), second = number(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                           std::chrono::day(*day)};
    if (!date.ok()) return std::nullopt;
    int64_t ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::sys_days(date).time_since_epoch())
            .count();
    ms += ((*hour * 60 + *minute) * 60LL + *second) * 1000;
    size_t at = 19;
    if (at < text.size() && text[at] == '.') {
        int64_t scale = 100;
        for (at++; at < text.size() && text[at] >= '0' && text[at] <= '9'; at++) {
            ms += (text[at] - '0') * scale;
            scale /= 10;
        }
    }
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
        const auto hours = number(text, at + 1, 2), minutes = number(text, at + 4, 2);
        if (!hours) return std::nullopt;
        ms -= (text[at] == '+' ? 1 : -1) * (*hours * 60 + minutes.value_or(0)) * 60000LL;
    }
    return ms;
}

class EventReader {
  public:
    EventReader(const OpenLineageFinder& finder) : m_finder(finder) {}

    Result<Observation> read(const Json& event) {
        if (!event.is_object() || !event.contains("eventTime")) {
            return fail(ErrorCode::Data, "it is no OpenLineage event: there is no eventTime");
        }
        const auto at = unixMs(textAt(event, "eventTime"));
        if (!at)
            return fail(ErrorCode::Data,
                        "its eventTime '" + textAt(event, "eventTime") + "' is no ISO 8601 time");
        m_out = {};
        m_out.atMs = *at;
        m_out.jobKind = "openlineage";
        if (event.contains("dataset")) {
            if (auto done = addDataset(event["dataset"]); !done) return fail(done.error());
            m_out.ran = false;
            return m_out;
        }
        const Json& job = partAt(event, "job");
        m_out.jobSpace = textAt(job, "namespace");
        m_out.jobName = textAt(job, "name");
        if (m_out.jobName.empty()) return fail(ErrorCode::Data, "its job has no name");
        const Json& sql = partAt(partAt(job, "facets"), "sql");
        m_out.statement = textAt(sql, "query");
        m_out.dialect = textAt(sql, "dialect");
        // Of a run only the end moves rows; a JobEvent says what would.
        const std::string type = textAt(event, "eventType");
        m_out.ran = type == "COMPLETE" || type == "OTHER";
        m_out.isDefinition = !event.contains("run");
        return flows(event, m_out.ran || m_out.isDefinition);
    }

  private:
    Result<Observation> flows(const Json& event, bool withEdges) {
        std::vector<DatasetName> inputs;
        for (const auto& input : partAt(event, "inputs")) {
            auto name = addDataset(input);
            if (!name) return fail(name.error());
            m_out.reads.push_back(*name);
            inputs.push_back(*name);
        }
        for (const auto& output : partAt(event, "outputs")) {
            auto name = addDataset(output);
            if (!name) return fail(name.error());
            if (!withEdges) continue;
            const size_t before = m_out.edges.size();
            if (auto done = addColumnLineage(*name, partAt(partAt(output, "facets"), "columnLineage"));
                !done) {
                return fail(done.error());
            }
            if (m_out.edges.size() == before) addTableEdges(inputs, *name);
        }
        return m_out;
    }

    /// No column lineage was told: that rows flow is all we know.
    void addTableEdges(const std::vector<DatasetName>& inputs, const DatasetName& output) {
        for (const auto& input : inputs) {
            ObservedEdge edge;
            edge.source.dataset = input;
            edge.target.dataset = output;
            edge.subtype = Subtype::Transformation;
            edge.confidence = Confidence::Low;
            m_out.edges.push_back(std::move(edge));
        }
    }

    Result<DatasetName> nameOf(const Json& object) const {
        const OpenLineageName name{textAt(object, "namespace"), textAt(object, "name")};
        if (name.name.empty()) return fail(ErrorCode::Data, "a dataset in it has no name");
        if (m_finder) {
            if (auto ours = m_finder(name)) return *ours;
        }
        return DatasetName{name.space, name.name};
    }

    Result<DatasetName> addDataset(const Json& object) {
        auto name = nameOf(object);
        if (!name) return name;
        ObservedDataset dataset;
        dataset.name = *name;
        const Json& facets = partAt(object, "facets");
        const std::string type = textAt(partAt(facets, "datasetType"), "datasetType");
        if (type == "VIEW") dataset.kind = DatasetKind::View;
        if (type == "FILE") dataset.kind = DatasetKind::File;
        for (const auto& field : partAt(partAt(facets, "schema"), "fields")) {
            const std::string column = textAt(field, "name");
            if (!column.empty()) dataset.columns.push_back({column, textAt(field, "type")});
        }
        m_out.datasets.push_back(std::move(dataset));
        addTags(*name, object, facets);
        return name;
    }

    void addTags(const DatasetName& name, const Json& object, const Json& facets) {
        for (const auto& owner : partAt(partAt(facets, "ownership"), "owners")) {
            m_out.tags.push_back({{name, ""}, "owner", textAt(owner, "name")});
        }
        for (const auto& tag : partAt(partAt(facets, "tags"), "tags")) {
            m_out.tags.push_back({{name, textAt(tag, "field")}, textAt(tag, "key"), textAt(tag, "value")});
        }
        for (const Json* parent : {&facets, &partAt(object, "inputFacets")}) {
            const Json& metrics = partAt(*parent, "dataQualityMetrics");
            for (const char* key : {"rowCount", "bytes", "fileCount"}) addMetric({name, ""}, metrics, key);
            for (const auto& [column, values] : partAt(metrics, "columnMetrics").items()) {
                for (const auto& [key, value] : values.items())
                    addMetric({name, column}, values, key.c_str());
            }
        }
        for (const auto& one :
             partAt(partAt(partAt(object, "inputFacets"), "dataQualityAssertions"), "assertions")) {
            const auto success = one.find("success");
            if (success == one.end() || !success->is_boolean()) continue;
            m_out.tags.push_back(
                {{name, textAt(one, "column")},
                 "quality",
                 (success->get<bool>() ? "passed: " : "failed: ") + textAt(one, "assertion")});
        }
    }

    void addMetric(const ObservedEnd& on, const Json& values, const char* key) {
        const auto found = values.find(key);
        if (found != values.end() && found->is_number())
            m_out.tags.push_back({on, "metric", key + ("=" + found->dump())});
    }

    Result<void> addColumnLineage(const DatasetName& target, const Json& facet) {
        for (const auto& [column, field] : partAt(facet, "fields").items()) {
            const std::string legacy = textAt(field, "transformationType");
            for (const auto& input : partAt(field, "inputFields")) {
                auto done =
                    addInput({target, column}, input, legacy, textAt(field, "transformationDescription"));
                if (!done) return done;
            }
        }
        for (const auto& input : partAt(facet, "dataset")) {
            if (auto done = addInput({target, ""}, input, "", ""); !done) return done;
        }
        return {};
    }

    Result<void> addInput(const ObservedEnd& target, const Json& input, const std::string& legacy,
                          const std::string& description) {
        auto source = nameOf(input);
        if (!source) return fail(source.error());
        ObservedEdge edge;
        const std::string field = textAt(input, "field");
        edge.source = {*source, field == "*" ? "" : field};
        edge.target = target;
        edge.expression = description;
        const Json& transformations = partAt(input, "transformations");
        if (transformations.empty()) {
            // The form before 1-1-0 knows IDENTITY and MASKED; without any it is some transformation.
            edge.subtype = legacy == "IDENTITY" ? Subtype::Identity : Subtype::Transformation;
            if (auto known = subtypeNamed(legacy)) edge.subtype = *known;
            edge.masking = legacy == "MASKED";
            m_out.edges.push_back(std::move(edge));
            return {};
        }
        for (const auto& one : transformations) {
            ObservedEdge typed = edge;
            const bool direct = textAt(one, "type") != "INDIRECT";
            typed.subtype = subtypeNamed(textAt(one, "subtype"))
                                .value_or(direct ? Subtype::Transformation : Subtype::Conditional);
            if (const auto text = textAt(one, "description"); !text.empty()) typed.expression = text;
            const auto masking = one.find("masking");
            typed.masking = masking != one.end() && masking->is_boolean() && masking->get<bool>();
            m_out.edges.push_back(std::move(typed));
        }
        return {};
    }

    const OpenLineageFinder& m_finder;
    Observation m_out;
};

/// The events of a text: one JSON value, or one per line.
Result<std::vector<Json>> eventsOf(std::string_view text) {
    Json whole = Json::parse(text, nullptr, false);
    if (whole.is_array()) return whole.get<std::vector<Json>>();
    if (whole.is_object()) return std::vector<Json>{std::move(whole)};
    std::vector<Json> out;
    size_t line = 0;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        const std::string_view one = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        line++;
        if (one.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        Json event = Json::parse(one, nullptr, false);
        if (event.is_discarded()) {
            return fail(ErrorCode::Data, "Line " + std::to_string(line) + " is not JSON",
                        "Events are one JSON object, an array of them, or one per line.");
        }
        out.push_back(std::move(event));
    }
    return out;
}

}  // namespace

Result<std::vector<Observation>> readOpenLineage(std::string_view text, const OpenLineageFinder& finder) {
    auto events = eventsOf(text);
    if (!events) return fail(events.error());
    EventReader reader(finder);
    std::vector<Observation> out;
    for (size_t i = 0; i < events->size(); i++) {
        auto observation = reader.read((*events)[i]);
        if (!observation) {
            return fail(ErrorCode::Data,
                        "OpenLineage event " + std::to_string(i + 1) +
                            " cannot be read: " + observation.error().message,
                        "Nothing was imported. See openlineage.io/spec for what an event holds.");
        }
        out.push_back(std::move(*observation));
    }
    return out;
}

}  // namespace tributary::lineage
