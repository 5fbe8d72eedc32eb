function __l402_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __l402_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __l402_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __l402_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __l402_parse_tokens -S
    set -l unparsed_tokens (__l402_tokens -pc)
    switch $unparsed_tokens[1]
    case 'l402'
        __l402_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'mint'
            __l402_parse_subcommand 0 'paid' 'payment-hash=' 'invoice=' 'preimage=' 'token-id=' 'location=' 'service=+' 'capabilities=+' 'expires-in=' 'expires-at=' 'caveat=+' 'root-key=' 'master-key=' 'key-format=' 'macaroon=' 'encoding=' 'as=' 'count=' 'o/output=' 'force' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
        case 'inspect'
            __l402_parse_subcommand 1 'expect=' 'check' 'valid-for=' 'now=' 'show-secrets' 'full' 'batch' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
        case 'add-caveat'
            __l402_parse_subcommand -r 1 'service=+' 'capabilities=+' 'expires-in=' 'expires-at=' 'caveat=+' 'force' 'as=' 'batch' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
        case 'verify'
            __l402_parse_subcommand 1 'root-key=+' 'master-key=+' 'secrets-db=' 'key-format=' 'underived-key' 'service=' 'capability=' 'method=' 'path=' 'origin=' 'client-ip=' 'context=+' 'now=' 'strict' 'ignore=+' 'unpaid' 'revoked=' 'allow-test' 'batch' 'as=' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
        case 'decode-invoice'
            __l402_parse_subcommand 1 'preimage=' 'description=' 'check' 'valid-for=' 'now=' 'qr' 'batch' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
        case 'challenge'
            __l402_parse_subcommand 0 'amount=' 'description=' 'invoice-expiry=' 'wallet=' 'invoice=' 'location=' 'service=+' 'capabilities=+' 'expires-in=' 'expires-at=' 'caveat=+' 'root-key=' 'master-key=' 'key-format=' 'test' 'profile=' 'as=' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
        case 'pay'
            __l402_parse_subcommand 1 'wallet=' 'amount=' 'max-amount=' 'max-fee=' 'timeout=' 'origin=' 'allow-opaque-token' 'challenge=' 'dry-run' 'as=' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
        case 'payments'
            __l402_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'list'
                __l402_parse_subcommand 0 'since=' 'origin=' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
            case 'show'
                __l402_parse_subcommand 1 'show-secrets' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
            case 'resume'
                __l402_parse_subcommand 1 'timeout=' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
            case 'abandon'
                __l402_parse_subcommand 1 'yes' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
            end
        case 'wallet'
            __l402_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'info'
                __l402_parse_subcommand 1 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
            case 'sandbox'
                __l402_parse_subcommand 0 'behaviour=' 'delay=' 'balance=' 'release' 'reject' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
            end
        case 'keys'
            __l402_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'generate'
                __l402_parse_subcommand 0 'o/output=' 'force' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
            case 'list'
                __l402_parse_subcommand 0 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
            case 'revoke'
                __l402_parse_subcommand 1 'revoked=' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
            case 'export'
                __l402_parse_subcommand 1 'o/output=' 'force' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
            case 'prune'
                __l402_parse_subcommand 0 'older-than=' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
            end
        case 'config'
            __l402_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'show'
                __l402_parse_subcommand 0 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
            case 'path'
                __l402_parse_subcommand 0 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
            case 'init'
                __l402_parse_subcommand 0 'force' 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
            end
        case 'completion'
            __l402_parse_subcommand 1 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
        case 'help'
            __l402_parse_subcommand -r 1 'json' 'field=+' 'q/quiet' 'v/verbose' 'color=' 'version' 'h/help'
        case 'help'
            __l402_parse_subcommand -r 1 'version'
        end
    end
end

