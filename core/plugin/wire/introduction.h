// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/plugin/wire/packer.h"

namespace tributary::plugin {

/// What a loaded library says of itself: the payload of MessageKind::Loaded. Empty for a data source, which
/// ADBC gives no way to say anything. Untrusted: texts are neither checked nor for people before they are.
struct Introduction {
    std::string id;
    std::string version;
    bool processor = false, exporter = false, visual = false, notifier = false;

    bool operator==(const Introduction&) const = default;

    std::string packed() const {
        Packer out;
        out.put(std::string_view(id)).put(std::string_view(version));
        return out.put(processor).put(exporter).put(visual).put(notifier).take();
    }
    /// None: these bytes say nothing, or too much.
    static std::optional<Introduction> unpacked(std::string_view bytes) {
        constexpr size_t kTextLimit = 256;
        Unpacker in(bytes);
        Introduction out;
        out.id = in.string();
        out.version = in.string();
        for (bool* kind : {&out.processor, &out.exporter, &out.visual, &out.notifier})
            *kind = in.get<uint8_t>() != 0;
        const bool fits = out.id.size() <= kTextLimit && out.version.size() <= kTextLimit;
        return in.done() && fits ? std::optional(std::move(out)) : std::nullopt;
    }
};

}  // namespace tributary::plugin
