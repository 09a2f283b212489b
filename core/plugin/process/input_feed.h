// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/plugin/wire/arrow_source.h"
#include "core/plugin/wire/frame_writer.h"
#include "core/plugin/wire/ring.h"

namespace tributary::plugin {

/// One of our sources, in the pieces a plugin is fed with.
class InputFeed {
  public:
    /// Data if the source's schema cannot be passed on.
    static Result<InputFeed> make(ArrowSource& source);

    const std::string& schema() const { return m_schema; }
    /// The next frame to send; none: the end. It refers to the batch kept here, until the next call.
    Result<std::optional<FramePlan>> next();
    bool over() const { return m_over; }  ///< its end was told

  private:
    explicit InputFeed(ArrowSource& source) : m_source(&source) {}

    ArrowSource* m_source;
    std::string m_schema;
    std::unique_ptr<ArrowType> m_type;
    std::unique_ptr<OwnedArray> m_batch = std::make_unique<OwnedArray>();
    std::optional<FrameSplitter> m_splitter;
    bool m_over = false;
};

}  // namespace tributary::plugin
