// SPDX-License-Identifier: MIT
//
// JSON objects as rows: columns and types by a sample, nested values as JSON text, members that the sample
// did not have in the column "other". Needs nlohmann/json (MIT).
#pragma once

#include <tributary_adbc_guess.hpp>

#include <map>
#include <nlohmann/json.hpp>

namespace tributary::sdk {

using Json = nlohmann::json;

namespace detail {

/// Builds a value of what the parser tells. Whole numbers beyond 64 bits keep their digits, as text: the
/// parser's own builder makes doubles of them.
class ExactJsonBuilder {
  public:
    using Whole = Json::number_integer_t;
    using Natural = Json::number_unsigned_t;

    bool null() { return put(nullptr); }
    bool boolean(bool value) { return put(value); }
    bool number_integer(Whole value) { return put(value); }
    bool number_unsigned(Natural value) { return put(value); }
    bool number_float(double value, const std::string& written) {
        const bool whole = written.find_first_of(".eE") == std::string::npos;
        return whole ? put(written) : put(value);
    }
    bool string(std::string& value) { return put(std::move(value)); }
    bool binary(Json::binary_t&) { return false; }
    bool start_object(size_t) { return open(Json::object()); }
    bool start_array(size_t) { return open(Json::array()); }
    bool key(std::string& name) {
        m_key = std::move(name);
        return true;
    }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool parse_error(size_t, const std::string&, const nlohmann::detail::exception&) { return false; }

    Json take() { return std::move(m_value); }

  private:
    template <class T>
    Json* add(T&& value) {
        if (m_open.empty()) return &(m_value = std::forward<T>(value));
        Json& into = *m_open.back();
        if (into.is_object()) return &(into[m_key] = std::forward<T>(value));
        into.push_back(std::forward<T>(value));
        return &into.back();
    }
    template <class T>
    bool put(T&& value) {
        add(Json(std::forward<T>(value)));
        return true;
    }
    bool open(Json empty) {
        m_open.push_back(add(std::move(empty)));
        return true;
    }
    bool close() {
        m_open.pop_back();
        return true;
    }

    Json m_value;
    std::vector<Json*> m_open;  // an enclosing value never moves while an inner one is open
    std::string m_key;
};

}  // namespace detail

/// `text` as JSON; nullopt: it is none. Whole numbers beyond 64 bits are the text of their digits.
inline std::optional<Json> exactJson(std::string_view text) {
    detail::ExactJsonBuilder builder;
    if (!Json::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
    return builder.take();
}

class JsonColumns {
  public:
    /// One object of the sample; anything else is a row with the one column "value".
    void learn(const Json& row) {
        if (!row.is_object()) return learnMember("value", row);
        for (const auto& [name, value] : row.items()) learnMember(name, value);
    }

    /// In the order they were first seen; "other" is the last one.
    std::vector<ColumnInfo> columns() const {
        std::vector<ColumnInfo> out;
        for (const auto& name : m_order) {
            ColumnInfo info;
            info.name = name;
            info.format = m_guesses.at(name).format();
            info.nativeType = m_guesses.at(name).nativeType();
            out.push_back(std::move(info));
        }
        ColumnInfo other;
        other.name = otherName();
        other.format = "u";
        other.nativeType = "JSON";
        other.comment = "Members the sample did not have";
        out.push_back(std::move(other));
        return out;
    }

    /// Sets the cells from column `first` on. `row` must live until the next one is asked for.
    void fill(const Json& from, const std::vector<ColumnInfo>& columns, size_t first, Row& row,
              const std::function<std::string()>& where) const {
        if (!from.is_object()) {
            const auto known = m_places.find("value");
            if (known != m_places.end())
                set(from, columns[first + known->second], first + known->second, row, where);
            return;
        }
        Json other;
        for (const auto& [name, value] : from.items()) {
            const auto known = m_places.find(name);
            if (known == m_places.end()) {
                other[name] = value;
            } else {
                set(value, columns[first + known->second], first + known->second, row, where);
            }
        }
        if (!other.empty()) row.keep(first + m_order.size(), other.dump());
    }

  private:
    void learnMember(const std::string& name, const Json& value) {
        if (m_places.emplace(name, m_order.size()).second) m_order.push_back(name);
        Guess& guess = m_guesses[name];
        if (value.is_boolean()) {
            guess.boolean();
        } else if (isInt64(value)) {
            guess.integer(value.get<int64_t>());
        } else if (value.is_number_unsigned()) {
            guess.nested();  // beyond 64 bits with a sign: as written
        } else if (value.is_number()) {
            guess.real();
        } else if (value.is_string()) {
            guess.text(value.get_ref<const std::string&>());
        } else if (value.is_structured()) {
            guess.nested();
        }
    }
    static bool isInt64(const Json& value) {
        return value.is_number_integer() &&
               (!value.is_number_unsigned() ||
                value.get<uint64_t>() <= uint64_t(std::numeric_limits<int64_t>::max()));
    }
    static void set(const Json& value, const ColumnInfo& column, size_t index, Row& row,
                    const std::function<std::string()>& where) {
        const std::string& f = column.format;
        if (value.is_null()) return;
        if (f == "u" && !value.is_string())
            return row.keep(index, value.dump(-1, ' ', false, Json::error_handler_t::replace));
        if (value.is_string()) {
            if (f == "u" || f[0] == 't')
                return setWritten(row, index, column, value.get_ref<const std::string&>(), true, where);
        } else if (f == "b" && value.is_boolean()) {
            row[index] = Cell::boolean(value.get<bool>());
            return;
        } else if (f == "l" && isInt64(value)) {
            row[index] = Cell::integer(value.get<int64_t>());
            return;
        } else if (f == "g" && value.is_number()) {
            row[index] = Cell::real(value.get<double>());
            return;
        }
        throw Error(
            7,
            where() + ": the column " + column.name + " holds " +
                value.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 80) +
                ", another type than the sample had: take a larger sample in the connection's settings",
            "22000");
    }
    std::string otherName() const {
        std::string name = "other";
        while (m_places.count(name)) name += "_";
        return name;
    }

    std::vector<std::string> m_order;
    std::map<std::string, size_t> m_places;
    std::map<std::string, Guess> m_guesses;
};

}  // namespace tributary::sdk
