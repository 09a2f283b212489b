// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/alerts/template/template.h"

namespace tributary::alerts::channels {

/// The texts messages have when the user gives none, as definitions `tributary.title`, `.text`, `.markdown`,
/// `.slack`, `.telegram`, `.html`; also under the names Alertmanager's own have ("slack.default.title" …),
/// for files that name them. `language` "zh": Chinese; any other: English. Add the user's own to a copy.
std::shared_ptr<const TemplateSet> defaultTemplates(const std::string& language);

}  // namespace tributary::alerts::channels
