# OpenSSL, as find_package(OpenSSL) finds it afterwards, here and in libcurl's own build:
#
#   built from source  for a release where the source is at hand (Sources.cmake). CMake only configures it, which makes the
#                      headers; its libraries are built beside our objects, which do not wait for what they are only linked
#                      with, and once, as long as nothing of them changes.
#   the system's       otherwise; its static libraries for a release.
#
# From source it is 1.7 MB less of a program, and a sixth of the addresses less that the loader must put in place, for what
# a client of TLS 1.2 and 1.3 never calls. docs/performance.md has the figures.

# What OpenSSL calls the machine. On others, the system's libraries serve.
set(openssl_target_x86_64 linux-x86_64)
set(openssl_target_aarch64 linux-aarch64)
set(SEND_BOUNCE_OPENSSL_FROM_SOURCE OFF)
if(SEND_BOUNCE_LINKED_IN AND FETCHCONTENT_SOURCE_DIR_OPENSSL AND DEFINED openssl_target_${CMAKE_SYSTEM_PROCESSOR})
  set(SEND_BOUNCE_OPENSSL_FROM_SOURCE ON)
endif()

# Left out: algorithms and versions of the protocol that no server of ours offers, file formats that nobody reads (CMS,
# time stamps, PKCS #12's ciphers), engines and modules loaded at run time, the configuration file, source file
# names in errors.
set(openssl_options
  no-afalgeng no-aria no-async no-autoload-config no-bf no-blake2 no-camellia no-capieng no-cast no-cmac no-cmp no-cms
  no-comp no-ct no-des no-dgram no-dsa no-dso no-dtls no-ec2m no-engine no-filenames no-gost no-idea no-legacy no-md4
  no-mdc2 no-module no-multiblock no-nextprotoneg no-ocb no-ocsp no-padlockeng no-psk no-rc2 no-rc4 no-rfc3779 no-rmd160
  no-scrypt no-seed no-siphash no-siv no-sm2 no-sm3 no-sm4 no-srp no-srtp no-ssl-trace no-ssl3 no-ssl3-method no-tls1
  no-tls1-method no-tls1_1 no-tls1_1-method no-ts no-ui-console no-whirlpool
  no-shared no-tests no-pic no-makedepend --prefix=/usr --openssldir=/usr/lib/ssl)
# As all the rest of the release, and so that the linker can leave out single functions.
string(TOUPPER "CMAKE_C_FLAGS_${CMAKE_BUILD_TYPE}" flags)
set(openssl_flags "${CMAKE_C_FLAGS} ${${flags}} -fPIE -ffunction-sections -fdata-sections")

# OpenSSL writes the compiler's name down, so the static file's is found by PATH.
set(openssl_compiler ${CMAKE_C_COMPILER})
set(openssl_environment ${CMAKE_COMMAND} -E env --unset=MAKEFLAGS SOURCE_DATE_EPOCH=0)
if(SEND_BOUNCE_SYSROOT)
  get_filename_component(openssl_compiler ${CMAKE_C_COMPILER} NAME)
  list(APPEND openssl_environment PATH=${SEND_BOUNCE_SYSROOT}/bin:$ENV{PATH})
endif()

# In a copy of the source, so that no path of the machine goes in, nor a time: SOURCE_DATE_EPOCH.
function(openssl_make folder result)
  set(${result} ${openssl_environment} make -C ${folder} PARENT_SCOPE)
endfunction()

