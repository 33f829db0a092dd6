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
function(add_lean_curl)
  set(BUILD_SHARED_LIBS OFF)
  set(BUILD_TESTING OFF)
  # What is set here holds, whether libcurl asks with option() or keeps it in the cache.
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
  set(CMAKE_POLICY_DEFAULT_CMP0126 NEW)
  foreach(name BUILD_CURL_EXE ENABLE_MANUAL CURL_ZLIB CURL_BROTLI CURL_ZSTD CURL_USE_LIBSSH CURL_USE_LIBSSH2
          CURL_USE_LIBPSL USE_LIBIDN2 USE_NGHTTP2 CURL_USE_GSSAPI ENABLE_ARES CURL_WERROR CURL_ENABLE_EXPORT_TARGET BUILD_EXAMPLES
          BUILD_LIBCURL_DOCS BUILD_MISC_DOCS ENABLE_CURL_MANUAL)
    set(${name} OFF)
  endforeach()
  foreach(name FTP FILE LDAP LDAPS TELNET DICT TFTP GOPHER POP3 IMAP SMB RTSP MQTT ALTSVC HSTS COOKIES NETRC NTLM
          CRYPTO_AUTH DIGEST_AUTH KERBEROS_AUTH NEGOTIATE_AUTH BEARER_AUTH AWS IPFS WEBSOCKETS LIBCURL_OPTION MIME DOH PROGRESS_METER OPENSSL_AUTO_LOAD_CONFIG)
    set(CURL_DISABLE_${name} ON)
  endforeach()
  set(CMAKE_DISABLE_FIND_PACKAGE_ZLIB ON)
  set(CURL_USE_OPENSSL ON)
  set(ENABLE_THREADED_RESOLVER ON)
  # In the cache, where libcurl takes "none" away again.
  set(CURL_CA_BUNDLE none CACHE STRING "" FORCE)
  set(CURL_CA_PATH none CACHE STRING "" FORCE)
  set(CMAKE_C_FLAGS "${CMAKE_C_FLAGS} -ffunction-sections -fdata-sections")
  include(FetchContent)
  FetchContent_Declare(curl)
  FetchContent_GetProperties(curl)
  if(NOT curl_POPULATED)
    FetchContent_Populate(curl)
    # Excluded from all, so that its own install rules (headers, curl-config) stay out of our packages.
    add_subdirectory(${curl_SOURCE_DIR} ${curl_BINARY_DIR} EXCLUDE_FROM_ALL)
  endif()
  # In later releases the name is another one's.
  get_target_property(real libcurl ALIASED_TARGET)
  if(NOT real)
    set(real libcurl)
  endif()
  set_target_properties(${real} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${real} PRIVATE -ffile-prefix-map=${FETCHCONTENT_SOURCE_DIR_CURL}=curl)
endfunction()
add_lean_curl()
target_link_libraries(send_bounce_curl INTERFACE libcurl)
target_link_libraries(send_bounce_curl_when_needed INTERFACE send_bounce_curl)
target_include_directories(send_bounce_curl SYSTEM INTERFACE ${FETCHCONTENT_SOURCE_DIR_CURL}/include)
target_compile_definitions(send_bounce_curl INTERFACE CURL_STATICLIB)
message(STATUS "libcurl: linked in, from source")
