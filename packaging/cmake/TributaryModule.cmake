# SPDX-License-Identifier: GPL-3.0-or-later
# tributary_module(core_engine LEVEL 2 SOURCES … HEADERS … DEPENDS … LINKS …)
#   one static library `tributary_core_engine`, alias `tributary::core_engine`. DEPENDS name our modules, LINKS
#   third-party targets. LEVEL is only documentation here: tests/layout checks the real includes.
# All modules share one precompiled header (the standard library and DuckDB), but those that are PLAIN: they link no
# DuckDB, because they are also in `tributary-sandbox`, where DuckDB's exported symbols would meet a plugin's.
# TRIBUTARY_UNITY compiles six files of a module together: a build from nothing takes a third of the time. ALONE names
# files whose unnamed namespaces would meet another file's; NO_UNITY leaves the whole module file by file.
option(TRIBUTARY_UNITY "Compile several files of a module together" ON)

function(tributary_unity target)
  cmake_parse_arguments(arg "NO_UNITY" "" "ALONE" ${ARGN})
  if(TRIBUTARY_UNITY AND NOT arg_NO_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
    set_source_files_properties(${arg_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    # GCC warns of members of unnamed types when they are in an included file, and falsely of some array bounds.
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-subobject-linkage>
      $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-array-bounds>)
  endif()
endfunction()

file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/pch.cpp" CONTENT "// precompiled header owner\n")
add_library(tributary_pch OBJECT "${CMAKE_BINARY_DIR}/pch.cpp")
target_link_libraries(tributary_pch PUBLIC tributary::duckdb Threads::Threads)
target_include_directories(tributary_pch SYSTEM PUBLIC ${TL_EXPECTED_INCLUDE})
target_precompile_headers(tributary_pch PRIVATE <algorithm> <atomic> <chrono> <condition_variable> <functional>
  <map> <memory> <mutex> <optional> <string> <string_view> <thread> <vector> <tl/expected.hpp> <duckdb.hpp>)

function(tributary_module name)
  cmake_parse_arguments(arg "NO_PCH;PLAIN;NO_UNITY" "LEVEL" "SOURCES;HEADERS;DEPENDS;LINKS;ALONE" ${ARGN})
  add_library(tributary_${name} STATIC ${arg_SOURCES})
  add_library(tributary::${name} ALIAS tributary_${name})
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.h")
  target_sources(tributary_${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${CMAKE_SOURCE_DIR}" FILES ${headers})
  target_include_directories(tributary_${name} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_include_directories(tributary_${name} SYSTEM PUBLIC ${TL_EXPECTED_INCLUDE})
  foreach(dep ${arg_DEPENDS})
    target_link_libraries(tributary_${name} PUBLIC tributary::${dep})
  endforeach()
  target_link_libraries(tributary_${name} PUBLIC Threads::Threads ${arg_LINKS})
  if(NOT arg_PLAIN)
    target_link_libraries(tributary_${name} PUBLIC tributary::duckdb)
  endif()
  if(NOT arg_NO_PCH AND NOT arg_PLAIN)
    target_precompile_headers(tributary_${name} REUSE_FROM tributary_pch)
  endif()
  if(NOT arg_NO_UNITY)
    tributary_unity(tributary_${name} ALONE ${arg_ALONE})
  endif()
endfunction()

# tributary_test(core_sql SOURCES … DEPENDS … LINKS …): one GoogleTest program, found by ctest case by case.
function(tributary_test name)
  cmake_parse_arguments(arg "NO_UNITY" "" "SOURCES;DEPENDS;LINKS;LABELS;ALONE" ${ARGN})
  add_executable(test_${name} ${arg_SOURCES})
  foreach(dep ${arg_DEPENDS})
    target_link_libraries(test_${name} PRIVATE tributary::${dep})
  endforeach()
  target_include_directories(test_${name} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_libraries(test_${name} PRIVATE tributary::duckdb GTest::gtest GTest::gmock GTest::gtest_main ${arg_LINKS})
  target_precompile_headers(test_${name} REUSE_FROM tributary_pch)
  if(NOT arg_NO_UNITY)
    tributary_unity(test_${name} ALONE ${arg_ALONE})
  endif()
  add_test(NAME ${name} COMMAND test_${name})
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
endfunction()
