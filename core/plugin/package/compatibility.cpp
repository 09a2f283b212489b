// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/compatibility.h"

#include <gnu/libc-version.h>

#include "core/plugin/package/names.h"

namespace tributary::plugin {
namespace {

constexpr const char* kAdbc = "1.1.0";
constexpr const char* kTributary = "1.0";

struct Needs {
    std::string title, abiName, abiVersion, platform, glibc;
    const VersionRange& host;
};

std::string major(const std::string& version) {
    return version.substr(0, version.find('.'));
}

tl::unexpected<Error> unfit(const Needs& needs, const std::string& builtFor, const std::string& offered,
                            const std::string& hint) {
    return fail(ErrorCode::Unsupported,
                needs.title + " was built for " + builtFor + ", this program offers " + offered, hint);
}

Result<void> check(const Needs& needs, const Host& host) {
    const std::string offered = needs.abiName == "adbc" ? kAdbc : kTributary;
    if (major(needs.abiVersion) != major(offered) || compareNumberLists(needs.abiVersion, offered) > 0) {
        const bool newer = compareNumberLists(needs.abiVersion, offered) > 0;
        return unfit(needs, "plugin interface " + needs.abiName + " " + needs.abiVersion, offered,
                     newer ? "Update Tributary, or look for an older version of the plugin."
                           : "Look for a newer version of the plugin.");
    }
    if (!needs.host.contains(host.version))
        return fail(
            ErrorCode::Unsupported,
            needs.title + " is for Tributary " + needs.host.text() + ", this is " + host.version.text(),
            "Look for a version of the plugin for this one, or another version of Tributary.");
    if (needs.platform != host.platform)
        return unfit(needs, "platform " + needs.platform, host.platform,
                     "Get the package for " + host.platform + ".");
    if (!needs.glibc.empty() && compareNumberLists(needs.glibc, host.glibc) > 0)
        return unfit(needs, "glibc " + needs.glibc + " or newer", host.glibc,
                     "It needs a newer system, or a build of the plugin for an older one.");
    return {};
}

}  // namespace

Host Host::present() {
    Host out;
    // Ours is well-formed, or no plugin fits.
    if (auto version = Version::parse(TRIBUTARY_VERSION); version) out.version = *version;
#if defined(__x86_64__)
    out.platform = "linux_amd64";
#elif defined(__aarch64__)
    out.platform = "linux_arm64";
#endif
    out.glibc = gnu_get_libc_version();
    return out;
}

Result<void> checkCompatible(const Manifest& m, const Host& host) {
    return check({m.title(), m.abiName, m.abiVersion, m.platform, m.glibc, m.host}, host);
}

Result<void> checkCompatible(const std::string& id, const IndexVersion& offer, const Host& host) {
    return check({id + " " + offer.version.text(), offer.abiName, offer.abiVersion, offer.platform,
                  offer.glibc, offer.host},
                 host);
}

}  // namespace tributary::plugin
