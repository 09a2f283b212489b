// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/cell_value.h"

#include <QtCore/QBuffer>
#include <QtGui/QImageReader>

#include "core/result/cell_format.h"
#include "ui/viewer/json_indent.h"

namespace tributary::ui {

namespace {

constexpr int kBytesPerLine = 16;
constexpr int kLargestPicture = 64 << 20;

QString shown(const char* data, qint64 size, bool& cut) {
    // A character takes at least one byte, so this many bytes hold all that is shown.
    const qint64 bytes = std::min<qint64>(size, qint64{CellValue::kShownCharacters} * 4);
    QString text = QString::fromUtf8(data, static_cast<int>(bytes));
    if (text.size() > CellValue::kShownCharacters) text.truncate(CellValue::kShownCharacters);
    if (bytes < size || text.toUtf8().size() < size) cut = true;
    return text;
}

void readPicture(CellValue& value) {
    if (value.bytes.size() > kLargestPicture) return;
    const bool png = value.bytes.startsWith("\x89PNG\r\n\x1a\n");
    const bool jpeg = value.bytes.startsWith("\xFF\xD8\xFF");
    const bool gif = value.bytes.startsWith("GIF8");
    if (!png && !jpeg && !gif) return;
    QBuffer buffer(&value.bytes);
    QImageReader reader(&buffer);
    value.image = reader.read();
    value.imageKind = png ? QStringLiteral("PNG") : jpeg ? QStringLiteral("JPEG") : QStringLiteral("GIF");
}

void present(CellValue& value) {
    if (value.isBinary) {
        value.hex = hexDump(value.bytes, CellValue::kShownBytes);
        value.isCut = value.bytes.size() > CellValue::kShownBytes;
        readPicture(value);
        return;
    }
    value.text = shown(value.bytes.constData(), value.bytes.size(), value.isCut);
    value.characters = QString::fromUtf8(value.bytes).size();
    const auto json = indentJson({value.bytes.constData(), static_cast<size_t>(value.bytes.size())});
    if (json) value.json = shown(json->data(), static_cast<qint64>(json->size()), value.isCut);
}

}  // namespace

QString hexDump(const QByteArray& bytes, int limit) {
    QString out;
    const int end = std::min(bytes.size(), limit);
    for (int line = 0; line < end; line += kBytesPerLine) {
        QString hex;
        QString ascii;
        for (int i = line; i < line + kBytesPerLine; ++i) {
            if (i == line + kBytesPerLine / 2) hex += QLatin1Char(' ');
            if (i >= end) {
                hex += QStringLiteral("   ");
                continue;
            }
            const auto byte = static_cast<unsigned char>(bytes[i]);
            hex += QStringLiteral("%1 ").arg(byte, 2, 16, QLatin1Char('0'));
            ascii += byte >= 0x20 && byte < 0x7F ? QLatin1Char(static_cast<char>(byte)) : QLatin1Char('.');
        }
        out += QStringLiteral("%1  %2 %3\n").arg(line, 8, 16, QLatin1Char('0')).arg(hex, ascii);
    }
    return out;
}

Result<std::shared_ptr<CellValue>> loadCellValue(const result::StoreView& view, uint64_t row, size_t column) {
    auto pieces = view.rows({row, 1}, {column});
    if (!pieces) return fail(pieces.error());
    if (pieces->empty()) return fail(ErrorCode::NotFound, "There is no row " + std::to_string(row + 1) + ".");
    const auto& about = view.store().columns().at(column);
    auto loaded = std::make_shared<CellValue>();
    CellValue& value = *loaded;
    value.column = QString::fromStdString(about.name);
    value.type = QString::fromStdString(about.nativeType.empty() ? about.type.ToString() : about.nativeType);
    value.row = static_cast<qint64>(row);
    duckdb::DataChunk& chunk = *pieces->front().chunk;
    chunk.Flatten();
    duckdb::Vector& cells = chunk.data[0];
    value.isNull = !duckdb::FlatVector::Validity(cells).RowIsValid(0);
    if (value.isNull) return loaded;
    value.isBinary = about.type.id() == duckdb::LogicalTypeId::BLOB;
    if (value.isBinary || about.type.id() == duckdb::LogicalTypeId::VARCHAR) {
        const auto& text = duckdb::FlatVector::GetData<duckdb::string_t>(cells)[0];
        value.bytes = QByteArray(text.GetData(), static_cast<int>(text.GetSize()));
    } else {
        const auto texts = result::formatVector(cells, 1);
        value.bytes = QByteArray::fromStdString(texts.at(0).value_or(std::string()));
    }
    present(value);
    return loaded;
}

}  // namespace tributary::ui
