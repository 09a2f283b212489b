// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/alerts/promql/functions.h"

namespace tributary::alerts::promql {

namespace {

Labels signatureOf(const Labels& labels, const Matching& matching) {
    Labels out;
    if (matching.on) {
        for (const std::string& name : matching.labels)
            if (const auto found = labels.find(name); found != labels.end()) out.insert(*found);
        return out;
    }
    out = labels;
    out.erase("__name__");
    for (const std::string& name : matching.labels) out.erase(name);
    return out;
}

bool dropsName(Operator op) {
    return op <= Operator::Power;  // not atan2: Prometheus keeps the name there
}

Labels resultLabels(const Labels& many, const Labels& one, const Expression& expression) {
    Labels labels = many;
    const Matching& matching = expression.matching;
    if (dropsName(expression.op) || expression.returnBool) labels.erase("__name__");
    if (matching.cardinality == Matching::Cardinality::OneToOne) {
        if (matching.on)
            std::erase_if(labels, [&](const auto& label) {
                return std::find(matching.labels.begin(), matching.labels.end(), label.first) ==
                       matching.labels.end();
            });
        else
            for (const std::string& name : matching.labels) labels.erase(name);
    }
    for (const std::string& name : matching.include) {
        const auto found = one.find(name);
        if (found == one.end())
            labels.erase(name);
        else
            labels[name] = found->second;
    }
    return labels;
}

Vector setOperation(const Expression& expression, const Vector& left, const Vector& right) {
    std::set<Labels> signatures;
    const Vector& looked = expression.op == Operator::Or ? left : right;
    for (const Element& element : looked) signatures.insert(signatureOf(element.labels, expression.matching));
    Vector out;
    const auto isIn = [&](const Element& element) {
        return signatures.count(signatureOf(element.labels, expression.matching)) > 0;
    };
    if (expression.op == Operator::Or) {
        out = left;
        for (const Element& element : right)
            if (!isIn(element)) out.push_back(element);
        return out;
    }
    for (const Element& element : left)
        if (isIn(element) == (expression.op == Operator::And)) out.push_back(element);
    return out;
}

tl::unexpected<Error> manyMatches(const std::string& side, const Labels& labels) {
    return fail(ErrorCode::Query, "Several series on the " + side + " side match " + labelsText(labels) + ".",
                "Match by more labels with on(), or group them with group_left or group_right.");
}

}  // namespace

std::optional<double> apply(Operator op, double left, double right) {
    const auto when = [&](bool holds) { return holds ? std::optional(left) : std::nullopt; };
    switch (op) {
        case Operator::Add:
            return left + right;
        case Operator::Subtract:
            return left - right;
        case Operator::Multiply:
            return left * right;
        case Operator::Divide:
            return left / right;
        case Operator::Modulo:
            return std::fmod(left, right);
        case Operator::Power:
            return std::pow(left, right);
        case Operator::Atan2:
            return std::atan2(left, right);
        case Operator::Equal:
            return when(left == right);
        case Operator::NotEqual:
            return when(left != right);
        case Operator::Less:
            return when(left < right);
        case Operator::LessEqual:
            return when(left <= right);
        case Operator::Greater:
            return when(left > right);
        case Operator::GreaterEqual:
            return when(left >= right);
        default:
            return std::nullopt;
    }
}

Result<Vector> binary(const Expression& expression, const Vector& left, const Vector& right) {
    if (isSet(expression.op)) return setOperation(expression, left, right);
    const Matching& matching = expression.matching;
    const bool swapped = matching.cardinality == Matching::Cardinality::OneToMany;
    const Vector& many = swapped ? right : left;
    const Vector& one = swapped ? left : right;
    std::map<Labels, const Element*> ones;
    for (const Element& element : one) {
        Labels signature = signatureOf(element.labels, matching);
        if (const auto [at, isNew] = ones.emplace(signature, &element); !isNew)
            return manyMatches(swapped ? "left" : "right", signature);
    }
    Vector out;
    std::set<Labels> used;
    for (const Element& element : many) {
        Labels signature = signatureOf(element.labels, matching);
        const auto found = ones.find(signature);
        if (found == ones.end()) continue;
        const double a = swapped ? found->second->value : element.value;
        const double b = swapped ? element.value : found->second->value;
        auto value = apply(expression.op, a, b);
        if (expression.returnBool) value = value ? 1 : 0;
        if (!value) continue;
        Labels labels = resultLabels(element.labels, found->second->labels, expression);
        const bool oneToOne = matching.cardinality == Matching::Cardinality::OneToOne;
        if (!used.insert(oneToOne ? signature : labels).second)
            return manyMatches(swapped ? "right" : "left", signature);
        out.push_back({std::move(labels), *value, element.time});
    }
    return out;
}

bool isAggregation(std::string_view name) {
    static const std::set<std::string_view> kAll{"sum",   "avg",     "min",      "max",
                                                 "count", "group",   "stddev",   "stdvar",
                                                 "topk",  "bottomk", "quantile", "count_values"};
    return kAll.count(name) > 0;
}

bool takesParameter(std::string_view name) {
    return name == "topk" || name == "bottomk" || name == "quantile" || name == "count_values";
}

namespace {

double fold(std::string_view name, const std::vector<const Element*>& members, double parameter) {
    if (name == "count") return static_cast<double>(members.size());
    if (name == "group") return 1;
    double value = members.front()->value;
    double mean = value;
    double square = 0;
    for (size_t i = 1; i < members.size(); ++i) {
        const double next = members[i]->value;
        const double count = static_cast<double>(i) + 1;
        if (name == "sum") {
            value += next;
        } else if (name == "max" || name == "min") {
            if (std::isnan(value) || (name == "max" ? next > value : next < value)) value = next;
        } else if (name == "avg") {
            const bool stays = std::isinf(mean) && ((std::isinf(next) && (mean > 0) == (next > 0)) ||
                                                    (!std::isinf(next) && !std::isnan(next)));
            if (!stays) mean += next / count - mean / count;
        } else {
            const double delta = next - mean;
            mean += delta / count;
            square += delta * (next - mean);
        }
    }
    if (name == "avg") return mean;
    if (name == "stdvar") return square / static_cast<double>(members.size());
    if (name == "stddev") return std::sqrt(square / static_cast<double>(members.size()));
    if (name == "quantile") {
        std::vector<double> values;
        for (const Element* member : members) values.push_back(member->value);
        return quantile(parameter, std::move(values));
    }
    return value;
}

void pick(std::vector<const Element*> members, double k, bool largest, Vector& out) {
    if (!(k >= 1)) return;
    std::stable_sort(members.begin(), members.end(), [&](const Element* a, const Element* b) {
        if (std::isnan(a->value) || std::isnan(b->value))
            return !std::isnan(a->value) && std::isnan(b->value);
        return largest ? a->value > b->value : a->value < b->value;
    });
    if (k < static_cast<double>(members.size())) members.resize(static_cast<size_t>(k));
    for (const Element* member : members) out.push_back(*member);
}

std::string numberText(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    char buffer[64];
    // The shortest text that reads back, without an exponent, as Go's FormatFloat(v, 'f', -1).
    for (int digits = 0; digits < 20; ++digits) {
        std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
        if (std::strtod(buffer, nullptr) == value) break;
    }
    return buffer;
}

}  // namespace

Result<Vector> aggregate(const Expression& expression, Vector input, double parameter,
                         const std::string& text) {
    if (expression.text == "count_values") {
        if (!isLabelName(text)) return fail(ErrorCode::Query, "'" + text + "' is not a label's name.");
        for (Element& element : input) element.labels[text] = numberText(element.value);
    }
    Matching matching = expression.matching;
    if (expression.text == "count_values" && matching.on) matching.labels.push_back(text);
    std::map<Labels, std::vector<const Element*>> groups;
    for (const Element& element : input) groups[signatureOf(element.labels, matching)].push_back(&element);
    Vector out;
    for (const auto& [labels, members] : groups) {
        if (expression.text == "topk" || expression.text == "bottomk")
            pick(members, parameter, expression.text == "topk", out);
        else
            out.push_back(
                {labels,
                 fold(expression.text == "count_values" ? "count" : expression.text, members, parameter), 0});
    }
    return out;
}

}  // namespace tributary::alerts::promql
