// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/cell_preview.h"

#include <QtCore/QDateTime>
#include <QtCore/QTimeZone>
#include <algorithm>

#include "core/result/cell_format.h"

namespace tributary::ui {

namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr size_t kPreviewBytes = static_cast<size_t>(kPreviewCharacters) * 4;
constexpr size_t kPreviewBlobBytes = 64;

/// The longest prefix of at most `limit` bytes that does not end inside a UTF-8 sequence.
size_t utf8Prefix(const char* data, size_t size, size_t limit) {
    if (size <= limit) return size;
    size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(data[end]) & 0xC0U) == 0x80U) --end;
    return end;
}

GridCell cellOf(QString text, bool cut) {
    if (text.size() > kPreviewCharacters) {
        text.truncate(kPreviewCharacters);
        if (text.at(text.size() - 1).isHighSurrogate()) text.chop(1);
        cut = true;
    }
    text = visibleText(text);
    if (cut) text += QChar(0x2026);
    return {std::move(text), false, cut};
}

GridCell nullCell() {
    GridCell cell;
    cell.isNull = true;
    return cell;
}

void previewStrings(duckdb::Vector& vector, duckdb::idx_t count, std::vector<GridCell>& out) {
    vector.Flatten(count);
    const auto* data = duckdb::FlatVector::GetData<duckdb::string_t>(vector);
    const auto& validity = duckdb::FlatVector::Validity(vector);
    for (duckdb::idx_t i = 0; i < count; ++i) {
        if (!validity.RowIsValid(i)) {
            out.push_back(nullCell());
            continue;
        }
        const size_t size = utf8Prefix(data[i].GetData(), data[i].GetSize(), kPreviewBytes);
        out.push_back(
            cellOf(QString::fromUtf8(data[i].GetData(), static_cast<int>(size)), size < data[i].GetSize()));
    }
}

void previewFormatted(duckdb::Vector& vector, duckdb::idx_t count, const std::vector<bool>& cut,
                      std::vector<GridCell>& out) {
    const auto texts = result::formatVector(vector, count);
    for (size_t i = 0; i < texts.size(); ++i) {
        if (!texts[i]) {
            out.push_back(nullCell());
            continue;
        }
        const size_t size = utf8Prefix(texts[i]->data(), texts[i]->size(), kPreviewBytes);
        const bool shortened = size < texts[i]->size() || (!cut.empty() && cut[i]);
        out.push_back(cellOf(QString::fromUtf8(texts[i]->data(), static_cast<int>(size)), shortened));
    }
}

void previewBlobs(duckdb::Vector& vector, duckdb::idx_t count, std::vector<GridCell>& out) {
    vector.Flatten(count);
    const auto* data = duckdb::FlatVector::GetData<duckdb::string_t>(vector);
    duckdb::Vector heads(duckdb::LogicalType::BLOB, count);
    auto* target = duckdb::FlatVector::GetData<duckdb::string_t>(heads);
    std::vector<bool> cut(count, false);
    for (duckdb::idx_t i = 0; i < count; ++i) {
        if (!duckdb::FlatVector::Validity(vector).RowIsValid(i)) {
            duckdb::FlatVector::SetNull(heads, i, true);
            continue;
        }
        const size_t size = std::min<size_t>(data[i].GetSize(), kPreviewBlobBytes);
        target[i] = duckdb::StringVector::AddStringOrBlob(heads, data[i].GetData(), size);
        cut[i] = size < data[i].GetSize();
    }
    previewFormatted(heads, count, cut, out);
}

void shiftIntoZone(duckdb::Vector& vector, duckdb::idx_t count, const QByteArray& zone,
                   std::vector<GridCell>& cells) {
    const auto* data = duckdb::FlatVector::GetData<duckdb::timestamp_tz_t>(vector);
    for (duckdb::idx_t i = 0; i < count; ++i) {
        if (cells[i].isNull || !duckdb::Timestamp::IsFinite(data[i])) continue;
        const QString text = textInZone(data[i].value, zone);
        if (!text.isEmpty()) cells[i].text = text;
    }
}

QString offsetText(int seconds) {
    const int magnitude = std::abs(seconds);
    QString out = seconds < 0 ? QStringLiteral("-") : QStringLiteral("+");
    out += QStringLiteral("%1").arg(magnitude / 3600, 2, 10, QLatin1Char('0'));
    if (magnitude % 3600 != 0) out += QStringLiteral(":%1").arg(magnitude / 60 % 60, 2, 10, QLatin1Char('0'));
    if (magnitude % 60 != 0) out += QStringLiteral(":%1").arg(magnitude % 60, 2, 10, QLatin1Char('0'));
    return out;
}

}  // namespace

QString visibleText(const QString& text) {
    const bool plain = std::none_of(text.begin(), text.end(), [](QChar c) {
        return c.unicode() < 0x20 || c.unicode() == 0x7F || (c.unicode() >= 0x80 && c.unicode() < 0xA0) ||
               c == QChar::LineSeparator || c == QChar::ParagraphSeparator;
    });
    if (plain) return text;
    QString out;
    out.reserve(text.size());
    for (const QChar c : text) {
        const ushort code = c.unicode();
        if (code == '\n' || c == QChar::LineSeparator || c == QChar::ParagraphSeparator) {
            out += QChar(0x21B5);
        } else if (code == '\t') {
            out += QChar(0x21E5);
        } else if (code < 0x20) {
            out += QChar(0x2400 + code);
        } else if (code == 0x7F) {
            out += QChar(0x2421);
        } else if (code >= 0x80 && code < 0xA0) {
            out += QStringLiteral("\\u%1").arg(code, 4, 16, QLatin1Char('0'));
        } else {
            out += c;
        }
    }
    return out;
}

QString textInZone(int64_t epochMicroseconds, const QByteArray& zone) {
    int64_t seconds = epochMicroseconds / kMicrosPerSecond;
    int64_t micros = epochMicroseconds % kMicrosPerSecond;
    if (micros < 0) {
        micros += kMicrosPerSecond;
        --seconds;
    }
    const QTimeZone timeZone(zone);
    if (!timeZone.isValid()) return {};
    const QDateTime moment = QDateTime::fromSecsSinceEpoch(seconds, timeZone);
    if (!moment.isValid() || moment.date().year() < 1 || moment.date().year() > 9999) return {};
    QString out = moment.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    if (micros != 0) {
        QString fraction = QStringLiteral(".%1").arg(micros, 6, 10, QLatin1Char('0'));
        while (fraction.endsWith(QLatin1Char('0'))) fraction.chop(1);
        out += fraction;
    }
    return out + offsetText(moment.offsetFromUtc());
}

std::vector<GridCell> previewVector(duckdb::Vector& vector, duckdb::idx_t count, const QByteArray& zone) {
    std::vector<GridCell> out;
    out.reserve(count);
    switch (vector.GetType().id()) {
        case duckdb::LogicalTypeId::VARCHAR:
            previewStrings(vector, count, out);
            break;
        case duckdb::LogicalTypeId::BLOB:
            previewBlobs(vector, count, out);
            break;
        case duckdb::LogicalTypeId::TIMESTAMP_TZ:
            vector.Flatten(count);
            previewFormatted(vector, count, {}, out);
            if (!zone.isEmpty() && zone != "UTC") shiftIntoZone(vector, count, zone, out);
            break;
        default:
            previewFormatted(vector, count, {}, out);
    }
    return out;
}

}  // namespace tributary::ui
