# SPDX-License-Identifier: GPL-3.0-or-later
# tributary_plugin(odbc-bridge SOURCES … [LINKS …] [INCLUDES …] [FILES assets/x.csv …])
#   Builds plugins/<id> as the shared object its manifest.json names as `entry.file`, packs the folder, signs the
#   package with the built-in key and puts it into the built-in repository, build/<preset>/share/tributary/repository.
#   A plugin sees the SDK's headers (share/tributary/sdk/include) and what LINKS names, nothing of the program.
#   Everything `tributary plugin pack` takes goes into the package: lib/ assets/ data/ examples/ README.md LICENSE*
#   NOTICE*. FILES are made by other build steps: "name in package=path".
#   Targets, with _ for - and . of the id: plugin_<id> (the library), package_<id>, and plugin_repository (all packages and the index).
# tributary_plugin_repository() is called once, after the last plugin.

set(TRIBUTARY_SHARE "${CMAKE_BINARY_DIR}/share/tributary")
set(TRIBUTARY_BUILTIN_KEY "${CMAKE_BINARY_DIR}/plugins/builtin.key")

# A change of how packages are made makes them again; a mere new link of the program does not.
file(GLOB tributary_pack_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/core/plugin/package/*.cpp"
  "${CMAKE_SOURCE_DIR}/core/plugin/package/*.h")
list(FILTER tributary_pack_sources INCLUDE REGEX "(manifest|minisign|package_writer|json_reader|permissions|names)\\.(cpp|h)$")
set(TRIBUTARY_PACK_SOURCES "${tributary_pack_sources}")

# Made once in a build folder; whoever owns the build folder can sign for it.
function(tributary_plugin_key)
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/plugins" "${TRIBUTARY_SHARE}/keys" "${TRIBUTARY_SHARE}/repository/packages")
  add_custom_command(OUTPUT "${TRIBUTARY_BUILTIN_KEY}" "${TRIBUTARY_SHARE}/keys/builtin.pub"
    COMMAND tributary plugin key "${TRIBUTARY_BUILTIN_KEY}" --public "${TRIBUTARY_SHARE}/keys/builtin.pub" --no-password --keep
    COMMENT "Key of the built-in plugins" VERBATIM)
  add_custom_target(plugin_key DEPENDS "${TRIBUTARY_BUILTIN_KEY}" "${TRIBUTARY_SHARE}/keys/builtin.pub")
endfunction()

# The SDK as plugins outside this tree find it: headers, ADBC's own, templates.
function(tributary_plugin_sdk)
  set(sdk "${TRIBUTARY_SHARE}/sdk")
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}/sdk" "${CMAKE_CURRENT_SOURCE_DIR}/sdk/*")
  foreach(file ${files})
    if(file MATCHES "^[^/]+\\.h(pp)?$")
      set(to "${sdk}/include/${file}")
    elseif(file MATCHES "^include/")
      set(to "${sdk}/${file}")
    else()
      set(to "${sdk}/${file}")
    endif()
    configure_file("${CMAKE_CURRENT_SOURCE_DIR}/sdk/${file}" "${to}" COPYONLY)
  endforeach()
  file(READ "${DUCKDB_ROOT}/include/duckdb/common/adbc/adbc.h" adbc)
  string(REPLACE "#include \"duckdb/common/arrow/arrow.hpp\"" "#include \"tributary_arrow.h\"" adbc "${adbc}")
  file(CONFIGURE OUTPUT "${sdk}/include/adbc.h" CONTENT "${adbc}" @ONLY)
endfunction()

function(tributary_plugin id)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;INCLUDES;FILES" ${ARGN})
  string(REGEX REPLACE "[-.]" "_" name "${id}")
  set(folder "${CMAKE_CURRENT_SOURCE_DIR}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${folder}/manifest.json")
  file(READ "${folder}/manifest.json" manifest)
  string(JSON named GET "${manifest}" id)
  string(JSON version GET "${manifest}" version)
  string(JSON platform GET "${manifest}" platform)
  string(JSON entry GET "${manifest}" entry file)
  if(NOT named STREQUAL id)
    message(FATAL_ERROR "${folder}/manifest.json is of '${named}', not '${id}'")
  endif()
  set(stage "${CMAKE_BINARY_DIR}/plugins/${id}")
  get_filename_component(library "${stage}/${entry}" NAME)
  get_filename_component(library_folder "${stage}/${entry}" DIRECTORY)

  add_library(plugin_${name} MODULE ${arg_SOURCES})
  set_target_properties(plugin_${name} PROPERTIES OUTPUT_NAME "${library}" PREFIX "" SUFFIX ""
    LIBRARY_OUTPUT_DIRECTORY "${library_folder}" C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON SKIP_BUILD_RPATH ON C_STANDARD 11)
  target_include_directories(plugin_${name} PRIVATE "${CMAKE_SOURCE_DIR}" "${CMAKE_SOURCE_DIR}/plugins/sdk" ${arg_INCLUDES})
  target_include_directories(plugin_${name} SYSTEM PRIVATE "${TRIBUTARY_SHARE}/sdk/include")
  target_link_libraries(plugin_${name} PRIVATE Threads::Threads ${arg_LINKS})
  # Symbols of ours first, whatever the process has; and none that nobody has.
  target_link_options(plugin_${name} PRIVATE -Wl,-Bsymbolic)
  if(NOT TRIBUTARY_SANITIZE)
    target_link_options(plugin_${name} PRIVATE -Wl,--no-undefined)
  endif()

  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${folder}" "${folder}/assets/*" "${folder}/data/*"
    "${folder}/examples/*" "${folder}/README.md" "${folder}/LICENSE*" "${folder}/NOTICE*")
  set(copies)
  set(sources)
  foreach(file manifest.json ${files})
    list(APPEND copies COMMAND "${CMAKE_COMMAND}" -E copy_if_different "${folder}/${file}" "${stage}/${file}")
    list(APPEND sources "${folder}/${file}")
  endforeach()
  foreach(pair ${arg_FILES})
    string(REGEX MATCH "^([^=]+)=(.*)$" matched "${pair}")
    list(APPEND copies COMMAND "${CMAKE_COMMAND}" -E copy_if_different "${CMAKE_MATCH_2}" "${stage}/${CMAKE_MATCH_1}")
    list(APPEND sources "${CMAKE_MATCH_2}")
  endforeach()
  set(package "${id}-${version}-${platform}.tplug")
  set(output "${TRIBUTARY_SHARE}/repository/packages/${package}")
  add_custom_command(OUTPUT "${output}" ${copies}
    COMMAND tributary plugin pack "${stage}" --key "${TRIBUTARY_BUILTIN_KEY}" --output "${output}"
    DEPENDS plugin_${name} ${sources} ${TRIBUTARY_PACK_SOURCES} "${TRIBUTARY_BUILTIN_KEY}"
    COMMENT "Package ${package}" VERBATIM)
  add_custom_target(package_${name} DEPENDS "${output}")
  add_dependencies(package_${name} plugin_key)
  set_property(GLOBAL APPEND PROPERTY TRIBUTARY_PACKAGES "${package}")
endfunction()

function(tributary_plugin_repository)
  get_property(packages GLOBAL PROPERTY TRIBUTARY_PACKAGES)
  set(repository "${TRIBUTARY_SHARE}/repository")
  file(GLOB there RELATIVE "${repository}/packages" "${repository}/packages/*")
  set(files)
  set(only)
  set(targets)
  foreach(package ${packages})
    list(APPEND files "${repository}/packages/${package}")
    list(APPEND only --only "${package}")
  endforeach()
  # Packages of versions and plugins that are no more.
  foreach(old ${there})
    if(NOT old IN_LIST packages)
      file(REMOVE "${repository}/packages/${old}")
    endif()
  endforeach()
  add_custom_command(OUTPUT "${repository}/index.json" "${repository}/index.json.minisig"
    COMMAND tributary plugin index "${repository}" --key "${TRIBUTARY_BUILTIN_KEY}" --id built-in --name "Built-in plugins"
      --expires-days 36500 ${only}
    DEPENDS ${files} "${TRIBUTARY_BUILTIN_KEY}" COMMENT "Index of the built-in plugins" VERBATIM)
  add_custom_target(plugin_repository ALL DEPENDS "${repository}/index.json" "${repository}/index.json.minisig")
  add_dependencies(plugin_repository plugin_key)
endfunction()
