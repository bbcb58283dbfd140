# Completions of tenantctl for fish. Commands, options, names of resources and labels of devices are asked of tenantctl itself.

function __tenantctl_complete
    set -l before (commandline --current-process --tokenize --cut-at-cursor)
    set -l current (commandline --current-token --cut-at-cursor)
    set -l answer (command tenantctl __complete fish $before "$current" 2>/dev/null </dev/null)
    if test "$answer" = files
        # As for a command that has no completions: names of files.
        complete --do-complete "__fish_command_without_completions $current"
    else if set -q answer[1]
        # fish quotes what it inserts; what follows the tab is the description.
        printf '%s\n' $answer
    end
end

complete --command tenantctl --no-files --keep-order --arguments '(__tenantctl_complete)'
