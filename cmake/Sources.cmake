# Where a release has the sources of libcurl and OpenSSL from; the first that is there, for each:
#
#   1. the folder FETCHCONTENT_SOURCE_DIR_<NAME>
#   2. build/<name>-source, where cmake/fetch-sources has put Debian's source package with its security patches
#   3. the project's own release, by FetchContent, held to the hash below; not with FETCHCONTENT_FULLY_DISCONNECTED
#
# A folder is left in FETCHCONTENT_SOURCE_DIR_<NAME>; it stays empty where none of them is to be had.
#
# Rows: name | folder of the archive on the net | archive | its SHA-256
if(NOT DEFINED SEND_BOUNCE_SOURCES)
  set(SEND_BOUNCE_SOURCES
    "curl|https://curl.se/download|curl-8.22.0.tar.bz2|5d956a6a22b3c279f50c421ee5d3c9e9d660cb6f115dcf881b579e952130549c"
    "openssl|https://github.com/openssl/openssl/releases/download/openssl-3.0.22|openssl-3.0.22.tar.gz|67ebca7e50d17383028045486653492195b83db95f8558709701bb47b5c1ef81")
endif()
set(SEND_BOUNCE_SOURCE_MIRROR "" CACHE STRING "Another folder, as a URL, to download these archives from")

include(FetchContent)

# FetchContent would end the configuration where the net cannot be reached, so the archive is fetched before.
function(send_bounce_download name address archive digest result)
  set(${result} "" PARENT_SCOPE)
  set(file ${PROJECT_BINARY_DIR}/archives/${archive})
  set(folder ${file}.d)
  if(NOT EXISTS ${file}.complete)
    if(SEND_BOUNCE_SOURCE_MIRROR)
      set(address ${SEND_BOUNCE_SOURCE_MIRROR})
    endif()
    file(DOWNLOAD ${address}/${archive} ${file} STATUS status INACTIVITY_TIMEOUT 20)
    list(GET status 0 code)
    if(NOT code EQUAL 0)
      list(GET status 1 reason)
      message(STATUS "${name}: cannot be downloaded from ${address}/${archive}: ${reason}")
      file(REMOVE ${file})
      return()
    endif()
    # Another archive than the one that is expected ends the configuration here.
    FetchContent_Populate(${name}-release QUIET URL ${file} URL_HASH SHA256=${digest}
      SOURCE_DIR ${folder} SUBBUILD_DIR ${file}.unpack BINARY_DIR ${file}.unpack)
    file(TOUCH ${file}.complete)
  endif()
  set(${result} ${folder} PARENT_SCOPE)
endfunction()

foreach(row ${SEND_BOUNCE_SOURCES})
  string(REPLACE "|" ";" row "${row}")
  list(POP_FRONT row name address archive digest)
  string(TOUPPER FETCHCONTENT_SOURCE_DIR_${name} folder)
  if(NOT ${folder} AND EXISTS ${PROJECT_SOURCE_DIR}/build/${name}-source/debian/changelog)
    set(${folder} ${PROJECT_SOURCE_DIR}/build/${name}-source)
  endif()
  if(NOT ${folder} AND NOT FETCHCONTENT_FULLY_DISCONNECTED)
    send_bounce_download(${name} ${address} ${archive} ${digest} ${folder})
  endif()
  # cmake/fetch-sources leaves it where it had to take an older one; the bill of materials says so, too.
  if(EXISTS "${${folder}}/debian/newest-listed")
    file(STRINGS "${${folder}}/debian/newest-listed" newest LIMIT_COUNT 1)
    message(WARNING "${name}: the source in ${${folder}} is older than ${newest}, the newest in Debian's lists. Fixes in "
      "the newer version are missing from this build. When the mirror has it, remove the folder and run cmake/fetch-sources again.")
  endif()
endforeach()
