# What the programs consist of besides this project's own code: for the bill of materials and the licence files.
# docs/packaging.md says how both are used.
#
# Rows: name | SPDX licence | Debian package with the library | its source package | home | known version
# | STATIC where its code becomes part of the programs, DYNAMIC where it is found at their start
set(SEND_BOUNCE_LICENCE_FILES "" CACHE PATH
  "Folder with a file <library>.txt for each licence that no Debian package brings")

if(SEND_BOUNCE_LINKED_IN)
  set(linked STATIC)
else()
  set(linked DYNAMIC)
endif()

set(libc DYNAMIC)
if(SEND_BOUNCE_LINKED_IN AND SEND_BOUNCE_MUSL)
  set(libc STATIC)
endif()

# The release in which GCC's own libraries came, whichever compiler uses them.
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libstdc++.a
  OUTPUT_VARIABLE libstdcxx OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
string(REGEX MATCH "/([0-9]+)[0-9.]*/[^/]*$" _ "${libstdcxx}")
set(gcc ${CMAKE_MATCH_1})
set(libc_row "glibc|LGPL-2.1-or-later|libc6-dev|glibc|https://www.gnu.org/software/libc|")
if(SEND_BOUNCE_MUSL)
  set(libc_row "musl|MIT|musl-dev|musl|https://musl.libc.org|")
endif()

set(SEND_BOUNCE_COMPONENTS
  "libcurl|curl|libcurl4-openssl-dev|curl|https://curl.se|${SEND_BOUNCE_CURL_VERSION}|${linked}"
  "OpenSSL|Apache-2.0|libssl-dev|openssl|https://www.openssl.org|${OPENSSL_VERSION}|${linked}"
  "expat|MIT|libexpat1-dev|expat|https://libexpat.github.io|${EXPAT_VERSION_STRING}|${linked}"
  "yaml-cpp|MIT|libyaml-cpp-dev|yaml-cpp|https://github.com/jbeder/yaml-cpp||${linked}"
  "libyaml|MIT|libyaml-dev|libyaml|https://pyyaml.org/wiki/LibYAML||${linked}"
  "ncurses|X11-distribute-modifications-variant|libncurses-dev|ncurses|https://invisible-island.net/ncurses||STATIC"
  "CLI11|BSD-3-Clause|libcli11-dev|cli11|https://github.com/CLIUtils/CLI11|${CLI11_VERSION}|STATIC"
  "nlohmann-json|MIT|nlohmann-json3-dev|nlohmann-json3|https://json.nlohmann.me|${nlohmann_json_VERSION}|STATIC"
  "tl-expected|CC0-1.0|libexpected-dev|tl-expected|https://github.com/TartanLlama/expected|${tl-expected_VERSION}|STATIC"
  "libstdcxx|GPL-3.0-or-later WITH GCC-exception-3.1|libstdc++-${gcc}-dev|gcc-${gcc}|https://gcc.gnu.org|${gcc}|${linked}"
  "${libc_row}|${libc}")
# The allocator of the static file, in place of that of musl.
if(SEND_BOUNCE_MUSL)
  list(APPEND SEND_BOUNCE_COMPONENTS "dlmalloc|CC0-1.0|wasi-libc|wasi-libc|https://gee.cs.oswego.edu/dl/html/malloc.html||STATIC")
endif()

# "name version" of each package that is there: those of the sysroot, then those of the machine.
set(installed "")
if(SEND_BOUNCE_SYSROOT)
  file(STRINGS ${SEND_BOUNCE_SYSROOT}/packages installed)
endif()
find_program(DPKG_QUERY dpkg-query)
if(DPKG_QUERY)
  set(packages "")
  foreach(component ${SEND_BOUNCE_COMPONENTS})
    string(REPLACE "|" ";" row "${component}")
    list(GET row 2 package)
    list(APPEND packages ${package})
  endforeach()
  execute_process(COMMAND ${DPKG_QUERY} -W -f "\${Package} \${Version}\\n" ${packages}
    OUTPUT_VARIABLE machine ERROR_QUIET)
  string(REPLACE "\n" ";" machine "${machine}")
  list(APPEND installed ${machine})
endif()

# The folder of the source from which a library is built here, or nothing where the package's own is taken.
function(send_bounce_source_of package result)
  set(source "")
  if(package STREQUAL libcurl4-openssl-dev AND SEND_BOUNCE_LINKED_IN)
    set(source ${FETCHCONTENT_SOURCE_DIR_CURL})
  elseif(package STREQUAL libssl-dev AND SEND_BOUNCE_OPENSSL_FROM_SOURCE)
    set(source ${FETCHCONTENT_SOURCE_DIR_OPENSSL})
  endif()
  set(${result} "${source}" PARENT_SCOPE)
endfunction()

# The version of a Debian package, or of the source that is built in its place; nothing where neither is known.
function(send_bounce_package_version package result)
  set(version "")
  send_bounce_source_of(${package} source)
  if(source)
    if(EXISTS ${source}/debian/changelog)
      file(STRINGS ${source}/debian/changelog line LIMIT_COUNT 1)
      string(REGEX REPLACE "^[a-z]+ \\(([^)]*)\\).*" "\\1" version "${line}")
    endif()
  else()
    foreach(line ${installed})
      if(line MATCHES "^([^ ]+) (.*)$" AND CMAKE_MATCH_1 STREQUAL package)
        set(version ${CMAKE_MATCH_2})
        break()
      endif()
    endforeach()
  endif()
  set(${result} "${version}" PARENT_SCOPE)
endfunction()

# The licence file of a library, or nothing.
function(send_bounce_licence_file name package result)
  set(${result} "" PARENT_SCOPE)
  set(candidates ${SEND_BOUNCE_LICENCE_FILES}/${name}.txt)
  send_bounce_source_of(${package} source)
  if(source)
    list(APPEND candidates ${source}/COPYING ${source}/LICENSE.txt)
  endif()
  if(SEND_BOUNCE_SYSROOT)
    list(APPEND candidates ${SEND_BOUNCE_SYSROOT}/licences/${package})
  endif()
  list(APPEND candidates /usr/share/doc/${package}/copyright)
  foreach(candidate ${candidates})
    if(EXISTS ${candidate})
      file(REAL_PATH ${candidate} candidate)
      set(${result} ${candidate} PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()
