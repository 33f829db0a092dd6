# bash completion for send-bounce                                         -*- shell-script -*-
# The program itself tells what can follow. What is typed goes to it in variables, since everyone on the machine can see
# the words of a command.

_send_bounce() {
  local program=send-bounce
  local -a reply=()
  # One that was called by its path need not be in PATH.
  if [[ $1 == */* ]]; then program=${1/#'~/'/"$HOME/"}; fi
  mapfile -d '' -t reply < <(
    TAB_LINE=${COMP_LINE:0:COMP_POINT} TAB_REST=${COMP_LINE:COMP_POINT} TAB_BREAKS=$COMP_WORDBREAKS \
      "$program" __complete bash 2> /dev/null
  )
  COMPREPLY=("${reply[@]:1}")
  if [[ ${reply[0]-} == open ]]; then compopt -o nospace 2> /dev/null; fi
} && complete -o nosort -F _send_bounce send-bounce
