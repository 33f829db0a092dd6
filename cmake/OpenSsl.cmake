# OpenSSL, as find_package(OpenSSL) finds it afterwards, here and in libcurl's own build:
#
#   built from source  for a release where the source is at hand (Sources.cmake). It is built while CMake configures,
#                      since libcurl asks it what it can, and once, as long as nothing of it changes.
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
  no-shared no-tests no-pic --prefix=/usr --openssldir=/usr/lib/ssl)
# As all the rest of the release, and so that the linker can leave out single functions.
string(TOUPPER "CMAKE_C_FLAGS_${CMAKE_BUILD_TYPE}" flags)
set(openssl_flags "${CMAKE_C_FLAGS} ${${flags}} -fPIE -ffunction-sections -fdata-sections")

# Built in a copy of the source, so that no path of the machine goes in, nor a time: SOURCE_DATE_EPOCH.
function(build_openssl source folder)
  # A link would be copied as one, and OpenSSL then be built in the folder that it names.
  file(REAL_PATH ${source} source)
  file(READ ${source}/VERSION.dat version)
  set(changelog "")
  if(EXISTS ${source}/debian/changelog)
    file(SHA256 ${source}/debian/changelog changelog)
  endif()
  set(recipe "${version} ${changelog} ${CMAKE_C_COMPILER} ${CMAKE_C_COMPILER_VERSION} ${openssl_options} ${openssl_flags}")
  set(stamp ${folder}.recipe)
  if(EXISTS ${stamp})
    file(READ ${stamp} built)
    if(built STREQUAL recipe)
      return()
    endif()
  endif()
  message(STATUS "OpenSSL: building it from source (a minute or two)")
  file(REMOVE_RECURSE ${folder} ${stamp})
  # Of a link CMake would copy the link itself, and OpenSSL would be built in the source that it names.
  file(REAL_PATH ${source} source)
  file(COPY ${source}/ DESTINATION ${folder})
  cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
  execute_process(
    COMMAND ./Configure ${openssl_target_${CMAKE_SYSTEM_PROCESSOR}} ${openssl_options}
            CC=${CMAKE_C_COMPILER} AR=${CMAKE_AR} RANLIB=${CMAKE_RANLIB} "CFLAGS=${openssl_flags}"
    RESULT_VARIABLE status WORKING_DIRECTORY ${folder} OUTPUT_FILE ${folder}.log ERROR_FILE ${folder}.log)
  if(status EQUAL 0)
    execute_process(
      COMMAND ${CMAKE_COMMAND} -E env --unset=MAKEFLAGS SOURCE_DATE_EPOCH=0
              make -j${cores} build_generated libcrypto.a libssl.a
      RESULT_VARIABLE status WORKING_DIRECTORY ${folder} OUTPUT_FILE ${folder}.log ERROR_FILE ${folder}.log)
  endif()
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "OpenSSL could not be built from ${source}; ${folder}.log says why. Without that folder, or "
      "with another in FETCHCONTENT_SOURCE_DIR_OPENSSL, the system's static library is linked in.")
  endif()
  file(WRITE ${stamp} "${recipe}")
endfunction()

if(SEND_BOUNCE_OPENSSL_FROM_SOURCE)
  set(folder ${PROJECT_BINARY_DIR}/openssl)
  build_openssl(${FETCHCONTENT_SOURCE_DIR_OPENSSL} ${folder})
  set(OPENSSL_SSL_LIBRARY ${folder}/libssl.a CACHE FILEPATH "" FORCE)
  set(OPENSSL_CRYPTO_LIBRARY ${folder}/libcrypto.a CACHE FILEPATH "" FORCE)
  set(OPENSSL_INCLUDE_DIR ${folder}/include CACHE PATH "" FORCE)
else()
  send_bounce_find_library(OPENSSL_SSL_LIBRARY ssl)
  send_bounce_find_library(OPENSSL_CRYPTO_LIBRARY crypto)
  unset(OPENSSL_INCLUDE_DIR CACHE)
endif()
set(OPENSSL_USE_STATIC_LIBS ${SEND_BOUNCE_LINKED_IN})
find_package(OpenSSL REQUIRED)
if(SEND_BOUNCE_OPENSSL_FROM_SOURCE)
  message(STATUS "OpenSSL: linked in, ${OPENSSL_VERSION} from source")
elseif(SEND_BOUNCE_LINKED_IN)
  message(STATUS "OpenSSL: linked in, ${OPENSSL_VERSION} from the system's static library")
else()
  message(STATUS "OpenSSL: the system's shared library, ${OPENSSL_VERSION}")
endif()
