# What `--version` and the manual pages name. A tarball without .git says "unknown" for the commit, and dates
# its pages by the build, or by SOURCE_DATE_EPOCH.
set(SEND_BOUNCE_COMMIT "unknown")
string(TIMESTAMP SEND_BOUNCE_DATE "%Y-%m-%d" UTC)
find_package(Git QUIET)
if(GIT_FOUND AND EXISTS ${PROJECT_SOURCE_DIR}/.git)
  execute_process(
    COMMAND ${GIT_EXECUTABLE} -C ${PROJECT_SOURCE_DIR} rev-parse --short=12 HEAD
    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
  if(status EQUAL 0)
    set(SEND_BOUNCE_COMMIT ${commit})
  endif()
  execute_process(
    COMMAND ${GIT_EXECUTABLE} -C ${PROJECT_SOURCE_DIR} log -1 --format=%cs
    OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
  if(status EQUAL 0)
    set(SEND_BOUNCE_DATE ${date})
  endif()
endif()

string(TOLOWER ${CMAKE_CXX_COMPILER_ID} compiler)
string(REPLACE "gnu" "gcc" compiler ${compiler})
set(SEND_BOUNCE_COMPILER "${compiler}/${CMAKE_CXX_COMPILER_VERSION}")

# The one that is linked in may be another than the system's (Curl.cmake).
if(NOT SEND_BOUNCE_LINKED_IN)
  set(SEND_BOUNCE_CURL_VERSION ${CURL_VERSION_STRING})
endif()
configure_file(${PROJECT_SOURCE_DIR}/cmake/version.h.in
  ${PROJECT_BINARY_DIR}/generated/send_bounce/version.h @ONLY)
