// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "core/connect/descriptor.h"

/// The fields most kinds of channel have.
namespace tributary::alerts::channels {

connect::Field textField(std::string key, std::string label, std::string help, std::string value = {});
connect::Field requiredField(connect::Field field);
connect::Field secretField(std::string key, std::string label, std::string help, bool required);
connect::Field switchField(std::string key, std::string label, std::string help, bool on,
                           std::string group = "Advanced");
connect::Field choiceField(std::string key, std::string label, std::string help,
                           std::vector<connect::FieldChoice> choices);
/// On page "Message": a template.
connect::Field templateField(std::string key, std::string label);
/// The address of a service that has only one; for tests and mirrors.
connect::Field baseUrlField(std::string value);

/// `fields`, then language and TLS.
std::vector<connect::Field> withCommonFields(std::vector<connect::Field> fields, bool hasLanguage = true,
                                             bool hasTls = true);

}  // namespace tributary::alerts::channels
