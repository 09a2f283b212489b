// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtGui/QImage>
#include <memory>

#include "core/base/error.h"
#include "core/result/store_view.h"

namespace tributary::ui {

/// One cell's whole value and the ways to look at it, prepared off the UI thread.
struct CellValue {
    static constexpr int kShownCharacters = 200'000;
    static constexpr int kShownBytes = 65'536;

    QString column;
    QString type;
    qint64 row = 0;  ///< of the view, from 0
    bool isNull = false;
    bool isBinary = false;
    QByteArray bytes;       ///< all of it: what copy and save take (texts in UTF-8)
    qint64 characters = 0;  ///< of a text
    QString text;           ///< at most kShownCharacters
    QString json;           ///< indented, when it is JSON; at most kShownCharacters
    QString hex;            ///< of binary values, at most kShownBytes of them
    QImage image;           ///< when the bytes are a picture
    QString imageKind;
    bool isCut = false;  ///< a shown form is not the whole value
};

/// Any thread.
Result<std::shared_ptr<CellValue>> loadCellValue(const result::StoreView& view, uint64_t row, size_t column);

/// "00000010  89 50 4e 47 …  .PNG…", 16 bytes a line.
QString hexDump(const QByteArray& bytes, int limit);

}  // namespace tributary::ui
