// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <string>

#include "core/connect/descriptor.h"
#include "core/plugin/package/manifest.h"

namespace tributary::plugin {

/// Texts of forms in other languages: language ("zh") → English text → text.
using FormTexts = std::map<std::string, std::map<std::string, std::string>>;

/// The English text; its other languages are added to `texts`.
std::string learnText(const Text& text, FormTexts& texts);

/// A field of a manifest as the program's forms have it; `say` gives its texts in the form's language. One
/// that takes columns of a result becomes text: who has a result draws it otherwise.
connect::Field formField(const ManifestField& field, const std::function<std::string(const Text&)>& say);

}  // namespace tributary::plugin
