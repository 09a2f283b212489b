// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/connect/settings.h"
#include "core/plugin/confine/grants.h"
#include "core/plugin/package/plugin_store.h"
#include "core/plugin/source/form_field.h"

namespace tributary::plugin {

/// The connection form a manifest declares, in English; its other languages are added to `texts`.
connect::Descriptor describeForm(const Manifest& manifest, FormTexts& texts);

/// ADBC database options: each field's value under its "option", and the manifest's templates filled in.
/// Values are percent-encoded inside URIs. InvalidArgument for a template that names no field.
Result<std::map<std::string, std::string>> databaseOptions(const ConnectionPart& part,
                                                           const connect::Settings& settings);

/// The dialect's name, in which a field may stand: "{dialect}".
std::string dialectName(const ConnectionPart& part, const connect::Settings& settings);

/// A quirk of the manifest; empty: it has none of that name.
///   objects     "information_schema": tables are listed by the dialect's statements, not by GetObjects
///   partitions  "true": results are asked for in parts, which several processes read at once
///   sessions    "false": the server keeps nothing between two statements (or has several connections behind
///               one): no statement may set up a session, or ask what the last one did
std::string quirkOf(const ConnectionPart& part, const std::string& name);

/// What this connection's process may do: what was granted to the plugin, with "from_connection" replaced by
/// what the person wrote into this connection's own fields; a manifest's defaults allow nothing (but a port
/// says which one of the host). A database file to be written brings its journals that are there (-wal, -shm,
/// -journal, .wal); a connection that must not write is given no file to write. InvalidArgument: a value that
/// would open everything ("/", "*"), or a link, which could be changed to lead elsewhere.
Result<Grants> connectionGrants(const InstalledPlugin& plugin, const connect::Settings& settings);

}  // namespace tributary::plugin
