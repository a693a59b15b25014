# Everything here comes from Debian packages (packaging/debian-packages.txt). Archives are linked
# statically: the loader would otherwise spend longer on shared libraries than a small scan takes.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

function(sentinel_static name header)
  find_path(${name}_INCLUDE_DIR ${header} REQUIRED)
  set(archives "")
  foreach(lib IN LISTS ARGN)
    find_library(${name}_${lib}_ARCHIVE lib${lib}.a REQUIRED)
    list(APPEND archives "${${name}_${lib}_ARCHIVE}")
  endforeach()
  add_library(${name} INTERFACE)
  target_include_directories(${name} SYSTEM INTERFACE "${${name}_INCLUDE_DIR}")
  target_link_libraries(${name} INTERFACE ${archives})
endfunction()

sentinel_static(dep_hs hs/hs.h hs)
sentinel_static(dep_re2 re2/re2.h re2)
target_link_libraries(dep_re2 INTERFACE Threads::Threads)
sentinel_static(dep_yaml yaml-cpp/yaml.h yaml-cpp)
sentinel_static(dep_crypto openssl/evp.h crypto)
target_link_libraries(dep_crypto INTERFACE ${CMAKE_DL_LIBS} Threads::Threads)
# Only the zip and tar readers and four filters are referenced, so libxml2 and ICU stay out of the link.
sentinel_static(dep_archive archive.h archive nettle lzma zstd lz4 bz2 z)
target_link_libraries(dep_archive INTERFACE dep_crypto)

add_library(dep_fmt INTERFACE)
target_compile_definitions(dep_fmt INTERFACE FMT_HEADER_ONLY)

find_package(GTest QUIET)
