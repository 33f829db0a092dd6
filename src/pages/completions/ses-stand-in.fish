# fish completion for ses-stand-in. The program itself tells what can follow.

function __ses_stand_in_candidates
    set -l before (commandline -opc)
    # A quote that is still open is closed first: fish takes one off only as a pair.
    set -l typed (commandline -ct)
    set -l word (string unescape -- "$typed"; or string unescape -- "$typed'"; or string unescape -- "$typed\"")
    # Quoted as in other shells, the word at the cursor left open. What stands behind it fish does not tell.
    set -l head (string replace -a -- "'" "'\\''" $before "$word")
    TAB_LINE="'"(string join "' '" -- $head) $before[1] __complete fish 2>/dev/null
end

complete -c ses-stand-in -f -k -a '(__ses_stand_in_candidates)'
