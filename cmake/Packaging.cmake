# DEB, RPM and TGZ from the install rules: `cpack --config build/release/CPackConfig.cmake`; docs/packaging.md.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(SEND_BOUNCE_DEBIAN_ARCHITECTURE arm64)
elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  set(SEND_BOUNCE_DEBIAN_ARCHITECTURE amd64)
endif()
include(LinkedIn)
include(Sbom)

# The documents; README.md's links hold where it is installed, too.
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${PROJECT_BINARY_DIR}/package/send-bounce.spdx.json DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The licence of each library whose code is in the programs, from where the library came.
set(SEND_BOUNCE_MISSING_LICENCES "")
foreach(component ${SEND_BOUNCE_COMPONENTS})
  string(REPLACE "|" ";" row "${component}")
  list(GET row 0 name)
  list(GET row 2 package)
  list(GET row 6 kind)
  if(kind STREQUAL STATIC)
    send_bounce_licence_file(${name} ${package} file)
    if(file)
      install(FILES ${file} DESTINATION ${CMAKE_INSTALL_DOCDIR}/third-party RENAME ${name}.txt)
    else()
      string(APPEND SEND_BOUNCE_MISSING_LICENCES " ${name}.txt")
    endif()
  endif()
endforeach()

set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PACKAGE_NAME send-bounce)
set(CPACK_PACKAGE_VENDOR "send-bounce")
set(CPACK_PACKAGE_CONTACT "send-bounce maintainers <send-bounce@packages.invalid>" CACHE STRING
  "Maintainer that packages name")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "send a bounce for a message received through Amazon SES")
set(CPACK_PACKAGE_DESCRIPTION
"Generates a delivery status notification for a mail that Amazon SES
received, and sends it: aws ses send-bounce as one small native program, with
the same options, configuration, output and exit codes.
.
With it comes ses-stand-in, a local SES for this one call, to try and test
mail flows without an AWS account.")

# What Debian alone wants: a changelog in its form, a copyright file, and why libraries are linked in.
configure_file(cmake/debian/changelog.in package/changelog @ONLY)
configure_file(cmake/debian/copyright.in package/copyright @ONLY)
file(READ cmake/debian/lintian-overrides overrides)
if(SEND_BOUNCE_MUSL)
  file(READ cmake/debian/lintian-overrides-static overrides_static)
  string(APPEND overrides "${overrides_static}")
endif()
file(CONFIGURE OUTPUT package/lintian-overrides CONTENT "${overrides}" @ONLY)

set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_RESOURCE_FILE_README ${PROJECT_SOURCE_DIR}/README.md)
set(CPACK_PACKAGE_FILE_NAME send-bounce-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/PackageTree.cmake)
configure_file(cmake/CPackOptions.cmake.in package/CPackOptions.cmake @ONLY)
set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_BINARY_DIR}/package/CPackOptions.cmake)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION mail)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE ${SEND_BOUNCE_DEBIAN_ARCHITECTURE})
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS less)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
# The static file needs no library of the machine.
if(NOT SEND_BOUNCE_MUSL)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
endif()

set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_ARCHITECTURE ${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_RPM_PACKAGE_LICENSE "Apache-2.0")
string(REPLACE "\n.\n" "\n\n" CPACK_RPM_PACKAGE_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION}")
set(CPACK_RPM_PACKAGE_GROUP "Applications/Internet")
set(CPACK_RPM_COMPRESSION_TYPE xz)
# rpmbuild would ask for a loader on behalf of the static file, which has none.
if(SEND_BOUNCE_MUSL)
  set(CPACK_RPM_PACKAGE_AUTOREQ no)
endif()
# The tree is finished when rpmbuild sees it; what else would go in are the host's name and the time. CPack has no variable
# for Recommends, which may stand among these lines, too.
set(CPACK_RPM_SPEC_MORE_DEFINE
"Recommends: ca-certificates
%global _buildhost localhost
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%global __os_install_post %{nil}
%global _build_id_links none")
# Folders that other packages own.
foreach(folder bash-completion bash-completion/completions zsh zsh/site-functions fish fish/vendor_completions.d
        man man/man1 man/man5 man/man7 doc)
  list(APPEND CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION /usr/share/${folder})
endforeach()

set(CPACK_GENERATOR TGZ)
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
find_program(RPMBUILD rpmbuild)
if(DPKG_SHLIBDEPS)
  list(APPEND CPACK_GENERATOR DEB)
endif()
if(RPMBUILD)
  list(APPEND CPACK_GENERATOR RPM)
endif()
include(CPack)

# Says where to look after `cmake --install`, and how to take all of it away; cpack's own installation says nothing.
install(CODE [[
  if("$ENV{DESTDIR}" STREQUAL "" AND NOT CMAKE_INSTALL_PREFIX MATCHES "/_CPack_Packages/")
    message(STATUS "Installed: ${CMAKE_INSTALL_PREFIX}/bin/send-bounce and ses-stand-in; manual pages, completions and documents in ${CMAKE_INSTALL_PREFIX}/share.")
    message(STATUS "To uninstall: xargs -d '\\n' rm -f < install_manifest.txt, in the build folder")
  endif()]])
