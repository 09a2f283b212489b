// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/mime.h"

#include <algorithm>

#include "core/alerts/channels/signature.h"
#include "core/alerts/template/go_time.h"

namespace tributary::alerts::channels {
namespace {

constexpr size_t kEncodedLine = 76;

bool isPlain(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
}

std::string oneLine(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    return text;
}

/// RFC 2047: words of at most 75 characters, cut between characters.
std::string encodedWord(const std::string& raw) {
    const std::string text = oneLine(raw);
    if (isPlain(text) && text.size() < 900) return text;
    std::string out;
    for (size_t at = 0; at < text.size();) {
        size_t end = std::min(text.size(), at + 42);
        while (end < text.size() && end > at + 1 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            --end;
        out += (at ? "\r\n " : "") + ("=?UTF-8?B?" + base64(text.substr(at, end - at)) + "?=");
        at = end;
    }
    return out;
}

std::string wrapped(const std::string& bytes) {
    const std::string encoded = base64(bytes);
    std::string out;
    for (size_t at = 0; at < encoded.size(); at += kEncodedLine)
        out += encoded.substr(at, kEncodedLine) + "\r\n";
    return out;
}

std::string mailbox(const std::string& text) {
    const size_t angle = text.rfind('<');
    if (angle == std::string::npos) return oneLine(text);
    std::string name = text.substr(0, angle);
    name.erase(name.find_last_not_of(" \"") + 1);
    name.erase(0, name.find_first_not_of(" \""));
    std::replace(name.begin(), name.end(), '"', '\'');
    const std::string shown = isPlain(name) ? "\"" + name + "\"" : encodedWord(name);
    return shown + " <" + addressOf(text) + ">";
}

std::string part(const std::string& type, const std::string& content, const std::string& more = {}) {
    return "Content-Type: " + type + "\r\nContent-Transfer-Encoding: base64\r\n" + more + "\r\n" +
           wrapped(content);
}

std::string multipart(const std::string& kind, const std::string& boundary,
                      const std::vector<std::string>& parts) {
    std::string out = "Content-Type: multipart/" + kind + "; boundary=\"" + boundary + "\"\r\n\r\n";
    for (const auto& each : parts) out += "--" + boundary + "\r\n" + each + "\r\n";
    return out + "--" + boundary + "--\r\n";
}

std::string body(const Mail& mail) {
    const std::string text = part("text/plain; charset=utf-8", mail.text);
    if (mail.html.empty()) return text;
    // Base64 holds no "=_", so a boundary with it is in no part.
    const std::string mark = "=_" + sha256Hex(mail.messageId).substr(0, 24);
    std::string html = part("text/html; charset=utf-8", mail.html);
    if (!mail.png.empty()) {
        html = multipart(
            "related", mark + "r",
            {html, part("image/png", mail.png,
                        "Content-ID: <chart>\r\nContent-Disposition: inline; filename=\"chart.png\"\r\n")});
    }
    return multipart("alternative", mark + "a", {text, html});
}

}  // namespace

std::string addressOf(const std::string& text) {
    const size_t open = text.rfind('<');
    const size_t close = text.rfind('>');
    std::string out = open != std::string::npos && close != std::string::npos && close > open
                          ? text.substr(open + 1, close - open - 1)
                          : text;
    out.erase(0, out.find_first_not_of(' '));
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
}

bool isAddress(const std::string& address) {
    const size_t at = address.rfind('@');
    return at != std::string::npos && at > 0 && at + 1 < address.size() &&
           std::none_of(address.begin(), address.end(), [](unsigned char c) {
               return c <= 0x20 || c == 0x7F || c == '<' || c == '>' || c == ',' || c == ';';
           });
}

std::string mimeText(const Mail& mail) {
    std::string recipients;
    for (const auto& one : mail.to) recipients += (recipients.empty() ? "" : ",\r\n ") + mailbox(one);
    std::string out = "From: " + mailbox(mail.from) + "\r\nTo: " + recipients +
                      "\r\nSubject: " + encodedWord(mail.subject) +
                      "\r\nDate: " + templates::goTimeFormat(mail.date, "Mon, 02 Jan 2006 15:04:05 -0700") +
                      "\r\nMessage-ID: <" + mail.messageId + ">\r\n";
    if (!mail.thread.empty())
        out += "In-Reply-To: <" + mail.thread + ">\r\nReferences: <" + mail.thread + ">\r\n";
    for (const auto& [name, value] : mail.headers) out += name + ": " + encodedWord(value) + "\r\n";
    return out + "MIME-Version: 1.0\r\n" + body(mail);
}

}  // namespace tributary::alerts::channels
