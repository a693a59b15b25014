# The parsers that tree-sitter's npm packages carry as C sources (package-lock.json). Only sources are used:
# no script of a package runs.
set(SENTINEL_NODE_MODULES "${CMAKE_SOURCE_DIR}/node_modules")
if(NOT EXISTS "${SENTINEL_NODE_MODULES}/tree-sitter/vendor/tree-sitter/lib/src/lib.c")
  message(FATAL_ERROR "The grammars are not installed: run tools/setup.sh build")
endif()

function(sentinel_c_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;INCLUDES" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${arg_INCLUDES})
  set_target_properties(${name} PROPERTIES C_STANDARD 11 C_CLANG_TIDY "" EXPORT_COMPILE_COMMANDS OFF)
  # Foreign code: fast in every preset, its warnings are its owners'. Scanners are declared without their parameters
  # and called with them, which clang's check of calls through pointers takes for an error.
  target_compile_options(${name} PRIVATE -w -O2 $<$<C_COMPILER_ID:Clang>:-fno-sanitize=function>)
endfunction()

set(core "${SENTINEL_NODE_MODULES}/tree-sitter/vendor/tree-sitter/lib")
sentinel_c_library(tree_sitter_core SOURCES "${core}/src/lib.c" INCLUDES "${core}/include" "${core}/src")
target_compile_definitions(tree_sitter_core PRIVATE _DEFAULT_SOURCE _POSIX_C_SOURCE=200112L)

add_library(dep_tree_sitter INTERFACE)
target_include_directories(dep_tree_sitter SYSTEM INTERFACE "${core}/include")
# Each grammar has a tree_sitter/parser.h of its own, so none may see another's.
foreach(grammar python javascript go typescript/typescript typescript/tsx)
  string(REGEX REPLACE ".*/" "" name "${grammar}")
  set(source "${SENTINEL_NODE_MODULES}/tree-sitter-${grammar}/src")
  set(files "${source}/parser.c")
  if(EXISTS "${source}/scanner.c")
    list(APPEND files "${source}/scanner.c")
  endif()
  sentinel_c_library(tree_sitter_${name} SOURCES ${files} INCLUDES "${source}")
  target_link_libraries(dep_tree_sitter INTERFACE tree_sitter_${name})
endforeach()
target_link_libraries(dep_tree_sitter INTERFACE tree_sitter_core)