function(configure_openssl source folder)
  # Of a link CMake would copy the link itself, and OpenSSL would be built in the source that it names.
  file(REAL_PATH ${source} source)
  file(READ ${source}/VERSION.dat version)
  set(changelog "")
  if(EXISTS ${source}/debian/changelog)
    file(SHA256 ${source}/debian/changelog changelog)
  endif()
  set(recipe "${version} ${changelog} ${CMAKE_C_COMPILER} ${CMAKE_C_COMPILER_VERSION} ${openssl_options} ${openssl_flags}")
  set(stamp ${folder}.recipe)
  if(EXISTS ${stamp})
    file(READ ${stamp} configured)
    if(configured STREQUAL recipe)
      return()
    endif()
  endif()
  message(STATUS "OpenSSL: configuring its source")
  file(REMOVE_RECURSE ${folder} ${stamp})
  file(COPY ${source}/ DESTINATION ${folder})
  execute_process(
    COMMAND ${openssl_environment} ./Configure ${openssl_target_${CMAKE_SYSTEM_PROCESSOR}} ${openssl_options}
            CC=${openssl_compiler} AR=${CMAKE_AR} RANLIB=${CMAKE_RANLIB} "CFLAGS=${openssl_flags}"
    RESULT_VARIABLE status WORKING_DIRECTORY ${folder} OUTPUT_FILE ${folder}.log ERROR_FILE ${folder}.log)
  if(status EQUAL 0)
    openssl_make(${folder} make)
    execute_process(COMMAND ${make} build_generated
      RESULT_VARIABLE status OUTPUT_FILE ${folder}.log ERROR_FILE ${folder}.log)
  endif()
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "OpenSSL could not be configured from ${source}; ${folder}.log says why. Without that folder, or "
      "with another in FETCHCONTENT_SOURCE_DIR_OPENSSL, the system's static library is linked in.")
  endif()
  file(WRITE ${stamp} "${recipe}")
endfunction()

if(SEND_BOUNCE_OPENSSL_FROM_SOURCE)
  set(folder ${PROJECT_BINARY_DIR}/openssl)
  configure_openssl(${FETCHCONTENT_SOURCE_DIR_OPENSSL} ${folder})
  set(OPENSSL_INCLUDE_DIR ${folder}/include CACHE PATH "" FORCE)
  openssl_make(${folder} make)
  cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
  add_custom_command(OUTPUT ${folder}/libssl.a ${folder}/libcrypto.a
    COMMAND ${make} -s -j${cores} libcrypto.a libssl.a > ${folder}.log
    DEPENDS ${folder}.recipe COMMENT "OpenSSL from its source" VERBATIM)
  add_custom_target(send_bounce_openssl DEPENDS ${folder}/libssl.a ${folder}/libcrypto.a)
  # find_package wants the libraries to be there.
  foreach(name SSL Crypto)
    string(TOLOWER ${name} library)
    add_library(OpenSSL::${name} STATIC IMPORTED)
    set_target_properties(OpenSSL::${name} PROPERTIES
      IMPORTED_LOCATION ${folder}/lib${library}.a INTERFACE_INCLUDE_DIRECTORIES ${OPENSSL_INCLUDE_DIR})
  endforeach()
  target_link_libraries(OpenSSL::SSL INTERFACE OpenSSL::Crypto)
  target_link_libraries(OpenSSL::Crypto INTERFACE Threads::Threads ${CMAKE_DL_LIBS})
  send_bounce_built_beside(send_bounce_openssl OpenSSL::SSL OpenSSL::Crypto)
  file(STRINGS ${OPENSSL_INCLUDE_DIR}/openssl/opensslv.h line REGEX "define OPENSSL_VERSION_STR ")
  string(REGEX REPLACE ".*\"(.*)\".*" "\\1" OPENSSL_VERSION "${line}")
else()
  send_bounce_find_library(OPENSSL_SSL_LIBRARY ssl)
  send_bounce_find_library(OPENSSL_CRYPTO_LIBRARY crypto)
  unset(OPENSSL_INCLUDE_DIR CACHE)
  set(OPENSSL_USE_STATIC_LIBS ${SEND_BOUNCE_LINKED_IN})
  find_package(OpenSSL REQUIRED)
endif()

if(SEND_BOUNCE_OPENSSL_FROM_SOURCE)
  message(STATUS "OpenSSL: linked in, ${OPENSSL_VERSION} from source")
elseif(SEND_BOUNCE_LINKED_IN)
  message(STATUS "OpenSSL: linked in, ${OPENSSL_VERSION} from the system's static library")
else()
  message(STATUS "OpenSSL: the system's shared library, ${OPENSSL_VERSION}")
endif()
