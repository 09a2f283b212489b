// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/protection.h"

#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/plugin/confine/landlock.h"
#include "core/plugin/confine/outer_layer.h"

namespace tributary::plugin {
namespace {

using nlohmann::json;

std::string joined(const std::vector<std::string_view>& parts) {
    std::string out;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out += i + 1 == parts.size() ? " and " : ", ";
        out += parts[i];
    }
    return out;
}

std::string whyNoOuter(Protection::Outer outer) {
    switch (outer) {
        case Protection::Outer::SwitchedOff:
            return "the outer layer is switched off (TRIBUTARY_BWRAP).";
        case Protection::Outer::NotInstalled:
            return "bubblewrap is not installed.";
        case Protection::Outer::Forbidden:
            return "this computer does not let you make the namespaces that bubblewrap needs.";
        case Protection::Outer::Failed:
            return "bubblewrap could not set up the outer layer, see the plugin's log.";
        case Protection::Outer::Active:
            break;
    }
    return {};
}

bool seccompHas(uint32_t action) {
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

/// The broker reads the child's memory and takes its sockets: Yama's strictest settings forbid both.
bool mayLookIntoChildren() {
    int scope = 0;
    std::ifstream file("/proc/sys/kernel/yama/ptrace_scope");
    if (file >> scope) return scope < 2;
    return true;
}

}  // namespace

std::string Protection::summary() const {
    std::vector<std::string_view> parts;
    if (files) parts.emplace_back("files");
    if (outer == Outer::Active) parts.emplace_back("names of files");
    if (network) parts.emplace_back("network");
    if (processes) parts.emplace_back("processes");
    if (signals) parts.emplace_back("signals");
    if (limits) parts.emplace_back("memory limits");
    if (parts.empty()) return "none";
    return joined(parts) + (parts.size() == 1 ? " only" : "");
}

std::vector<std::string> Protection::gaps() const {
    std::vector<std::string> out;
    if (!files) {
        out.emplace_back(
            "Files are not protected: this kernel has no Landlock, or it is switched off. The plugin can "
            "read and change everything you can.");
    } else if (!truncate) {
        out.emplace_back(
            "A plugin can empty files it may not write (Landlock older than Linux 6.2, and no seccomp "
            "filters).");
    }
    if (!network) {
        out.emplace_back(
            "The plugin can use the network without permission: this kernel has no seccomp filters.");
    } else if (!connections) {
        out.emplace_back(
            "The network is closed to plugins, also to hosts you allowed: this computer does not let "
            "the program connect for them (Linux 5.6, kernel.yama.ptrace_scope below 2).");
    }
    if (!processes) {
        out.emplace_back(
            "The plugin can start programs and look into others: this kernel has no seccomp filters.");
    }
    if (!signals && !processes) out.emplace_back("The plugin can send signals to your other programs.");
    if (outer != Outer::Active) {
        out.emplace_back("The plugin can see names, sizes and times of files it cannot open: " +
                         whyNoOuter(outer));
    }
    if (!limits) out.emplace_back("Memory and open files are not limited.");
    return out;
}

std::string encodeProtection(const Protection& p) {
    return json{{"files", p.files},         {"truncate", p.truncate},
                {"network", p.network},     {"connections", p.connections},
                {"ports", p.ports},         {"processes", p.processes},
                {"signals", p.signals},     {"limits", p.limits},
                {"landlock", p.landlockAbi}}
        .dump();
}

Result<Protection> decodeProtection(std::string_view text) {
    const json in = json::parse(text, nullptr, false);
    if (!in.is_object()) return fail(ErrorCode::Corrupt, "A plugin process did not say how it is protected.");
    Protection p;
    p.files = in.value("files", false);
    p.truncate = in.value("truncate", false);
    p.network = in.value("network", false);
    p.connections = in.value("connections", false);
    p.ports = in.value("ports", false);
    p.processes = in.value("processes", false);
    p.signals = in.value("signals", false);
    p.limits = in.value("limits", false);
    p.landlockAbi = in.value("landlock", 0);
    return p;
}

Protection probeProtection() {
    Protection p;
    p.landlockAbi = landlockAbi();
    p.files = p.landlockAbi >= 1;
    p.ports = p.landlockAbi >= 4;
    p.processes = seccompHas(SECCOMP_RET_ERRNO);
    p.signals = p.processes;
    p.truncate = p.files && (p.landlockAbi >= 3 || p.processes);
    p.network = p.processes;
    p.connections = p.processes && seccompHas(SECCOMP_RET_USER_NOTIF) && mayLookIntoChildren();
    p.limits = true;
    p.outer = findOuterLayer().state;
    if (p.outer == Protection::Outer::Active) p.files = p.truncate = true;
    return p;
}

void hideFromPlugins() noexcept {
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

}  // namespace tributary::plugin
