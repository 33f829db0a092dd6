# What can follow, in the common language of bash and zsh. No process is started, not even a subshell.
#
# In:  typed   the words before the one that is being completed, without the command and without quotes
#      cur     that word up to the cursor, without quotes
# Out: found   candidates for the end of cur
#      keys    what each is, for a description
#      partial the end of cur that each candidate begins with
#      glue    not empty where more may follow in the same word

_send_bounce_add() {
  if [[ $1 == "$partial"* ]]; then
    found+=("$1")
    keys+=("${2-}")
  fi
}

# Where in shorthand ($1) the value ends that a quote opens at $2, as the command has it: a quote behind a backslash
# closes only where no later one can. `closing` is empty where none does.
_send_bounce_closing_quote() {
  local text=$1 quote=${1:$2:1} i escaped=
  closing=
  for ((i = $2 + 1; i < ${#text}; i++)); do
    if [[ ${text:$i:1} != "$quote" ]]; then continue; fi
    if ((i == $2 + 1)) || [[ ${text:$((i - 1)):1} != '\' ]]; then closing=$i; return; fi
    escaped=$i
  done
  closing=$escaped
}

# Follows shorthand ($1) from the start of a structure ($2) to where it ends: `state` is key, value, element (of a
# list), after (a bracket that closes) or none (in a quoted value). Each level keeps its shape, the members that it
# has, and the one whose value is being written.
_send_bounce_follow() {
  local text=$1 c stack= level closing i
  shape=$2 state=key member= used=' ' partial= in_file=
  for ((i = 0; i < ${#text}; i++)); do
    c=${text:$i:1}
    case $state$c in
      value'\' | element'\')
        partial+=$c
        if [[ ${text:$((i + 1)):1} == ',' ]]; then partial+=, i=$((i + 1)); fi
        ;;
      key"'" | key'"' | value"'" | value'"' | element"'" | element'"')
        if [[ -n $partial ]]; then partial+=$c; continue; fi
        _send_bounce_closing_quote "$text" "$i"
        if [[ -z $closing ]]; then state=none; return; fi
        if [[ $state == element ]]; then state=element_after; else state=after; fi
        i=$closing
        ;;
      key'=')
        in_file=
        if [[ $partial == *@ ]]; then in_file=1; fi
        member=${partial%@} used+="${partial%@} " state=value partial=
        ;;
      value'{' | element'{')
        if [[ -n $partial ]]; then partial+=$c; continue; fi
        _send_bounce_member "$shape.$member"
        stack="$shape|$state|$used|$member;$stack"
        shape=$inner state=key used=' ' member=
        ;;
      value'[')
        if [[ -n $partial ]]; then partial+=$c; continue; fi
        stack="$shape|$state|$used|$member;$stack" state=element
        ;;
      *'}' | *']')
        if [[ -z $stack ]]; then state=none; return; fi
        level=${stack%%;*} stack=${stack#*;}
        shape=${level%%|*} level=${level#*|}
        state=${level%%|*} level=${level#*|}
        used=${level%%|*} member=${level#*|} partial=
        if [[ $state == value ]]; then state=after; else state=element_after; fi
        ;;
      value',' | after',') state=key partial= member= ;;
      element',' | element_after',') state=element partial= ;;
      *) partial+=$c ;;
    esac
  done
}

# $1 is put before each member: the brackets that open a structure.
_send_bounce_add_members() {
  local name members
  _send_bounce_members "$shape"
  for name in $members; do
    if [[ $used != *" $name "* ]]; then _send_bounce_add "$1$name=" "$shape.$name"; fi
  done
}

_send_bounce_shorthand() {
  local state shape member used in_file inner is_list choices word
  glue=1
  _send_bounce_follow "$1" "$2"
  if [[ $state == key ]]; then _send_bounce_add_members ''; return; fi
  if [[ $state != value && $state != element ]]; then return; fi
  if [[ -n $in_file ]]; then _send_bounce_files; return; fi
  _send_bounce_member "$shape.$member"
  for word in $choices; do
    if [[ $word == "$partial" ]]; then _send_bounce_add "$word,"; else _send_bounce_add "$word"; fi
  done
  if [[ -z $inner ]]; then return; fi
  shape=$inner used=' '
  if [[ $state == value && -n $is_list ]]; then
    _send_bounce_add_members '[{'
  else
    _send_bounce_add_members '{'
  fi
}

_send_bounce_files() {
  if [[ $partial == file://* || $partial == fileb://* ]]; then
    _send_bounce_paths "${partial%%://*}://"
  elif [[ -n $partial || $kind == document || -n ${in_file-} ]]; then
    glue=1
    _send_bounce_add file://
    _send_bounce_add fileb://
  fi
}

_send_bounce_profiles() {
  local file line name kept=$'\n'
  for file in "${AWS_CONFIG_FILE:-$HOME/.aws/config}" "${AWS_SHARED_CREDENTIALS_FILE:-$HOME/.aws/credentials}"; do
    if [[ $file == '~/'* ]]; then file=$HOME/${file#??}; fi
    if [[ ! -f $file || ! -r $file ]]; then continue; fi
    while IFS= read -r line || [[ -n $line ]]; do
      if [[ $line != '['*']'* ]]; then continue; fi
      name=${line#?} name=${name%%']'*}
      name=${name#"${name%%[![:space:]]*}"} name=${name%"${name##*[![:space:]]}"}
      if [[ $file == "${AWS_CONFIG_FILE:-$HOME/.aws/config}" || $name == profile[[:space:]]* ]]; then
        case $name in
          default) ;;
          profile[[:space:]]*)
            name=${name#profile} name=${name#"${name%%[![:space:]]*}"}
            name=${name#[\"\']} name=${name%[\"\']}
            ;;
          *) continue ;;
        esac
      fi
      if [[ $kept == *$'\n'"$name"$'\n'* ]]; then continue; fi
      kept+=$name$'\n'
      _send_bounce_add "$name"
    done < "$file"
  done
}

# The value of option $1, of which $2 is typed.
_send_bounce_value() {
  local kind choices shape word regions
  partial=$2
  _send_bounce_option "$1"
  case $kind in
    choice | optional) for word in $choices; do _send_bounce_add "$word"; done ;;
    profile) _send_bounce_profiles ;;
    region)
      _send_bounce_regions
      for word in $regions; do _send_bounce_add "$word"; done
      ;;
    file) _send_bounce_paths '' ;;
    text | document) _send_bounce_files ;;
    structure | list)
      case $2 in
        file://* | fileb://*) _send_bounce_files ;;
        '{'* | '['*) ;;
        *) _send_bounce_shorthand "$2" "$shape" ;;
      esac
      ;;
  esac
}

