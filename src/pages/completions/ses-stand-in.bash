# bash completion for ses-stand-in                                        -*- shell-script -*-
# The program itself tells what can follow.

_ses_stand_in() {
  local program=ses-stand-in i
  local -a reply=()
  if [[ ${COMP_WORDS[1]-} == run ]]; then
    for ((i = 2; i < COMP_CWORD; i++)); do
      if [[ ${COMP_WORDS[i]} != -- ]]; then continue; fi
      # Behind it stands a command with a completion of its own.
      if declare -F _command_offset > /dev/null; then _command_offset $((i + 1)); fi
      return
    done
  fi
  # One that was called by its path need not be in PATH.
  if [[ $1 == */* ]]; then program=${1/#'~/'/"$HOME/"}; fi
  mapfile -d '' -t reply < <(
    TAB_LINE=${COMP_LINE:0:COMP_POINT} TAB_REST=${COMP_LINE:COMP_POINT} TAB_BREAKS=$COMP_WORDBREAKS \
      "$program" __complete bash 2> /dev/null
  )
  COMPREPLY=("${reply[@]:1}")
  if [[ ${reply[0]-} == open ]]; then compopt -o nospace 2> /dev/null; fi
} && complete -o nosort -F _ses_stand_in ses-stand-in
