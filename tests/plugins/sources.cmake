# SPDX-License-Identifier: GPL-3.0-or-later
# source_test(<id> SOURCES … LINKS …): the same for ADBC drivers, through adbc_loader.h.
function(source_test id)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  string(REGEX REPLACE "[-.]" "_" name "${id}")
  tributary_test(plugins_${name} SOURCES ${arg_SOURCES} LINKS ${CMAKE_DL_LIBS} ${arg_LINKS})
  add_dependencies(test_plugins_${name} plugin_${name})
  target_include_directories(test_plugins_${name} SYSTEM PRIVATE "${CMAKE_BINARY_DIR}/share/tributary/sdk/include")
  target_include_directories(test_plugins_${name} PRIVATE "${CMAKE_SOURCE_DIR}/plugins/sdk")
  target_compile_definitions(test_plugins_${name} PRIVATE PLUGIN_FILE="$<TARGET_FILE:plugin_${name}>")
endfunction()

source_test(odbc-bridge SOURCES odbc-bridge/others_test.cpp odbc-bridge/postgresql_test.cpp
  odbc-bridge/tds_test.cpp)
source_test(system-metrics SOURCES system-metrics/system_metrics_test.cpp)
pkg_check_modules(libgit2 REQUIRED IMPORTED_TARGET libgit2)
find_package(ZLIB REQUIRED)
source_test(git-history SOURCES git-history/git_history_test.cpp LINKS PkgConfig::libgit2)
source_test(log-files SOURCES log-files/log_files_test.cpp LINKS ZLIB::ZLIB)
tributary_test(plugins_log_files_parts SOURCES log-files/parts_test.cpp drivers/driver_plugin.cpp
  DEPENDS core_engine core_plugin_source app_plugin_dialects LINKS ZLIB::ZLIB)
add_dependencies(test_plugins_log_files_parts plugin_log_files tributary-sandbox)
target_compile_definitions(test_plugins_log_files_parts PRIVATE PLUGIN_FILE="$<TARGET_FILE:plugin_log_files>")
source_test(rest-json SOURCES rest-json/rest_json_test.cpp ../core/net/loopback_server.cpp)

# The same libraries in the process that confines them.
tributary_test(plugins_sandboxed SOURCES sandboxed/sources_test.cpp ../core/net/loopback_server.cpp DEPENDS core_plugin_process
  LINKS PkgConfig::libgit2)
target_include_directories(test_plugins_sandboxed PRIVATE "${CMAKE_SOURCE_DIR}/plugins/sdk")
add_dependencies(test_plugins_sandboxed tributary-sandbox)
foreach(name odbc_bridge rest_json log_files system_metrics git_history)
  string(TOUPPER "${name}" macro)
  add_dependencies(test_plugins_sandboxed plugin_${name})
  target_compile_definitions(test_plugins_sandboxed PRIVATE PLUGIN_${macro}="$<TARGET_FILE:plugin_${name}>")
endforeach()