_send_bounce_candidates() {
  local word wanted= list= positional= given=' ' kind= choices= shape= names topics
  found=() keys=() partial=$cur glue=
  for word in "${typed[@]}"; do
    if [[ -n $wanted ]]; then
      wanted=
      if [[ $kind != optional || $word != -* ]]; then continue; fi
    fi
    case $word in
      --*=*) given+="${word%%=*} " list= ;;
      -*)
        given+="$word " list= wanted=
        if _send_bounce_option "$word"; then
          case $kind in
            none) ;;
            list) list=$word ;;
            *) wanted=$word ;;
          esac
        fi
        ;;
      *) if [[ -z $list ]]; then positional+="$word "; fi ;;
    esac
  done
  if [[ -n $wanted && ! ( $kind == optional && $cur == -* ) ]]; then
    _send_bounce_value "$wanted" "$cur"
    return
  fi
  if [[ $cur == --*=* ]]; then
    _send_bounce_value "${cur%%=*}" "${cur#*=}"
    return
  fi
  if [[ -n $list && $cur != -* ]]; then
    _send_bounce_value "$list" "$cur"
    return
  fi
  case $positional in
    '')
      if [[ $given == ' ' ]]; then
        _send_bounce_add help help
        _send_bounce_add configure configure
      fi
      ;;
    'help ')
      _send_bounce_topics
      for word in $topics; do _send_bounce_add "$word" "$word"; done
      return
      ;;
    'configure ')
      _send_bounce_add list
      return
      ;;
  esac
  _send_bounce_names
  for word in $names; do
    if [[ $given != *" $word "* ]]; then _send_bounce_add "$word" "$word"; fi
  done
}
