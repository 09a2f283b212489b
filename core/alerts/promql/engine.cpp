// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/promql/engine.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace tributary::alerts::promql {

namespace {

using Kind = Expression::Kind;

constexpr int64_t kLookback = 5 * 60 * 1000;
/// Nodes and points looked at; a rule test needs thousands.
constexpr int64_t kMostWork = 20'000'000;

const Point* latest(const Series& series, int64_t at) {
    const auto after = std::upper_bound(series.points.begin(), series.points.end(), at,
                                        [](int64_t t, const Point& point) { return t < point.time; });
    if (after == series.points.begin()) return nullptr;
    const Point& point = *std::prev(after);
    return point.time < at - kLookback || isStale(point.value) ? nullptr : &point;
}

Result<void> checkDistinct(const Vector& vector) {
    std::set<Labels> seen;
    for (const Element& element : vector)
        if (!seen.insert(element.labels).second)
            return fail(ErrorCode::Query, "The result has two series " + labelsText(element.labels) + ".",
                        "Keep a label that tells them apart.");
    return {};
}

Labels absentLabels(const Expression& argument) {
    const Expression* selector = &argument;
    if (selector->kind == Kind::Range) selector = selector->children[0].get();
    Labels labels;
    if (selector->kind != Kind::Selector) return labels;
    std::set<std::string> twice;
    for (const Matcher& matcher : selector->matchers) {
        if (matcher.name() == "__name__") continue;
        if (matcher.op() == Matcher::Op::Equal && labels.count(matcher.name()) == 0 &&
            twice.count(matcher.name()) == 0)
            labels[matcher.name()] = matcher.value();
        else {
            labels.erase(matcher.name());
            twice.insert(matcher.name());
        }
    }
    std::erase_if(labels, [](const auto& label) { return label.second.empty(); });
    return labels;
}

/// Walks an expression for one instant.
class Evaluation {
  public:
    Evaluation(const SeriesStore& store, int64_t defaultStep) : m_store(store), m_defaultStep(defaultStep) {}

    Result<Value> run(const Expression& node, int64_t at) {
        if (++m_work > kMostWork)
            return fail(ErrorCode::Resource, "The expression takes too long to evaluate.",
                        "Shorten the range of its subquery, or give it a longer step.");
        switch (node.kind) {
            case Kind::Number:
                return scalar(node.number);
            case Kind::Text: {
                Value value;
                value.type = ValueType::Text;
                value.text = node.text;
                return value;
            }
            case Kind::Selector:
                return select(node, at);
            case Kind::Range:
                return selectRange(node, at);
            case Kind::Subquery:
                return subquery(node, at);
            case Kind::Negate:
                return negate(node, at);
            case Kind::Binary:
                return operate(node, at);
            case Kind::Call:
                return call(node, at);
            case Kind::Aggregate:
                return fold(node, at);
        }
        return fail(ErrorCode::Internal, "An expression of an unknown kind.");
    }

  private:
    static Value scalar(double number) {
        Value value;
        value.type = ValueType::Scalar;
        value.scalar = number;
        return value;
    }
    static Value vector(Vector elements) {
        Value value;
        value.vector = std::move(elements);
        return value;
    }
    static int64_t shifted(const Expression& node, int64_t at) {
        return (node.atTime ? node.atTime->time_since_epoch().count() : at) - node.offset.count();
    }

    Result<Value> select(const Expression& node, int64_t at) {
        Value value;
        const int64_t reference = shifted(node, at);
        for (const Series* series : m_store.select(node.matchers)) {
            ++m_work;
            if (const Point* point = latest(*series, reference))
                value.vector.push_back({series->labels, point->value, point->time});
        }
        return value;
    }

    Window windowOf(const Expression& node, int64_t at) const {
        const Expression& timed = node.kind == Kind::Range ? *node.children[0] : node;
        const int64_t end = shifted(timed, at);
        return {end - node.range.count(), end, at};
    }

    Result<Value> selectRange(const Expression& node, int64_t at) {
        Value value;
        value.type = ValueType::Matrix;
        const Window window = windowOf(node, at);
        for (const Series* series : m_store.select(node.children[0]->matchers)) {
            Series part{series->labels, {}};
            auto point = std::lower_bound(series->points.begin(), series->points.end(), window.start,
                                          [](const Point& p, int64_t t) { return p.time < t; });
            for (; point != series->points.end() && point->time <= window.end; ++point, ++m_work)
                if (!isStale(point->value)) part.points.push_back(*point);
            if (!part.points.empty()) value.matrix.push_back(std::move(part));
        }
        return value;
    }

