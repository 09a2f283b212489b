// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/fields.h"

#include <utility>

namespace tributary::alerts::channels {

using connect::Field;
using connect::FieldKind;

Field textField(std::string key, std::string label, std::string help, std::string value) {
    Field field;
    field.key = std::move(key);
    field.label = std::move(label);
    field.help = std::move(help);
    field.defaultValue = std::move(value);
    return field;
}

Field requiredField(Field field) {
    field.required = true;
    return field;
}

Field secretField(std::string key, std::string label, std::string help, bool required) {
    Field field = textField(std::move(key), std::move(label), std::move(help));
    field.kind = FieldKind::Secret;
    field.required = required;
    return field;
}

Field switchField(std::string key, std::string label, std::string help, bool on, std::string group) {
    Field field = textField(std::move(key), std::move(label), std::move(help), on ? "true" : "false");
    field.kind = FieldKind::Boolean;
    field.group = std::move(group);
    return field;
}

Field choiceField(std::string key, std::string label, std::string help,
                  std::vector<connect::FieldChoice> choices) {
    Field field = textField(std::move(key), std::move(label), std::move(help));
    field.kind = FieldKind::Choice;
    if (!choices.empty()) field.defaultValue = choices.front().value;
    field.choices = std::move(choices);
    return field;
}

Field templateField(std::string key, std::string label) {
    Field field = textField(std::move(key), std::move(label),
                            "A Go template as in Alertmanager; empty: the text this program brings.");
    field.group = "Message";
    field.placeholder = "{{ template \"tributary.title\" . }}";
    return field;
}

Field baseUrlField(std::string value) {
    Field field = textField("base_url", "Service address", "Only for a mirror or a proxy of the service.",
                            std::move(value));
    field.group = "Advanced";
    return field;
}

std::vector<Field> withCommonFields(std::vector<Field> fields, bool hasLanguage, bool hasTls) {
    if (hasLanguage) {
        Field language = choiceField("language", "Language", "Of the texts this program brings.",
                                     {{"", "As the program"}, {"en", "English"}, {"zh", "中文"}});
        language.group = "Message";
        fields.push_back(std::move(language));
    }
    if (hasTls) {
        Field file = textField("tls_ca", "Certificate authority",
                               "PEM file of the authority to trust; empty: the system's.");
        file.kind = FieldKind::File;
        file.group = "TLS";
        fields.push_back(std::move(file));
        fields.push_back(switchField("tls_verify", "Check the certificate",
                                     "Off only for tests: anybody in between could read the messages.", true,
                                     "TLS"));
    }
    return fields;
}

}  // namespace tributary::alerts::channels