function __l402_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __l402_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __l402_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __l402_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__l402_tokens -p)
    if test -z "$(__l402_tokens -t)"
        set -l index (count (__l402_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'l402' -f
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402" -eq 1' -fa 'mint' -d 'Make a token, or a paid test credential.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402" -eq 1' -fa 'inspect' -d 'Say what a token, header, dump or invoice is, and what is in it.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402" -eq 1' -fa 'add-caveat' -d 'Narrow a token, offline.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402" -eq 1' -fa 'verify' -d 'Check a credential, or a token, against a root key, and say why.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402" -eq 1' -fa 'decode-invoice' -d 'Show everything in a BOLT 11 invoice, offline, for any network.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402" -eq 1' -fa 'challenge' -d 'Make an invoice, and the token that paying it unlocks.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402" -eq 1' -fa 'pay' -d 'Pay a challenge or an invoice; print the credential.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402" -eq 1' -fa 'payments' -d 'Show what was paid, and settle what is undecided.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402" -eq 1' -fa 'wallet' -d 'Look at the wallet, and tell the sandbox how to behave.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402" -eq 1' -fa 'keys' -d 'Make keys, and look after those of the local store.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402" -eq 1' -fa 'config' -d 'Show what is in force and where it came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402" -eq 1' -fa 'completion' -d 'Print the completion script of a shell.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402" -eq 1' -fa 'help' -d 'Help for a command, or about a topic.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" paid' -l 'paid' -d 'A fresh random preimage, for tests: nobody paid.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" payment-hash' -l 'payment-hash' -d 'The payment hash of the invoice.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" invoice' -l 'invoice' -d 'The invoice that pays for it: its payment hash is taken.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" preimage' -l 'preimage' -d 'The preimage of the payment.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" token-id' -l 'token-id' -d 'The token id instead of a random one.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" location' -l 'location' -d 'Where the token belongs; not signed.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint"' -l 'service' -d 'A service that the token is for; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint"' -l 'capabilities' -d 'What a service may be used for; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" expires-in' -l 'expires-in' -d 'When it ends, from now: 90s, 1h30m, 7d, -1h.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" expires-at' -l 'expires-at' -d 'When it ends: RFC 3339 or unix time.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint"' -l 'caveat' -d 'A caveat as it is; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" root-key' -l 'root-key' -d 'The root key; without one a random key is kept in the local store.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" master-key' -l 'master-key' -d 'A key of 32 bytes that every root key is derived from.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" key-format' -l 'key-format' -d 'How a key is read.' -rfka 'auto hex base64 text raw'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" macaroon' -l 'macaroon' -d 'How the token is laid out.' -rfka 'v2 v1 v2-json'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" encoding' -l 'encoding' -d 'How it is made text; aperture reads base64 only.' -rfka 'base64 base64url hex'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" as' -l 'as' -d 'The shape of the result.' -rfka 'token credential value header'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" count' -l 'count' -d 'How many tokens.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" o output' -s 'o' -l 'output' -d 'Write to a file of mode 0600, whole or not at all.' -rF
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" force' -l 'force' -d 'Overwrite the file; several tokens for one payment hash.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 mint" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 inspect" expect' -l 'expect' -d 'The kind that it must be, else exit 1.' -rfka 'bytes32 challenge credential invoice node-macaroon opaque-token payment-challenge token x402'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 inspect" check' -l 'check' -d 'Exit 1 if a check fails or something has expired.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 inspect" valid-for' -l 'valid-for' -d 'With --check: how long it must still be valid.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 inspect" now' -l 'now' -d 'Judge as of this moment: RFC 3339 or unix time.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 inspect" show-secrets' -l 'show-secrets' -d 'Show preimage and signature.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 inspect" full' -l 'full' -d 'Do not shorten anything.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 inspect" batch' -l 'batch' -d 'An item a line in, an object a line out, in order.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 inspect" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 inspect"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 inspect" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 inspect" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 inspect" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 inspect" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 inspect" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat"' -l 'service' -d 'A service that the token is for; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat"' -l 'capabilities' -d 'What a service may be used for; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat" expires-in' -l 'expires-in' -d 'When it ends, from now: 90s, 1h30m, 7d, -1h.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat" expires-at' -l 'expires-at' -d 'When it ends: RFC 3339 or unix time.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat"' -l 'caveat' -d 'A caveat as it is; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat" force' -l 'force' -d 'Add caveats that make the token useless, for negative tests.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat" as' -l 'as' -d 'The shape of the result; by default the same.' -rfka 'token credential value header'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat" batch' -l 'batch' -d 'A token a line in, a token a line out, in order.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 add-caveat" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify"' -l 'root-key' -d 'The root key of the token; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify"' -l 'master-key' -d 'Derives the root key from the token\'s identifier; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" secrets-db' -l 'secrets-db' -d 'aperture\'s SQLite database, read only.' -rF
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" key-format' -l 'key-format' -d 'How keys are read.' -rfka 'auto hex base64 text raw'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" underived-key' -l 'underived-key' -d 'Start the signature from the root key itself, as the text of the specification says.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" service' -l 'service' -d 'The service asked for.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" capability' -l 'capability' -d 'The capability needed.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" method' -l 'method' -d 'The request\'s method.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" path' -l 'path' -d 'The request\'s path.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" origin' -l 'origin' -d 'The origin asked.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" client-ip' -l 'client-ip' -d 'The client\'s address.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify"' -l 'context' -d 'A caveat KEY=.. must equal VALUE; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" now' -l 'now' -d 'Judge as of this moment: RFC 3339 or unix time.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" strict' -l 'strict' -d 'Refuse caveats that no rule knows.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify"' -l 'ignore' -d 'Do not hold this family of caveats against the request; repeatable.' -rfka 'services capabilities valid_until constraint expires_at valid-until expiration path method client_ip origin RequestPath RequestMethod ExpiresAt Realm preimage time-before ipaddr'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" unpaid' -l 'unpaid' -d 'A token without its preimage is enough.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" revoked' -l 'revoked' -d 'Refuse the tokens listed in this file.' -rF
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" allow-test' -l 'allow-test' -d 'Accept play-money tokens of the sandbox.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" batch' -l 'batch' -d 'An item a line in, an object a line out, in order.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" as' -l 'as' -d 'The form of the verdict.' -rfka 'text tap junit'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 verify" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 decode-invoice" preimage' -l 'preimage' -d 'Compare with its preimage, hex or a source: exit 1 if it is another.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 decode-invoice" description' -l 'description' -d 'Compare with what it should be for, or its hash: exit 1 if it is for something else.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 decode-invoice" check' -l 'check' -d 'Exit 1 if a payer must refuse it, or it has expired.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 decode-invoice" valid-for' -l 'valid-for' -d 'With --check: how long it must still be payable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 decode-invoice" now' -l 'now' -d 'Judge as of this moment: RFC 3339 or unix time.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 decode-invoice" qr' -l 'qr' -d 'Print a QR code at the end, for a phone.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 decode-invoice" batch' -l 'batch' -d 'An item a line in, an object a line out, in order.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 decode-invoice" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 decode-invoice"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 decode-invoice" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 decode-invoice" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 decode-invoice" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 decode-invoice" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 decode-invoice" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" amount' -l 'amount' -d 'What it costs: 21sat, 1500msat, 0.5mbtc.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" description' -l 'description' -d 'What the payer reads.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" invoice-expiry' -l 'invoice-expiry' -d 'For how long it can be paid (1h).' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" wallet' -l 'wallet' -d 'The wallet that is paid.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" invoice' -l 'invoice' -d 'An invoice that there is already.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" location' -l 'location' -d 'Where the token belongs; not signed.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge"' -l 'service' -d 'A service that the token is for; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge"' -l 'capabilities' -d 'What a service may be used for; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" expires-in' -l 'expires-in' -d 'When it ends, from now: 90s, 1h30m, 7d, -1h.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" expires-at' -l 'expires-at' -d 'When it ends: RFC 3339 or unix time.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge"' -l 'caveat' -d 'A caveat as it is; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" root-key' -l 'root-key' -d 'The root key; without one a random key is kept in the local store.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" master-key' -l 'master-key' -d 'A key of 32 bytes that every root key is derived from.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" key-format' -l 'key-format' -d 'How a key is read.' -rfka 'auto hex base64 text raw'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" test' -l 'test' -d 'Let play money pay for a token of --root-key.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" profile' -l 'profile' -d 'How the challenge is laid out.' -rfka 'both plain dual spec'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" as' -l 'as' -d 'The shape of the result.' -rfka 'header value http'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 challenge" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" wallet' -l 'wallet' -d 'The wallet that pays.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" amount' -l 'amount' -d 'What to pay where the invoice does not say.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" max-amount' -l 'max-amount' -d 'The most that it may cost, fees apart.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" max-fee' -l 'max-fee' -d 'The most that it may cost on top: 5sat, 1%.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" timeout' -l 'timeout' -d 'How long to try (60s).' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" origin' -l 'origin' -d 'Whom it is paid to: caveats are held against it, and one purchase at a time is made there.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" allow-opaque-token' -l 'allow-opaque-token' -d 'Buy a token whose payment hash cannot be read.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" challenge' -l 'challenge' -d 'Which of several challenges, from 1.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" dry-run' -l 'dry-run' -d 'Say what would be paid, and pay nothing.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" as' -l 'as' -d 'The shape of the result.' -rfka 'credential value header preimage'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 pay" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 payments" -eq 1' -fa 'list' -d 'List payments, the newest first.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 payments" -eq 1' -fa 'show' -d 'Show a payment, and with --show-secrets what it bought.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 payments" -eq 1' -fa 'resume' -d 'Ask the wallet what became of a payment; never pay again.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 payments" -eq 1' -fa 'abandon' -d 'Give an undecided payment up, so that its origin can be paid again.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments list" since' -l 'since' -d 'Only those of this span until now.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments list" origin' -l 'origin' -d 'Only those paid to this origin.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments list" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments list"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments list" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments list" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments list" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments list" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments show" show-secrets' -l 'show-secrets' -d 'Show preimage and credential.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments show" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments show"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments show" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments show" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments show" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments show" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments resume" timeout' -l 'timeout' -d 'How long to wait (60s).' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments resume" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments resume"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments resume" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments resume" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments resume" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments resume" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments resume" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments abandon" yes' -l 'yes' -d 'Yes, although the money may still leave.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments abandon" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments abandon"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments abandon" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments abandon" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments abandon" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments abandon" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 payments abandon" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 wallet" -eq 1' -fa 'info' -d 'Say which wallet it is, on which network, with what balance.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 wallet" -eq 1' -fa 'sandbox' -d 'Tell the sandbox how to behave, for tests of clients.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet info" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet info"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet info" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet info" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet info" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet info" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet info" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet sandbox" behaviour' -l 'behaviour' -d 'What becomes of payments.' -rfka 'pay fail hold'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet sandbox" delay' -l 'delay' -d 'How long a payment takes.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet sandbox" balance' -l 'balance' -d 'How much play money there is.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet sandbox" release' -l 'release' -d 'Let the payments that are held succeed.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet sandbox" reject' -l 'reject' -d 'Let the payments that are held fail.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet sandbox" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet sandbox"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet sandbox" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet sandbox" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet sandbox" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet sandbox" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 wallet sandbox" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 keys" -eq 1' -fa 'generate' -d 'Print a random key of 32 bytes as 64 hex digits.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 keys" -eq 1' -fa 'list' -d 'List the tokens whose root keys are in the local store.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 keys" -eq 1' -fa 'revoke' -d 'Refuse a token from now on.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 keys" -eq 1' -fa 'export' -d 'Print the root key of a token in the local store.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 keys" -eq 1' -fa 'prune' -d 'Remove the keys of tokens that have expired.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys generate" o output' -s 'o' -l 'output' -d 'Write to a file of mode 0600, whole or not at all.' -rF
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys generate" force' -l 'force' -d 'Overwrite the file.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys generate" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys generate"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys generate" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys generate" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys generate" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys generate" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys generate" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys list" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys list"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys list" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys list" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys list" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys list" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys revoke" revoked' -l 'revoked' -d 'Append to this list too.' -rF
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys revoke" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys revoke"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys revoke" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys revoke" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys revoke" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys revoke" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys revoke" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys export" o output' -s 'o' -l 'output' -d 'Write to a file of mode 0600, whole or not at all.' -rF
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys export" force' -l 'force' -d 'Overwrite the file.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys export" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys export"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys export" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys export" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys export" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys export" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys export" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys prune" older-than' -l 'older-than' -d 'Only those that expired longer ago.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys prune" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys prune"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys prune" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys prune" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys prune" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys prune" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 keys prune" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 config" -eq 1' -fa 'show' -d 'Print every setting, its value and what set it.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 config" -eq 1' -fa 'path' -d 'Print where the configuration file is, or would be.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 config" -eq 1' -fa 'init' -d 'Write a configuration file with every key commented out.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config show" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config show"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config show" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config show" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config show" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config show" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config path" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config path"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config path" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config path" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config path" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config path" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config path" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config init" force' -l 'force' -d 'Overwrite the file.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config init" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config init"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config init" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config init" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config init" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config init" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 config init" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_positional "l402 completion" -eq 1' -fka 'bash zsh fish'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 completion" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 completion"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 completion" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 completion" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 completion" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 completion" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 completion" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 help" json' -l 'json' -d 'Print the result as JSON; a stable form, see `l402 help json`.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 help"' -l 'field' -d 'Print this value of the JSON form, raw; repeatable.' -rfka ''
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 help" q quiet' -l 'quiet' -s 'q' -d 'No warnings; from inspect, verify and decode-invoice the exit status only.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 help" v verbose' -l 'verbose' -s 'v' -d 'Say on standard error where things came from.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 help" color' -l 'color' -d 'When to write colours.' -rfka 'auto always never'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 help" version' -l 'version' -d 'Show the version.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 help" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'l402' -n '__l402_should_offer_completions_for_flags_or_options "l402 help" version' -l 'version' -d 'Show the version.'
