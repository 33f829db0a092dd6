# The warnings of this project, as a target that is linked privately and never exported.
# They are errors in the presets only, so that a compiler we have not met still builds a release.
option(SEND_BOUNCE_WERROR "Treat warnings as errors" OFF)

add_library(send_bounce_warnings INTERFACE)
target_compile_options(send_bounce_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wswitch-enum -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${SEND_BOUNCE_WERROR}>:-Werror>
  # gcc 12 warns without cause about "x" + std::string once it optimises (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  # clang 14 warns of members that a designated initialiser leaves to their defaults, which is what it is for.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-missing-field-initializers>)
