# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_tenantctl_global_optspecs
    string join \n db= tenant= key-file= o/output= reason= ticket= yes break-glass color= q/quiet v/verbose config= h/help V/version
end

function __fish_tenantctl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_tenantctl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_tenantctl_using_subcommand
    set -l cmd (__fish_tenantctl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c tenantctl -n "__fish_tenantctl_needs_command" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_needs_command" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_needs_command" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_needs_command" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_needs_command" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_needs_command" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_needs_command" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_needs_command" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_needs_command" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -s V -l version -d 'Print version'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "init" -d 'Make a tenant: its key, its database, its first administrator'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "demo" -d 'Watch the whole main job on a throw-away tenant, each step printed as the command it is, then run'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "why" -d 'Why somebody can or cannot log in, and what helps'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "unlock" -d 'Unlock an account and set its count of failed logins back'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "enroll" -d 'Enroll an authenticator app: shows a QR code to scan, and the key to type'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "pause" -d 'Pause 2FA: no code is needed for the next login, or for up to 24 hours'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "resource" -d 'People and programs with an account'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "password" -d 'Passwords and their rules'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "totp" -d 'Authenticator apps: enroll, confirm, check'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "2fa" -d 'The second factor of a resource: status, pause, reset'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "account" -d 'Locks of accounts: status, lock, unlock'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "emergency" -d 'Codes valid for three minutes, for somebody who lost the device'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "authenticate" -d 'Decide a login: password, then second factor'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "session" -d 'Live sessions: list, end, check, log out'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "login" -d 'Sign in as an operator, with password and second factor'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "logout" -d 'Sign out: the session ends at once'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "whoami" -d 'Who you are to this tenant, and what you may do'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "audit" -d 'The history: read it, prove it'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "policy" -d 'What the tenant demands: lockout, pauses, passwords'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "doctor" -d 'What is wrong or risky with the tenant, and where its files are'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "migrate" -d 'Bring a database of an older version up to date, keeping a copy of it first'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "completions" -d 'Print the completions for a shell: bash, zsh, fish, powershell or elvish'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "man" -d 'Print the manual page, or write those of every command to a directory'
complete -c tenantctl -n "__fish_tenantctl_needs_command" -f -a "help" -d 'Help of a command, or of a topic: options, exit-codes'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l admin -d 'The first administrator\'s username: name@domain' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l email -d 'The first administrator\'s e-mail address' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l preset -d 'The policy to begin with: psa (2FA required, a lock after seven failures, pauses up to 72 hours)' -r -f -a "psa\t'2FA required, timed pauses, lock after seven failures'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l qr -d 'How the QR code is drawn at a terminal: auto, unicode, ascii, none' -r -f -a "auto\t'As the terminal can show it; nothing where there is no terminal'
unicode\t'Half blocks'
ascii\t'Nothing but ASCII: four times as large'
none\t'Not at all'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l qr-file -d 'Write the QR code to a new file, private to you: F.svg or F.png' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l password-stdin -d 'Take the administrator\'s password from the first line of standard input'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l if-absent -d 'Be content if the tenant is there already, and change nothing then'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l assume-email -d 'Take the administrator\'s e-mail address as verified, on your word'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l no-enroll -d 'Do not enroll an authenticator now'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l show-key -d 'Give the key and the otpauth URI in the answer'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand init" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand demo" -l keep -d 'Keep database and key in this new directory' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand demo" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand demo" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand demo" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand demo" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand demo" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand demo" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand demo" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand demo" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand demo" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand demo" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand demo" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand demo" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand demo" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand why" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand why" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand why" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand why" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand why" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand why" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand why" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand why" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand why" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand why" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand why" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand why" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand why" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand unlock" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand unlock" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand unlock" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand unlock" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand unlock" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand unlock" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand unlock" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand unlock" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand unlock" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand unlock" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand unlock" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand unlock" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand unlock" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l label -d 'The device\'s name; authenticator, authenticator-2, … where it is left out' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l issuer -d 'Shown above the account in the app; the tenant\'s name where it is left out' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l algorithm -d 'sha1 (what the apps support), sha256 or sha512' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l digits -d 'Digits of a code: 6 to 8' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l period -d 'Seconds that a code is shown: 15 to 120' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l qr -d 'How the QR code is drawn at a terminal: auto, unicode, ascii, none' -r -f -a "auto\t'As the terminal can show it; nothing where there is no terminal'
unicode\t'Half blocks'
ascii\t'Nothing but ASCII: four times as large'
none\t'Not at all'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l qr-file -d 'Write the QR code to a new file, private to you: F.svg or F.png' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l self -d 'You are the resource: give its password as well'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l password-stdin -d 'With --self: the password is the first line of standard input'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l replace -d 'Remove the earlier devices once this one is confirmed'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l keep -d 'Keep the earlier devices'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l no-confirm -d 'Do not ask for a code now'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l show-key -d 'Give the key and the otpauth URI in the answer'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand enroll" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -l for -d 'For so long, at most 24h: 90s, 15m, 8h' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -l next-login -d 'Until the next successful login without a code'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand pause" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -f -a "create" -d 'Create a resource'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -f -a "list" -d 'List resources, by condition and in order'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -f -a "show" -d 'Show one resource: account, license, lock, second factor'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -f -a "edit" -d 'Change a resource\'s fields'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -f -a "deactivate" -d 'Deactivate a resource: it cannot log in and keeps its history'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -f -a "activate" -d 'Activate a deactivated resource again'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -f -a "verify-email" -d 'Take a resource\'s e-mail address as verified'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and not __fish_seen_subcommand_from create list show edit deactivate activate verify-email delete" -f -a "delete" -d 'Resources are deactivated, never deleted'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l email -d 'The primary e-mail address' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l first-name -d 'Given name' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l last-name -d 'Family name' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l phone -d 'Mobile number in international form: +15550109443' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l license -d 'Decides about 2FA: standard and co-managed require it, dashboard may have it, api has none' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l type -d 'internal (default) or client; co-managed follows from the license' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l level -d 'What it may do as an operator: admin, helpdesk, auditor or user' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l champion -d 'Name it as the tenant\'s champion, in place of the present one'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l password-stdin -d 'Take the first line of standard input as its password'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l no-setup -d 'Without a password: one is set later'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l if-absent -d 'Be content if the username is there already, and change nothing then'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -l where -d 'A condition; several hold together' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -l sort -d 'username, email, last-name, created or last-login' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -l limit -d 'At most so many; 100 unless the format is jsonl or csv, which are whole' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -l after -d 'Go on after a page, with the cursor it ended with' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from show" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from show" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from show" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from show" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from show" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from show" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from show" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from show" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from show" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from show" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l email -d 'The primary e-mail address' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l first-name -d 'Given name' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l last-name -d 'Family name' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l phone -d 'Mobile number in international form' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l license -d 'standard, dashboard, api or co-managed' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l type -d 'internal or client; co-managed follows from the license' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l champion -d 'Name it as the tenant\'s champion, in place of the present one'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l no-champion -d 'No longer the champion'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from deactivate" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from deactivate" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from deactivate" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from deactivate" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from deactivate" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from deactivate" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from deactivate" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from deactivate" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from deactivate" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from deactivate" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from deactivate" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from deactivate" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from deactivate" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from activate" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from activate" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from activate" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from activate" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from activate" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from activate" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from activate" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from activate" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from activate" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from activate" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from activate" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from activate" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from activate" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from verify-email" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from verify-email" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from verify-email" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from verify-email" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from verify-email" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from verify-email" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from verify-email" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from verify-email" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from verify-email" -l assume -d 'On your own word'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from verify-email" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from verify-email" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from verify-email" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from verify-email" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from verify-email" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from delete" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from delete" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from delete" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from delete" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from delete" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from delete" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from delete" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from delete" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from delete" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand resource; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -f -a "set" -d 'Set a resource\'s password'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and not __fish_seen_subcommand_from set rules" -f -a "rules" -d 'The rules that a password must keep, in plain words'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from set" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from set" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from set" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from set" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from set" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from set" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from set" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from set" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from set" -l password-stdin -d 'Take the first line of standard input'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from set" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from set" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from set" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from rules" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from rules" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from rules" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from rules" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from rules" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from rules" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from rules" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from rules" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from rules" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from rules" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from rules" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from rules" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand password; and __fish_seen_subcommand_from rules" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -f -a "enroll" -d 'Enroll an authenticator app: shows a QR code to scan, and the key to type'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -f -a "confirm" -d 'Prove a pending enrollment with a code from the app'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -f -a "qr" -d 'Show the QR code of a pending enrollment again; never after it is confirmed'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -f -a "list" -d 'List the authenticators of a resource'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -f -a "check" -d 'Say whether a code is right, without logging in or spending it'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and not __fish_seen_subcommand_from enroll confirm qr list check remove" -f -a "remove" -d 'Remove one authenticator; the others stay'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l label -d 'The device\'s name; authenticator, authenticator-2, … where it is left out' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l issuer -d 'Shown above the account in the app; the tenant\'s name where it is left out' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l algorithm -d 'sha1 (what the apps support), sha256 or sha512' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l digits -d 'Digits of a code: 6 to 8' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l period -d 'Seconds that a code is shown: 15 to 120' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l qr -d 'How the QR code is drawn at a terminal: auto, unicode, ascii, none' -r -f -a "auto\t'As the terminal can show it; nothing where there is no terminal'
unicode\t'Half blocks'
ascii\t'Nothing but ASCII: four times as large'
none\t'Not at all'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l qr-file -d 'Write the QR code to a new file, private to you: F.svg or F.png' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l self -d 'You are the resource: give its password as well'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l password-stdin -d 'With --self: the password is the first line of standard input'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l replace -d 'Remove the earlier devices once this one is confirmed'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l keep -d 'Keep the earlier devices'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l no-confirm -d 'Do not ask for a code now'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l show-key -d 'Give the key and the otpauth URI in the answer'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from enroll" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from confirm" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from confirm" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from confirm" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from confirm" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from confirm" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from confirm" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from confirm" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from confirm" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from confirm" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from confirm" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from confirm" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from confirm" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from confirm" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -l qr -d 'How the QR code is drawn at a terminal: auto, unicode, ascii, none' -r -f -a "auto\t'As the terminal can show it; nothing where there is no terminal'
unicode\t'Half blocks'
ascii\t'Nothing but ASCII: four times as large'
none\t'Not at all'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -l qr-file -d 'Write the QR code to a new file, private to you: F.svg or F.png' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -l show-key -d 'Give the key and the otpauth URI in the answer'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from qr" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from list" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from list" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from list" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from list" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from list" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from list" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from list" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from list" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from list" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from list" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from check" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from check" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from check" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from check" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from check" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from check" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from check" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from check" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from check" -l code-stdin -d 'Take the first line of standard input'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from check" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from check" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from check" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from remove" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from remove" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from remove" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from remove" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from remove" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from remove" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from remove" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from remove" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from remove" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from remove" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand totp; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -f -a "status" -d 'How the second factor of a resource stands'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -f -a "pause" -d 'Pause 2FA: no code is needed for the next login, or for up to 24 hours'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -f -a "extend" -d 'Move the end of a timed pause 24 hours later, up to the limit of policy pause.max'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -f -a "require" -d 'End a pause at once: a code is needed again'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -f -a "reset" -d 'Remove every authenticator of a resource: it enrolls again at the next login'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and not __fish_seen_subcommand_from status pause extend require reset disable" -f -a "disable" -d '2FA cannot be switched off, only paused'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -l for -d 'For so long, at most 24h: 90s, 15m, 8h' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -l next-login -d 'Until the next successful login without a code'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from pause" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from extend" -l until -d 'Exactly until then: RFC 3339, or local date and time' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from extend" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from extend" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from extend" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from extend" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from extend" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from extend" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from extend" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from extend" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from extend" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from extend" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from extend" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from extend" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from extend" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from require" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from require" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from require" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from require" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from require" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from require" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from require" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from require" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from require" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from require" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from require" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from require" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from require" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand 2fa; and __fish_seen_subcommand_from disable" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -f -a "status" -d 'Whether an account is locked, since when and why'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -f -a "lock" -d 'Lock an account by hand, on every client'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and not __fish_seen_subcommand_from status lock unlock" -f -a "unlock" -d 'Unlock an account and set its count of failed logins back'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from status" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from status" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from status" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from status" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from status" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from status" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from status" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from status" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from status" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from status" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from status" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from lock" -l until -d 'Until then: RFC 3339, or local date and time; for good where it is left out' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from lock" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from lock" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from lock" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from lock" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from lock" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from lock" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from lock" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from lock" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from lock" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from lock" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from lock" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from lock" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from lock" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from unlock" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from unlock" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from unlock" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from unlock" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from unlock" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from unlock" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from unlock" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from unlock" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from unlock" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from unlock" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from unlock" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from unlock" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand account; and __fish_seen_subcommand_from unlock" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -f -a "issue" -d 'Issue an emergency code: once, for three minutes, in place of the authenticator\'s code'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -f -a "list" -d 'List the emergency codes that are valid now; never the codes themselves'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and not __fish_seen_subcommand_from issue list revoke" -f -a "revoke" -d 'Take the emergency code of a resource back'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -l identity -d 'passport, id-card, driver-license, employee-badge, known-in-person or callback' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -l channel -d 'video, phone or in-person' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -l reference -d 'Where the check is on record; --ticket serves as well' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -l show -d 'Show the code, to be read to the person'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from issue" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from list" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from list" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from list" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from list" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from list" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from list" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from list" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from list" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from list" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from list" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from revoke" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from revoke" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from revoke" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from revoke" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from revoke" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from revoke" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from revoke" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from revoke" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from revoke" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand emergency; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l client -d 'desktop, tablet, mobile or outlook' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l app -d 'The application that asks' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l source -d 'The address that the login comes from' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l end-session -d 'Where too many sessions live already: the one to end' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l code -d 'The code of the authenticator, or an emergency code' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l protocol -d 'How the front end speaks' -r -f -a "cli\t'Flags and standard input in, this answer out'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l password-stdin -d 'Take the password from the first line of standard input'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l code-stdin -d 'Take the code from the next line of standard input'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand authenticate" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -f -a "list" -d 'List the live sessions of a resource; never their tokens'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -f -a "end" -d 'End one session at once, wherever it is used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -f -a "check" -d 'Whether a session is alive, for the front end that holds its token (exit 0 or 5)'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and not __fish_seen_subcommand_from list end check logout" -f -a "logout" -d 'End the session whose token is a line of standard input'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from list" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from list" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from list" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from list" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from list" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from list" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from list" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from list" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from list" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from list" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from end" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from end" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from end" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from end" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from end" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from end" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from end" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from end" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from end" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from end" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from end" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from end" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from end" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from check" -l app -d 'The application that asks; it shares the session from then on' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from check" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from check" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from check" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from check" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from check" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from check" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from check" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from check" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from check" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from check" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from check" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from logout" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from logout" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from logout" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from logout" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from logout" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from logout" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from logout" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from logout" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from logout" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from logout" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from logout" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from logout" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand session; and __fish_seen_subcommand_from logout" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -l code -d 'The code of the authenticator, an emergency code or a recovery code' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -l end-session -d 'Where too many sessions live already: the one to end' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -l password-stdin -d 'Take the password from the first line of standard input'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -l code-stdin -d 'Take the code from the next line of standard input'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand login" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand logout" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand logout" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand logout" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand logout" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand logout" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand logout" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand logout" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand logout" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand logout" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand logout" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand logout" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand logout" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand logout" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand whoami" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand whoami" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand whoami" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand whoami" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand whoami" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand whoami" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand whoami" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand whoami" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand whoami" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand whoami" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand whoami" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand whoami" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand whoami" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -f -a "log" -d 'Show the history, newest first'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and not __fish_seen_subcommand_from log verify" -f -a "verify" -d 'Verify the whole history: exit 9 and the first wrong sequence number if it was tampered with'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l resource -d 'Only what was done to this resource' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l actor -d 'Only what this operator did: os:NAME' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l action -d 'Only this action: resource.create, totp.confirm, authenticate, …' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l outcome -d 'Only what ended so: ok, denied or refused' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l since -d 'Only from then on: RFC 3339, or local date and time' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l until -d 'Only before then' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l limit -d 'At most so many; 100 unless the format is jsonl or csv, which are whole' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l after -d 'Go on after a page, with the cursor it ended with' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l follow -d 'Show the newest ten (or --limit), then every event as it comes, until Ctrl-C'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from log" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -f -a "show" -d 'Show every key of the policy with its value, its default and its meaning'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and not __fish_seen_subcommand_from show set" -f -a "set" -d 'Set keys of the policy, all of them or none'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from show" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from show" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from show" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from show" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from show" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from show" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from show" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from show" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from show" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from show" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from set" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from set" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from set" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from set" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from set" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from set" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from set" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from set" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from set" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from set" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from set" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand policy; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand doctor" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand doctor" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand doctor" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand doctor" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand doctor" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand doctor" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand doctor" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand doctor" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand doctor" -l accept-clock -d 'Accept a clock that is behind the newest event; ends every pause, emergency code and pending enrollment'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand doctor" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand doctor" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand doctor" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand doctor" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand migrate" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand migrate" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand migrate" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand migrate" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand migrate" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand migrate" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand migrate" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand migrate" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand migrate" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand migrate" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand migrate" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand migrate" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand migrate" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand completions" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand completions" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand completions" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand completions" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand completions" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand completions" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand completions" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand completions" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand completions" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand completions" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand completions" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand completions" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand completions" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand man" -l out -d 'Write a page for every command to this directory' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand man" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand man" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand man" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand man" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand man" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand man" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand man" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand man" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand man" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand man" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand man" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand man" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand man" -s h -l help -d 'Print help'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand help" -l db -d 'The tenant database (TENANTCTL_DB)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand help" -l tenant -d 'The tenant by name: NAME.db in the data directory (TENANTCTL_TENANT)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand help" -l key-file -d 'The master key (TENANTCTL_KEY_FILE)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand help" -s o -l output -d 'table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)' -r -f -a "table\t'For people: aligned text, local times'
plain\t'Tab-separated lines'
json\t'One JSON document'
jsonl\t'One JSON object a line'
csv\t'A header and rows of comma-separated values'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand help" -l reason -d 'Why it is done; kept in the history' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand help" -l ticket -d 'The ticket it belongs to; kept in the history (TENANTCTL_TICKET)' -r
complete -c tenantctl -n "__fish_tenantctl_using_subcommand help" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal that is not `dumb`, unless `NO_COLOR` says otherwise'
always\t'Always, whatever the environment says'
never\t'Never'"
complete -c tenantctl -n "__fish_tenantctl_using_subcommand help" -l config -d 'A configuration file, read after the system\'s and your own (TENANTCTL_CONFIG)' -r -F
complete -c tenantctl -n "__fish_tenantctl_using_subcommand help" -l yes -d 'Yes to every confirmation'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand help" -l break-glass -d 'Act as the owner of database and key where sign-in is required; needs a reason, and is announced'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand help" -s q -l quiet -d 'No remarks on standard error'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand help" -s v -l verbose -d 'Say which database and key are used'
complete -c tenantctl -n "__fish_tenantctl_using_subcommand help" -s h -l help -d 'Print help'
