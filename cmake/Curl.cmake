# libcurl, as the target send_bounce_curl: linked in, or the system's shared one.
add_library(send_bounce_curl INTERFACE)
# The same for a program of which most runs need no network: the shared one is not linked but loaded.
add_library(send_bounce_curl_when_needed INTERFACE)
if(NOT SEND_BOUNCE_LINKED_IN)
  find_package(CURL REQUIRED)
  target_link_libraries(send_bounce_curl INTERFACE CURL::libcurl)
  target_include_directories(send_bounce_curl_when_needed SYSTEM INTERFACE ${CURL_INCLUDE_DIRS})
  target_link_libraries(send_bounce_curl_when_needed INTERFACE ${CMAKE_DL_LIBS})
  message(STATUS "libcurl: the system's shared library, ${CURL_VERSION_STRING}")
  return()
endif()

# Its own settings; those that are left out are off, or on for a reason: SMTP is what the stand-in delivers with.
set(settings
  -DBUILD_SHARED_LIBS=OFF -DBUILD_STATIC_LIBS=ON -DBUILD_TESTING=OFF -DCMAKE_DISABLE_FIND_PACKAGE_ZLIB=ON -DCURL_USE_OPENSSL=ON
  -DENABLE_THREADED_RESOLVER=ON -DCURL_CA_BUNDLE=none -DCURL_CA_PATH=none -DCMAKE_DEBUG_POSTFIX= -DCMAKE_UNITY_BUILD=OFF
  -DPICKY_COMPILER=OFF)
foreach(name BUILD_CURL_EXE ENABLE_MANUAL CURL_ZLIB CURL_BROTLI CURL_ZSTD CURL_USE_LIBSSH CURL_USE_LIBSSH2
        CURL_USE_LIBPSL USE_LIBIDN2 USE_NGHTTP2 CURL_USE_GSSAPI ENABLE_ARES CURL_WERROR CURL_ENABLE_EXPORT_TARGET BUILD_EXAMPLES
        BUILD_LIBCURL_DOCS BUILD_MISC_DOCS ENABLE_CURL_MANUAL)
  list(APPEND settings -D${name}=OFF)
endforeach()
foreach(name FTP FILE LDAP LDAPS TELNET DICT TFTP GOPHER POP3 IMAP SMB RTSP MQTT ALTSVC HSTS COOKIES NETRC NTLM
        CRYPTO_AUTH DIGEST_AUTH KERBEROS_AUTH NEGOTIATE_AUTH BEARER_AUTH AWS IPFS WEBSOCKETS LIBCURL_OPTION MIME DOH PROGRESS_METER OPENSSL_AUTO_LOAD_CONFIG)
  list(APPEND settings -DCURL_DISABLE_${name}=ON)
endforeach()

# As the release is compiled; of its paths none goes in.
set(curl ${PROJECT_BINARY_DIR}/curl)
set(curl_flags "${CMAKE_C_FLAGS} -fPIE -ffunction-sections -fdata-sections")
string(APPEND curl_flags " -ffile-prefix-map=${FETCHCONTENT_SOURCE_DIR_CURL}=curl -ffile-prefix-map=${curl}=curl")
foreach(name CMAKE_BUILD_TYPE CMAKE_C_COMPILER CMAKE_C_FLAGS_RELEASE CMAKE_C_FLAGS_DEBUG CMAKE_AR CMAKE_RANLIB
        CMAKE_TOOLCHAIN_FILE SEND_BOUNCE_MACHINE)
  if(${name})
    list(APPEND settings "-D${name}=${${name}}")
  endif()
endforeach()

# It asks the linker what the machine has, a few hundred times, with OpenSSL in each question: archives with nothing in them
# answer as well as those that are still being built, since of OpenSSL itself it only asks for what ours does not have.
set(empty ${curl}/openssl)
file(MAKE_DIRECTORY ${empty})
foreach(name ssl crypto)
  if(NOT EXISTS ${empty}/lib${name}.a)
    execute_process(COMMAND ${CMAKE_AR} rcs ${empty}/lib${name}.a COMMAND_ERROR_IS_FATAL ANY)
  endif()
endforeach()

# What it would find is known where these are the version and the libc that have been asked before.
file(STRINGS ${FETCHCONTENT_SOURCE_DIR_CURL}/include/curl/curlver.h SEND_BOUNCE_CURL_VERSION REGEX "define LIBCURL_VERSION \"")
string(REGEX REPLACE ".*\"(.*)\".*" "\\1" SEND_BOUNCE_CURL_VERSION "${SEND_BOUNCE_CURL_VERSION}")
set(answers ${PROJECT_SOURCE_DIR}/cmake/curl-answers.cmake)
file(STRINGS ${answers} answers_for REGEX "^set\\(answers_for ${SEND_BOUNCE_CURL_VERSION}\\)")
if(answers_for AND NOT SEND_BOUNCE_MUSL AND CMAKE_SYSTEM_NAME STREQUAL Linux AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  list(PREPEND settings -C ${answers})
endif()

# Configured and built while our own objects are compiled, which want its headers and nothing more.
include(ExternalProject)
ExternalProject_Add(send_bounce_curl_build
  SOURCE_DIR ${FETCHCONTENT_SOURCE_DIR_CURL} PREFIX ${curl} BINARY_DIR ${curl}/build
  CMAKE_ARGS ${settings} "-DCMAKE_C_FLAGS=${curl_flags}" -DOPENSSL_INCLUDE_DIR=${OPENSSL_INCLUDE_DIR}
             -DOPENSSL_SSL_LIBRARY=${empty}/libssl.a -DOPENSSL_CRYPTO_LIBRARY=${empty}/libcrypto.a
  BUILD_BYPRODUCTS ${curl}/build/lib/libcurl.a
  INSTALL_COMMAND "" LOG_CONFIGURE ON LOG_BUILD ON LOG_OUTPUT_ON_FAILURE ON)
target_link_libraries(send_bounce_curl INTERFACE
  ${curl}/build/lib/libcurl.a OpenSSL::SSL OpenSSL::Crypto Threads::Threads ${CMAKE_DL_LIBS})
target_include_directories(send_bounce_curl SYSTEM INTERFACE ${FETCHCONTENT_SOURCE_DIR_CURL}/include)
target_compile_definitions(send_bounce_curl INTERFACE CURL_STATICLIB)
target_link_libraries(send_bounce_curl_when_needed INTERFACE send_bounce_curl)
send_bounce_built_beside(send_bounce_curl_build send_bounce_curl)
message(STATUS "libcurl: linked in, from source")
