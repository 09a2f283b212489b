// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <sstream>

#include "core/alerts/channels/default_templates.h"
#include "core/alerts/channels/fields.h"
#include "core/alerts/channels/http_channel.h"
#include "core/alerts/channels/kinds.h"
#include "core/alerts/channels/message_data.h"
#include "core/alerts/channels/process.h"

namespace tributary::alerts::channels {
namespace {

constexpr int kTryAgain = 75;  ///< EX_TEMPFAIL of sysexits.h

/// Nothing of this program's own environment, which may hold secrets.
std::vector<std::string> environmentOf(const Notification& n) {
    return {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8",
            std::string("TRIBUTARY_STATUS=") + (n.firing ? "firing" : "resolved"),
            "TRIBUTARY_IDEMPOTENCY_KEY=" + idempotencyKey(n)};
}

Result<std::vector<std::string>> commandOf(Session& session) {
    std::vector<std::string> out{session.setting("program")};
    if (out[0].empty() || out[0][0] != '/')
        return fail(ErrorCode::InvalidArgument, "The program of the channel is no absolute path.",
                    "Give the whole path, such as /usr/local/bin/page-me.");
    std::istringstream lines(session.setting("arguments"));
    const auto set =
        session.context().templates ? session.context().templates : defaultTemplates(session.language());
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        auto argument = set->expand(line, templateData(session.notification()));
        if (!argument) return fail(argument.error());
        // A NUL would end the argument early.
        argument->erase(std::remove(argument->begin(), argument->end(), '\0'), argument->end());
        out.push_back(std::move(*argument));
    }
    return out;
}

SendResult send(Session& session) {
    if (!session.context().allowCommands)
        return session.failed(
            Error(ErrorCode::Permission, "Commands are switched off.",
                  "Switch them on in the program's settings if this machine may run them."));
    auto command = commandOf(session);
    if (!command) return session.failed(command.error());
    const Notification& n = session.notification();
    auto result = runProcess(*command, environmentOf(n), dump(webhookPayload(n)) + "\n", session.token());
    if (!result) {
        Error error = result.error();
        if (error.code == ErrorCode::Timeout) {
            error.message = "The command did not end in time and was stopped.";
            error.retryable = error.inDoubt = true;
        }
        return session.failed(std::move(error));
    }
    if (result->status == 0) return {};
    Error error(ErrorCode::Query,
                "The command ended with status " + std::to_string(result->status) +
                    (result->output.empty() ? "" : ": " + session.excerpt(result->output)),
                "Run it by hand to see why; status 75 asks to be tried again.");
    error.nativeCode = std::to_string(result->status);
    error.retryable = result->status == kTryAgain;
    return session.failed(std::move(error));
}

}  // namespace

std::shared_ptr<const Channel> makeCommandChannel() {
    ChannelDescriptor d;
    d.id = "command";
    d.label = "Command";
    d.description =
        "A program on this machine, with the message as JSON on its standard input; off by default.";
    d.icon = "terminal";
    connect::Field program =
        requiredField(textField("program", "Program", "The whole path; no shell looks at it."));
    program.kind = connect::FieldKind::File;
    d.fields = {program, textField("arguments", "Arguments",
                                   "One a line, each a template; a line is one argument whatever is in it.")};
    return std::make_shared<HttpChannel>(std::move(d), send);
}

}  // namespace tributary::alerts::channels
