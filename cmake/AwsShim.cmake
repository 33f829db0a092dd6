# An aws beside send-bounce, for scripts that call `aws ses send-bounce` (docs/coming-from-aws.md).
# Off by default: it has the name of another program, and has to come before that one in PATH.
option(SEND_BOUNCE_AWS_SHIM "Install an aws that hands `aws ses send-bounce` to send-bounce and all else to the AWS CLI" OFF)

if(SEND_BOUNCE_AWS_SHIM)
  # The installer of the AWS CLI puts a link of that name into /usr/local/bin. It is never replaced.
  install(CODE "
    set(aws \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/aws\")
    if(EXISTS \"\${aws}\" OR IS_SYMLINK \"\${aws}\")
      execute_process(COMMAND \"\${CMAKE_COMMAND}\" -E compare_files \"\${aws}\" \"${PROJECT_SOURCE_DIR}/src/shim/aws\"
        RESULT_VARIABLE is_another OUTPUT_QUIET ERROR_QUIET)
      if(is_another)
        message(FATAL_ERROR \"\${aws} is another program. Install with a --prefix whose bin comes before it in PATH.\")
      endif()
    endif()")
  install(PROGRAMS ${PROJECT_SOURCE_DIR}/src/shim/aws DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
