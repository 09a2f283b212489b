# SPDX-License-Identifier: GPL-3.0-or-later
# Third-party libraries. Everything is a Debian 12 package but DuckDB, whose pinned copy `./dev setup` keeps.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(CURL REQUIRED)
pkg_check_modules(simdjson REQUIRED IMPORTED_TARGET simdjson)
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(libmariadb REQUIRED IMPORTED_TARGET libmariadb)
pkg_check_modules(libsodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(libsecret REQUIRED IMPORTED_TARGET libsecret-1)
pkg_check_modules(liblz4 REQUIRED IMPORTED_TARGET liblz4)
pkg_check_modules(libzip REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
find_package(yaml-cpp REQUIRED)

set(TRIBUTARY_DUCKDB_VERSION 1.4.4)
if(NOT DUCKDB_ROOT)
  if(DEFINED ENV{TRIBUTARY_CACHE})
    set(tributary_cache "$ENV{TRIBUTARY_CACHE}")
  elseif(DEFINED ENV{XDG_CACHE_HOME})
    set(tributary_cache "$ENV{XDG_CACHE_HOME}/tributary")
  else()
    set(tributary_cache "$ENV{HOME}/.cache/tributary")
  endif()
  set(DUCKDB_ROOT "${tributary_cache}/duckdb-${TRIBUTARY_DUCKDB_VERSION}")
  set(TRIBUTARY_LUCIDE_ROOT "${tributary_cache}/lucide-1.62.0")
endif()
if(NOT EXISTS "${DUCKDB_ROOT}/include/duckdb.hpp" OR NOT EXISTS "${DUCKDB_ROOT}/lib/libduckdb.so")
  message(FATAL_ERROR "No DuckDB in '${DUCKDB_ROOT}'. Run ./dev setup, or pass -DDUCKDB_ROOT=.")
endif()
add_library(tributary_duckdb SHARED IMPORTED)
add_library(tributary::duckdb ALIAS tributary_duckdb)
set_target_properties(tributary_duckdb PROPERTIES
  IMPORTED_LOCATION "${DUCKDB_ROOT}/lib/libduckdb.so"
  IMPORTED_SONAME libduckdb.so
  INTERFACE_INCLUDE_DIRECTORIES "${DUCKDB_ROOT}/include"
  INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${DUCKDB_ROOT}/include")
# Programs carry libduckdb.so beside them, so that a build folder can be moved or packed as it is.
set(CMAKE_BUILD_RPATH "$ORIGIN")
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
file(COPY_FILE "${DUCKDB_ROOT}/lib/libduckdb.so" "${CMAKE_BINARY_DIR}/bin/libduckdb.so" ONLY_IF_DIFFERENT)

find_path(TL_EXPECTED_INCLUDE tl/expected.hpp REQUIRED)
find_path(CLI11_INCLUDE CLI/CLI.hpp REQUIRED)
