# Completions of tenantctl for bash 4 or newer. Commands, options, names of resources and labels of devices are asked of tenantctl itself.

_tenantctl() {
    COMPREPLY=()
    local answer line
    answer=$(command tenantctl __complete bash "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null </dev/null) || return 0
    if [[ $answer == files ]]; then
        compopt -o default
        return 0
    fi
    # The words come quoted. They are never evaluated here, and the descriptions are left out: bash has no place for them.
    while IFS= read -r line; do
        [[ -n $line ]] && COMPREPLY+=("${line%%$'\t'*}")
    done <<<"$answer"
}

if [[ ${BASH_VERSINFO[0]} -gt 4 || ${BASH_VERSINFO[0]} -eq 4 && ${BASH_VERSINFO[1]} -ge 4 ]]; then
    complete -o nosort -F _tenantctl tenantctl
else
    complete -F _tenantctl tenantctl
fi
