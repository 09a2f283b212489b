// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/form_field.h"

namespace tributary::plugin {

namespace {

connect::FieldKind formKind(FieldKind kind) {
    switch (kind) {
        case FieldKind::Secret:
            return connect::FieldKind::Secret;
        case FieldKind::Integer:
            return connect::FieldKind::Integer;
        case FieldKind::Boolean:
            return connect::FieldKind::Boolean;
        case FieldKind::Choice:
            return connect::FieldKind::Choice;
        case FieldKind::File:
            return connect::FieldKind::File;
        case FieldKind::Folder:
            return connect::FieldKind::Folder;
        default:
            return connect::FieldKind::Text;
    }
}

}  // namespace

std::string learnText(const Text& text, FormTexts& texts) {
    const std::string english = text.english();
    for (const auto& [language, words] : text.byLanguage) {
        if (!language.empty() && language != "en" && words != english) texts[language][english] = words;
    }
    return english;
}

connect::Field formField(const ManifestField& field, const std::function<std::string(const Text&)>& say) {
    connect::Field out;
    out.key = field.key;
    out.label = say(field.label);
    out.kind = formKind(field.kind);
    out.defaultValue = field.defaultValue;
    out.required = field.required;
    out.group = say(field.group);
    out.help = say(field.help);
    out.placeholder = field.placeholder;
    for (const auto& choice : field.choices) out.choices.push_back({choice.value, say(choice.label)});
    return out;
}

}  // namespace tributary::plugin