    Result<Value> subquery(const Expression& node, int64_t at) {
        const Window window = windowOf(node, at);
        const int64_t step = node.step > Duration(0) ? node.step.count() : m_defaultStep;
        // Steps are multiples of the step since 1970.
        int64_t first = window.start / step * step;
        while (first < window.start) first += step;
        std::map<Labels, std::vector<Point>> series;
        for (int64_t t = first; t <= window.end; t += step) {
            auto value = run(*node.children[0], t);
            if (!value) return value;
            for (const Element& element : value->vector) series[element.labels].push_back({t, element.value});
        }
        Value value;
        value.type = ValueType::Matrix;
        for (auto& [labels, points] : series) value.matrix.push_back({labels, std::move(points)});
        return value;
    }

    Result<Value> negate(const Expression& node, int64_t at) {
        auto value = run(*node.children[0], at);
        if (!value) return value;
        value->scalar = -value->scalar;
        for (Element& element : value->vector) {
            element.value = -element.value;
            element.labels.erase("__name__");
        }
        if (auto distinct = checkDistinct(value->vector); !distinct) return fail(std::move(distinct.error()));
        return value;
    }

    Result<Value> operate(const Expression& node, int64_t at) {
        auto left = run(*node.children[0], at);
        if (!left) return left;
        auto right = run(*node.children[1], at);
        if (!right) return right;
        if (left->type == ValueType::Vector && right->type == ValueType::Vector) {
            auto result = binary(node, left->vector, right->vector);
            if (!result) return fail(std::move(result.error()));
            return vector(std::move(*result));
        }
        if (left->type == ValueType::Scalar && right->type == ValueType::Scalar) {
            const auto result = apply(node.op, left->scalar, right->scalar);
            return scalar(node.returnBool ? (result ? 1 : 0) : result.value_or(0));
        }
        const bool scalarFirst = left->type == ValueType::Scalar;
        Vector out;
        for (Element& element : scalarFirst ? right->vector : left->vector) {
            const double own = element.value;
            auto result =
                scalarFirst ? apply(node.op, left->scalar, own) : apply(node.op, own, right->scalar);
            // A comparison keeps the vector's value, whichever side it stands on.
            if (result && isComparison(node.op)) result = own;
            if (node.returnBool) result = result ? 1 : 0;
            if (!result) continue;
            element.value = *result;
            if (node.op <= Operator::Power || node.returnBool) element.labels.erase("__name__");
            out.push_back(std::move(element));
        }
        if (auto distinct = checkDistinct(out); !distinct) return fail(std::move(distinct.error()));
        return vector(std::move(out));
    }

    Result<Value> fold(const Expression& node, int64_t at) {
        auto input = run(*node.children[0], at);
        if (!input) return input;
        double parameter = 0;
        std::string text;
        if (node.children.size() > 1) {
            auto value = run(*node.children[1], at);
            if (!value) return value;
            parameter = value->scalar;
            text = value->text;
        }
        auto result = aggregate(node, std::move(input->vector), parameter, text);
        if (!result) return fail(std::move(result.error()));
        return vector(std::move(*result));
    }

    Result<Value> call(const Expression& node, int64_t at) {
        if (node.text == "time") return scalar(static_cast<double>(at) / 1000);
        if (node.text == "pi") return scalar(M_PI);
        std::vector<Value> arguments;
        for (const auto& child : node.children) {
            auto value = run(*child, at);
            if (!value) return value;
            arguments.push_back(std::move(*value));
        }
        for (size_t i = 0; i < arguments.size(); ++i)
            if (arguments[i].type == ValueType::Matrix) return overMatrix(node, i, arguments, at);
        auto result = overVector(node, arguments, at);
        if (!result || result->type != ValueType::Vector) return result;
        if (auto distinct = checkDistinct(result->vector); !distinct)
            return fail(std::move(distinct.error()));
        return result;
    }

    Result<Value> overMatrix(const Expression& node, size_t which, const std::vector<Value>& arguments,
                             int64_t at) {
        const Matrix& matrix = arguments[which].matrix;
        if (node.text == "absent_over_time") {
            if (!matrix.empty()) return vector({});
            return vector({{absentLabels(*node.children[which]), 1, at}});
        }
        double parameter = 0;
        for (const Value& argument : arguments)
            if (argument.type == ValueType::Scalar) parameter = argument.scalar;
        const Window window = windowOf(*node.children[which], at);
        Vector out;
        for (const Series& series : matrix) {
            const auto value = overRange(node.text, series.points, window, parameter);
            if (!value) continue;
            Labels labels = series.labels;
            if (node.text != "last_over_time") labels.erase("__name__");
            out.push_back({std::move(labels), *value, at});
        }
        if (auto distinct = checkDistinct(out); !distinct) return fail(std::move(distinct.error()));
        return vector(std::move(out));
    }

