// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/json_reader.h"

#include "core/base/utf8.h"

namespace tributary::plugin {
namespace {

constexpr int kDeepest = 16;

}  // namespace

Result<Json> parseStrictJson(std::string_view text, const std::string& what) {
    if (const size_t bad = firstInvalidUtf8(text); bad != std::string_view::npos)
        return fail(ErrorCode::InvalidArgument, what + " is not UTF-8 at byte " + std::to_string(bad));
    std::vector<std::set<std::string>> keys;
    std::string twice;
    bool deep = false;
    const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
        if (depth > kDeepest) deep = true;
        if (event == Json::parse_event_t::object_start) keys.emplace_back();
        if (event == Json::parse_event_t::object_end && !keys.empty()) keys.pop_back();
        if (event == Json::parse_event_t::key && !keys.empty() &&
            !keys.back().insert(value.get<std::string>()).second)
            twice = value.get<std::string>();
        return !deep;
    };
    try {
        Json json = Json::parse(text.begin(), text.end(), watch);
        if (deep) return fail(ErrorCode::InvalidArgument, what + " is nested more than 16 levels deep");
        if (!twice.empty())
            return fail(ErrorCode::InvalidArgument,
                        what + " has the key '" + printable(twice, false) + "' twice");
        if (!json.is_object()) return fail(ErrorCode::InvalidArgument, what + " is not a JSON object");
        return json;
    } catch (const Json::exception& e) {
        return fail(ErrorCode::InvalidArgument, what + " is not JSON: " + printable(e.what(), false));
    }
}

ObjectReader::ObjectReader(const Json& json, std::string path, std::optional<Error>& error)
    : m_json(json), m_path(std::move(path)), m_error(error) {
    if (!json.is_object() && !m_error)
        m_error = Error(ErrorCode::InvalidArgument, "`" + m_path + "` must be an object");
}

void ObjectReader::complain(const std::string& key, const std::string& why) {
    if (!m_error)
        m_error = Error(ErrorCode::InvalidArgument,
                        "`" + printable(pathOf(key), false) + "` " + printable(why, false));
}

const Json* ObjectReader::any(const char* key, bool required) {
    m_known.insert(key);
    if (m_error) return nullptr;
    const auto found = m_json.find(key);
    if (found != m_json.end()) return &*found;
    if (required) complain(key, "is missing");
    return nullptr;
}

std::string ObjectReader::text(const char* key, bool required, size_t limit) {
    const Json* value = any(key, required);
    if (!value) return {};
    if (!value->is_string()) {
        complain(key, "must be a text");
        return {};
    }
    const auto& out = value->get_ref<const std::string&>();
    if (required && out.empty()) complain(key, "is empty");
    if (out.size() > limit) complain(key, "is longer than " + std::to_string(limit) + " bytes");
    if (out.find('\0') != std::string::npos) complain(key, "holds a zero character");
    return m_error ? std::string() : out;
}

bool ObjectReader::flag(const char* key, bool otherwise) {
    const Json* value = any(key);
    if (!value) return otherwise;
    if (!value->is_boolean()) complain(key, "must be true or false");
    return value->is_boolean() ? value->get<bool>() : otherwise;
}

uint64_t ObjectReader::number(const char* key, uint64_t otherwise, uint64_t least, uint64_t most) {
    const Json* value = any(key);
    if (!value) return otherwise;
    if (value->is_number_unsigned() && value->get<uint64_t>() >= least && value->get<uint64_t>() <= most)
        return value->get<uint64_t>();
    complain(key, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return otherwise;
}

std::vector<std::string> ObjectReader::texts(const char* key, size_t limit) {
    const Json* value = any(key);
    std::vector<std::string> out;
    if (!value) return out;
    if (!value->is_array() || value->size() > limit) {
        complain(key, "must be a list of at most " + std::to_string(limit) + " texts");
        return out;
    }
    for (const auto& one : *value) {
        if (!one.is_string() || one.get_ref<const std::string&>().find('\0') != std::string::npos) {
            complain(key, "must hold texts only");
            return {};
        }
        out.push_back(one.get<std::string>());
    }
    return out;
}

void ObjectReader::object(const char* key, const std::function<void(ObjectReader&)>& read) {
    const Json* value = any(key);
    if (!value) return;
    ObjectReader inner(*value, pathOf(key), m_error);
    if (m_error) return;
    read(inner);
    inner.finish();
}

void ObjectReader::objects(const char* key, size_t limit, const std::function<void(ObjectReader&)>& read) {
    const Json* value = any(key);
    if (!value) return;
    if (!value->is_array() || value->size() > limit) {
        complain(key, "must be a list of at most " + std::to_string(limit) + " objects");
        return;
    }
    for (size_t i = 0; i < value->size() && !m_error; i++) {
        ObjectReader inner((*value)[i], pathOf(key) + "[" + std::to_string(i) + "]", m_error);
        if (m_error) return;
        read(inner);
        inner.finish();
    }
}

void ObjectReader::members(
    const char* key, size_t limit,
    const std::function<void(const std::string&, const Json&, const std::string&)>& read) {
    const Json* value = any(key);
    if (!value) return;
    if (!value->is_object() || value->size() > limit) {
        complain(key, "must be an object of at most " + std::to_string(limit) + " members");
        return;
    }
    for (const auto& [name, member] : value->items()) {
        if (m_error) return;
        read(name, member, pathOf(key) + "." + name);
    }
}

void ObjectReader::finish() {
    if (m_error) return;
    for (const auto& [name, value] : m_json.items())
        if (!m_known.count(name)) return complain(name, "is not known: is it spelled right?");
}

}  // namespace tributary::plugin
