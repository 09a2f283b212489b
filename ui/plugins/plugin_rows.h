// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QCoreApplication>
#include <vector>

#include "ui/alerts/record_table.h"
#include "ui/plugins/plugin_picture.h"

namespace tributary::ui {

/// What the manager's tables show of a picture, by what was typed and the kind chosen. UI thread.
class PluginRows {
    Q_DECLARE_TR_FUNCTIONS(tributary::ui::PluginRows)

  public:
    PluginRows(const PluginPicture& picture, QString filter, std::optional<plugin::Kind> kind)
        : m_picture(picture), m_filter(std::move(filter)), m_kind(kind) {}

    std::vector<RecordRow> installed() const;
    std::vector<RecordRow> updates() const;
    std::vector<RecordRow> catalogue() const;  ///< by category
    std::vector<RecordRow> found() const;

    static std::vector<RecordColumn> installedColumns();
    static std::vector<RecordColumn> catalogueColumns();
    static std::vector<RecordColumn> foundColumns();

  private:
    bool matches(const PluginCard& card) const;
    RecordRow installedRow(const PluginCard& card) const;
    RecordRow offeredRow(const PluginCard& card) const;

    const PluginPicture& m_picture;
    const QString m_filter;
    const std::optional<plugin::Kind> m_kind;
};

}  // namespace tributary::ui
