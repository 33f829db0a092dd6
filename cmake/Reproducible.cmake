# Two release builds of one commit are the same bytes, in whatever folders they lie: no path of the machine goes in.
# The time is that of the commit, or SOURCE_DATE_EPOCH where it is set (reproducible-builds.org/specs/source-date-epoch);
# a tarball without .git has the time of its files.
add_compile_options(
  $<$<CONFIG:Release>:-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.>
  $<$<CONFIG:Release>:-ffile-prefix-map=${PROJECT_BINARY_DIR}=./build>)

set(SEND_BOUNCE_EPOCH "$ENV{SOURCE_DATE_EPOCH}")
find_package(Git QUIET)
if(SEND_BOUNCE_EPOCH STREQUAL "" AND GIT_FOUND AND EXISTS ${PROJECT_SOURCE_DIR}/.git)
  execute_process(
    COMMAND ${GIT_EXECUTABLE} -C ${PROJECT_SOURCE_DIR} log -1 --format=%ct
    OUTPUT_VARIABLE SEND_BOUNCE_EPOCH OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(SEND_BOUNCE_EPOCH STREQUAL "")
  file(TIMESTAMP ${PROJECT_SOURCE_DIR}/docs/CHANGELOG.md SEND_BOUNCE_EPOCH "%s" UTC)
endif()