    Result<Value> overVector(const Expression& node, std::vector<Value>& arguments, int64_t at) {
        const std::string& name = node.text;
        const auto wrap = [](Result<Vector> result) -> Result<Value> {
            if (!result) return fail(std::move(result.error()));
            return vector(std::move(*result));
        };
        std::vector<std::string> texts;
        std::vector<double> numbers;
        for (const Value& argument : arguments) {
            if (argument.type == ValueType::Text) texts.push_back(argument.text);
            if (argument.type == ValueType::Scalar) numbers.push_back(argument.scalar);
        }
        if (name == "vector") return vector({{{}, numbers[0], at}});
        if (name == "histogram_quantile") return wrap(histogramQuantile(numbers[0], arguments[1].vector));
        Vector input =
            arguments.empty() ? Vector{{{}, static_cast<double>(at) / 1000, at}} : arguments[0].vector;
        if (name == "absent") {
            if (!input.empty()) return vector({});
            return vector({{absentLabels(*node.children[0]), 1, at}});
        }
        if (name == "scalar") return scalar(input.size() == 1 ? input[0].value : std::nan(""));
        if (name == "label_replace") return wrap(labelReplace(std::move(input), texts));
        if (name == "label_join") return wrap(labelJoin(std::move(input), texts));
        if (name == "sort" || name == "sort_desc") {
            std::stable_sort(input.begin(), input.end(), [&](const Element& a, const Element& b) {
                if (std::isnan(a.value) || std::isnan(b.value))
                    return !std::isnan(a.value) && std::isnan(b.value);
                return name == "sort" ? a.value < b.value : a.value > b.value;
            });
            return vector(std::move(input));
        }
        Vector out;
        for (Element& element : input) {
            element.labels.erase("__name__");
            const auto value = name == "timestamp" ? std::optional(static_cast<double>(element.time) / 1000)
                                                   : overValue(name, element.value, numbers);
            if (value) out.push_back({std::move(element.labels), *value, at});
        }
        return vector(std::move(out));
    }

    const SeriesStore& m_store;
    int64_t m_defaultStep;
    int64_t m_work = 0;
};

}  // namespace

Result<Value> evaluate(const Expression& expression, const SeriesStore& store, TimePoint at,
                       Duration defaultStep) {
    return Evaluation(store, std::max<int64_t>(1, defaultStep.count()))
        .run(expression, at.time_since_epoch().count());
}

Result<Vector> evaluateVector(const Expression& expression, const SeriesStore& store, TimePoint at,
                              Duration defaultStep) {
    auto value = evaluate(expression, store, at, defaultStep);
    if (!value) return fail(std::move(value.error()));
    if (value->type == ValueType::Vector) return std::move(value->vector);
    if (value->type == ValueType::Scalar) return Vector{{{}, value->scalar, at.time_since_epoch().count()}};
    return fail(ErrorCode::Query, "A rule's expression must be a scalar or an instant vector.",
                "Put a function as rate() or avg_over_time() around the range.");
}

Result<SampleSet> StoreSource::at(const Query& query, TimePoint at, const CancelToken& token) {
    if (auto going = token.check(); !going) return fail(std::move(going.error()));
    if (!m_parsed || m_text != query.text) {
        auto parsed = parse(query.text);
        if (!parsed) return fail(std::move(parsed.error()));
        m_parsed = std::move(*parsed);
        m_text = query.text;
    }
    auto vector = evaluateVector(*m_parsed, m_store, at);
    if (!vector) return fail(std::move(vector.error()));
    if (query.limit > 0 && vector->size() > query.limit)
        return fail(ErrorCode::Resource, "The expression returns " + std::to_string(vector->size()) +
                                             " series, more than the " + std::to_string(query.limit) +
                                             " allowed.");
    SampleSet rows;
    rows.valueColumns = {"value"};
    std::set<std::string> names;
    for (Element& element : *vector) {
        for (const auto& [name, value] : element.labels) names.insert(name);
        rows.samples.push_back({std::move(element.labels), {element.value}, std::nullopt});
    }
    rows.labelColumns.assign(names.begin(), names.end());
    return rows;
}

Result<std::vector<std::pair<TimePoint, SampleSet>>> StoreSource::range(const Query& query, TimePoint from,
                                                                        TimePoint to, Duration step,
                                                                        const CancelToken& token) {
    std::vector<std::pair<TimePoint, SampleSet>> all;
    for (TimePoint t = from; t <= to; t += step) {
        auto rows = at(query, t, token);
        if (!rows) return fail(std::move(rows.error()));
        all.emplace_back(t, std::move(*rows));
    }
    return all;
}

}  // namespace tributary::alerts::promql
