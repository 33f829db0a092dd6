# libcurl, as the target send_bounce_curl. With SEND_BOUNCE_STATIC, and its source at hand, it is built with what
# this project uses of it and linked in: the shared one of Debian brings 33 libraries along, which is most
# of the time of a run. The source is the folder FETCHCONTENT_SOURCE_DIR_CURL, or what cmake/fetch-curl-source
# has fetched.
option(SEND_BOUNCE_STATIC "Link libcurl, OpenSSL, expat, libyaml and libstdc++ in" OFF)

set(fetched ${PROJECT_SOURCE_DIR}/build/curl-source)
set(SEND_BOUNCE_CURL_LINKED_IN OFF)
if(SEND_BOUNCE_STATIC)
  if(NOT FETCHCONTENT_SOURCE_DIR_CURL AND EXISTS ${fetched}/CMakeLists.txt)
    set(FETCHCONTENT_SOURCE_DIR_CURL ${fetched})
  endif()
  if(FETCHCONTENT_SOURCE_DIR_CURL)
    set(SEND_BOUNCE_CURL_LINKED_IN ON)
  endif()
endif()

add_library(send_bounce_curl INTERFACE)
if(NOT SEND_BOUNCE_CURL_LINKED_IN)
  find_package(CURL REQUIRED)
  find_package(OpenSSL REQUIRED)
  target_link_libraries(send_bounce_curl INTERFACE CURL::libcurl)
  message(STATUS "libcurl: the system's shared library, ${CURL_VERSION_STRING}")
  return()
endif()

set(OPENSSL_USE_STATIC_LIBS ON)
find_package(OpenSSL REQUIRED)

# Its own settings; those that are left out are off, or on for a reason: SMTP is what the stand-in delivers with.
function(add_lean_curl)
  set(BUILD_SHARED_LIBS OFF)
  set(BUILD_TESTING OFF)
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
  foreach(name BUILD_CURL_EXE ENABLE_MANUAL CURL_ZLIB CURL_BROTLI CURL_ZSTD CURL_USE_LIBSSH CURL_USE_LIBSSH2
          CURL_USE_LIBPSL USE_LIBIDN2 USE_NGHTTP2 CURL_USE_GSSAPI ENABLE_ARES CURL_WERROR CURL_ENABLE_EXPORT_TARGET)
    set(${name} OFF)
  endforeach()
  foreach(name FTP FILE LDAP LDAPS TELNET DICT TFTP GOPHER POP3 IMAP SMB RTSP MQTT ALTSVC HSTS COOKIES NETRC NTLM
          CRYPTO_AUTH NEGOTIATE_AUTH LIBCURL_OPTION MIME DOH PROGRESS_METER OPENSSL_AUTO_LOAD_CONFIG)
    set(CURL_DISABLE_${name} ON)
  endforeach()
  set(CMAKE_DISABLE_FIND_PACKAGE_ZLIB ON)
  set(CURL_USE_OPENSSL ON)
  set(ENABLE_THREADED_RESOLVER ON)
  set(CURL_CA_BUNDLE none)
  set(CURL_CA_PATH none)
  set(CMAKE_C_FLAGS "${CMAKE_C_FLAGS} -ffunction-sections -fdata-sections")
  include(FetchContent)
  FetchContent_Declare(curl)
  FetchContent_MakeAvailable(curl)
  set_target_properties(libcurl PROPERTIES POSITION_INDEPENDENT_CODE ON)
endfunction()
add_lean_curl()
target_link_libraries(send_bounce_curl INTERFACE libcurl)
target_include_directories(send_bounce_curl SYSTEM INTERFACE ${FETCHCONTENT_SOURCE_DIR_CURL}/include)
target_compile_definitions(send_bounce_curl INTERFACE CURL_STATICLIB)
message(STATUS "libcurl: linked in, from source; OpenSSL ${OPENSSL_VERSION} linked in")
