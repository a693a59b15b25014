# sentinel_library(pattern
#   SOURCES registry.cpp ...      compiled into the static library sentinel_pattern
#   DEPENDS base dep_hs ...       rooms by name, outside libraries as dep_NAME
#   TESTS registry_test.cpp ...)  become the program pattern_test, each case known to ctest
function(sentinel_library room)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;TESTS" ${ARGN})
  add_library(sentinel_${room} STATIC ${arg_SOURCES})
  target_include_directories(sentinel_${room} PUBLIC "${CMAKE_SOURCE_DIR}/src")
  foreach(dependency IN LISTS arg_DEPENDS)
    if(dependency MATCHES "^dep_|::")
      target_link_libraries(sentinel_${room} PUBLIC ${dependency})
    else()
      target_link_libraries(sentinel_${room} PUBLIC sentinel_${dependency})
    endif()
  endforeach()
  sentinel_precompile(sentinel_${room})
  if(SENTINEL_TESTS AND arg_TESTS)
    sentinel_test(${room}_test SOURCES ${arg_TESTS} DEPENDS sentinel_${room})
  endif()
endfunction()

function(sentinel_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE SENTINEL_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                             SENTINEL_BINARY_DIR="${CMAKE_BINARY_DIR}")
  sentinel_precompile(${name})
  include(GoogleTest)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
endfunction()

function(sentinel_precompile target)
  if(NOT SENTINEL_PCH)
    return()
  endif()
  if(TARGET sentinel_pch)
    target_precompile_headers(${target} REUSE_FROM sentinel_pch)
    target_link_libraries(${target} PUBLIC dep_fmt)
  endif()
endfunction()

if(SENTINEL_PCH)
  if(NOT EXISTS "${CMAKE_BINARY_DIR}/pch.cpp")
    file(WRITE "${CMAKE_BINARY_DIR}/pch.cpp" "")
  endif()
  add_library(sentinel_pch STATIC "${CMAKE_BINARY_DIR}/pch.cpp")
  target_link_libraries(sentinel_pch PUBLIC dep_fmt)
  target_precompile_headers(sentinel_pch PRIVATE
    <algorithm> <array> <cstdint> <filesystem> <functional> <map> <memory> <optional> <span> <string>
    <string_view> <unordered_map> <vector> <fmt/format.h> <tl/expected.hpp>)
endif()
