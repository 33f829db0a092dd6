# Run by cpack between installing into its folder and packing that folder.
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
set(share ${root}${CPACK_PACKAGING_INSTALL_PREFIX}/share)
set(documents ${share}/doc/send-bounce)

# Debian's policy: 12.1 and 12.7 (compressed manual pages and changelog), 12.5 (copyright). RPM likes the first, too.
if(CPACK_GENERATOR MATCHES "DEB|RPM")
  file(GLOB_RECURSE pages ${share}/man/*)
  if(pages)
    execute_process(COMMAND gzip -9nf ${pages} COMMAND_ERROR_IS_FATAL ANY)
  endif()
endif()
if(CPACK_GENERATOR STREQUAL "DEB")
  file(REMOVE ${documents}/LICENSE)
  file(COPY ${SEND_BOUNCE_PACKAGE_FILES}/copyright ${SEND_BOUNCE_PACKAGE_FILES}/changelog DESTINATION ${documents})
  execute_process(COMMAND gzip -9nf ${documents}/changelog COMMAND_ERROR_IS_FATAL ANY)
  # Debian's zsh keeps site-functions for the administrator below /usr/local.
  file(RENAME ${share}/zsh/site-functions ${share}/zsh/vendor-completions)
  file(COPY ${SEND_BOUNCE_PACKAGE_FILES}/lintian-overrides DESTINATION ${share}/lintian/overrides)
  file(RENAME ${share}/lintian/overrides/lintian-overrides ${share}/lintian/overrides/send-bounce)
endif()

# Times of the build must not show in a package, nor the umask and the owner of the working copy.
execute_process(COMMAND find ${root} -type f ! -perm /111 -exec chmod 0644 {} + COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND find ${root} ( -type d -o -perm /111 ) -exec chmod 0755 {} + COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND find ${root} -exec touch -h -d @$ENV{SOURCE_DATE_EPOCH} {} + COMMAND_ERROR_IS_FATAL ANY)
