// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/common_http/robot.h"

namespace tributary_notify {

using namespace tributary_sdk;

Json sendToRobot(const Host& host, const HttpPost& request, const char* code, const char* text,
                 Verdict (*judge)(const std::string& code)) {
    const HttpAnswer answer = post(host, request);
    Json body;
    try {
        body = Json::parse(answer.body);
    } catch (const Failure&) {
        body = Json();  // judged below, with what it said
    }
    if (!body.isObject() || !body[code].isNumber())
        fail("The service did not answer as such a robot does: " + excerpt(answer.body, request.secrets) +
             ". Check the address; a proxy in between may have answered.");
    const std::string number = body[code].text();
    if (number == "0") return body;
    const Verdict verdict = judge(number);
    const std::string words = excerpt(body.stringAt(text), request.secrets);
    throw Failure(verdict.retry ? TRIBUTARY_RETRY : TRIBUTARY_FAILED,
                  "The service refused the message (code " + number + ")" +
                      (words.empty() ? "" : ": " + words) + ". " + verdict.hint);
}

HttpPost robotRequest(const Config& config, const std::string& defaultAddress) {
    HttpPost out;
    out.url = config.text("base_url", defaultAddress);
    while (!out.url.empty() && out.url.back() == '/') out.url.pop_back();
    out.caFile = config.text("tls_ca");
    out.verifyPeer = config.flag("tls_verify", true);
    return out;
}

}  // namespace tributary_notify
