// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace tributary::connect {

enum class FieldKind { Text, Secret, Integer, Boolean, Choice, File, Folder };

struct FieldChoice {
    std::string value;
    std::string label;  ///< English; the window translates it in context "Descriptor"
};

/// One field of a connection form. The window draws it, the command line takes it as --set key=value.
struct Field {
    std::string key;
    std::string label;  ///< English; the window translates it in context "Descriptor"
    FieldKind kind = FieldKind::Text;
    std::string defaultValue;
    bool required = false;
    std::string group;  ///< "" first page, "TLS", "Advanced"
    std::string help;   ///< one sentence, English
    std::string placeholder;
    std::vector<FieldChoice> choices;
};

/// What a connector is, as data: no window code knows any connector.
struct Descriptor {
    std::string id;           ///< "postgresql"
    std::string label;        ///< "PostgreSQL"
    std::string description;  ///< one sentence, English
    std::string icon;         ///< name of a lucide icon
    std::string colorLight;   ///< "#336791"
    std::string colorDark;
    std::string nativeLanguage;         ///< "SQL", "InfluxQL", "Flux": what `native` takes
    std::vector<std::string> keywords;  ///< further words people search it by
    std::vector<Field> fields;
    /// How OpenLineage's naming page calls its datasets; {field} stands for a setting, {name} for the dotted
    /// name of a table: "postgres://{host}:{port}" and "{database}.{name}".
    std::string openLineageSpace;
    std::string openLineageName = "{name}";
};

}  // namespace tributary::connect
