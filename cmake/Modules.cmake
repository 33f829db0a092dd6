# One static library for each folder under src/, so that a folder can be built and tested by itself.
# USES says what it links; which folder may include which, tests/architecture checks.
#
#   send_bounce_module(<folder> SOURCES a.cpp b.cpp USES <other folders> PRIVATE <library targets>)
function(send_bounce_module name)
  cmake_parse_arguments(M "" "" "SOURCES;USES;PRIVATE" ${ARGN})
  set(target send_bounce_${name})
  add_library(${target} STATIC ${M_SOURCES})
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  target_include_directories(${target}
    PUBLIC ${PROJECT_SOURCE_DIR}/include
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
  # Fuzz targets in a debug build: what they fuzz is optimised, the tests are not, since that takes long to compile.
  target_compile_options(${target} PRIVATE $<$<AND:$<BOOL:${SEND_BOUNCE_FUZZ}>,$<CONFIG:Debug>>:-O1>)
  list(TRANSFORM M_USES PREPEND send_bounce_)
  target_link_libraries(${target}
    PUBLIC ${M_USES} tl::expected
    PRIVATE send_bounce_warnings ${M_PRIVATE})
endfunction()
