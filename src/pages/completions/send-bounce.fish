# fish completion for send-bounce. The program itself tells what can follow. What is typed goes to it in variables, since
# everyone on the machine can see the words of a command.

function __send_bounce_candidates
    set -l before (commandline -opc)
    # A quote that is still open is closed first: fish takes one off only as a pair.
    set -l typed (commandline -ct)
    set -l word (string unescape -- "$typed"; or string unescape -- "$typed'"; or string unescape -- "$typed\"")
    # Quoted as in other shells, the word at the cursor left open. What stands behind it fish does not tell.
    set -l head (string replace -a -- "'" "'\\''" $before "$word")
    TAB_LINE="'"(string join "' '" -- $head) $before[1] __complete fish 2>/dev/null
end

complete -c send-bounce -f -k -a '(__send_bounce_candidates)'
