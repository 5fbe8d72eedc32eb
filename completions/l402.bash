#!/bin/bash

__l402_cursor_index_in_current_word() {
    local remaining="${COMP_LINE}"

    local word
    for word in "${COMP_WORDS[@]::COMP_CWORD}"; do
        remaining="${remaining##*([[:space:]])"${word}"*([[:space:]])}"
    done

    local -ir index="$((COMP_POINT - ${#COMP_LINE} + ${#remaining}))"
    if [[ "${index}" -le 0 ]]; then
        printf 0
    else
        printf %s "${index}"
    fi
}

# positional arguments:
#
# - 1: the current (sub)command's count of positional arguments
#
# required variables:
#
# - repeating_flags: the repeating flags that the current (sub)command can accept
# - non_repeating_flags: the non-repeating flags that the current (sub)command can accept
# - repeating_options: the repeating options that the current (sub)command can accept
# - non_repeating_options: the non-repeating options that the current (sub)command can accept
# - positional_number: value ignored
# - unparsed_words: unparsed words from the current command line
#
# modified variables:
#
# - non_repeating_flags: remove flags for this (sub)command that are already on the command line
# - non_repeating_options: remove options for this (sub)command that are already on the command line
# - positional_number: set to the current positional number
# - unparsed_words: remove all flags, options, and option values for this (sub)command
__l402_offer_flags_options() {
    local -ir positional_count="${1}"
    positional_number=0

    local was_flag_option_terminator_seen=false
    local is_parsing_option_value=false

    local -ar unparsed_word_indices=("${!unparsed_words[@]}")
    local -i word_index
    for word_index in "${unparsed_word_indices[@]}"; do
        if "${is_parsing_option_value}"; then
            # This word is an option value:
            # Reset marker for next word iff not currently the last word
            [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]] && is_parsing_option_value=false
            unset "unparsed_words[${word_index}]"
            # Do not process this word as a flag or an option
            continue
        fi

        local word="${unparsed_words["${word_index}"]}"
        if ! "${was_flag_option_terminator_seen}"; then
            case "${word}" in
            --)
                unset "unparsed_words[${word_index}]"
                # by itself -- is a flag/option terminator, but if it is the last word, it is the start of a completion
                if [[ "${word_index}" -ne "${unparsed_word_indices[${#unparsed_word_indices[@]} - 1]}" ]]; then
                    was_flag_option_terminator_seen=true
                fi
                continue
                ;;
            -*)
                # ${word} is a flag or an option
                # If ${word} is an option, mark that the next word to be parsed is an option value
                local option
                for option in "${repeating_options[@]}" "${non_repeating_options[@]}"; do
                    [[ "${word}" = "${option}" ]] && is_parsing_option_value=true && break
                done

                # Remove ${word} from ${non_repeating_flags} or ${non_repeating_options} so it isn't offered again
                local not_found=true
                local -i index
                for index in "${!non_repeating_flags[@]}"; do
                    if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                        unset "non_repeating_flags[${index}]"
                        non_repeating_flags=("${non_repeating_flags[@]}")
                        not_found=false
                        break
                    fi
                done
                if "${not_found}"; then
                    for index in "${!non_repeating_flags[@]}"; do
                        if [[ "${non_repeating_flags[${index}]}" = "${word}" ]]; then
                            unset "non_repeating_flags[${index}]"
                            non_repeating_flags=("${non_repeating_flags[@]}")
                            break
                        fi
                    done
                fi
                unset "unparsed_words[${word_index}]"
                continue
                ;;
            esac
        fi

        # ${word} is neither a flag, nor an option, nor an option value
        if [[ "${positional_number}" -lt "${positional_count}" || "${positional_count}" -lt 0 ]]; then
            # ${word} is a positional
            ((positional_number++))
            unset "unparsed_words[${word_index}]"
        else
            if [[ -z "${word}" ]]; then
                # Could be completing a flag, option, or subcommand
                positional_number=-1
            else
                # ${word} is a subcommand or invalid, so stop processing this (sub)command
                positional_number=-2
            fi
            break
        fi
    done

    unparsed_words=("${unparsed_words[@]}")

    if\
        ! "${was_flag_option_terminator_seen}"\
        && ! "${is_parsing_option_value}"\
        && [[ ("${cur}" = -* && "${positional_number}" -ge 0) || "${positional_number}" -eq -1 ]]
    then
        COMPREPLY+=($(compgen -W "${repeating_flags[*]} ${non_repeating_flags[*]} ${repeating_options[*]} ${non_repeating_options[*]}" -- "${cur}"))
    fi
}

__l402_add_completions() {
    local completion
    while IFS='' read -r completion; do
        COMPREPLY+=("${completion}")
    done < <(IFS=$'\n' compgen "${@}" -- "${cur}")
}

__l402_custom_complete() {
    if [[ -n "${cur}" || -z ${COMP_WORDS[${COMP_CWORD}]} || "${COMP_LINE:${COMP_POINT}:1}" != ' ' ]]; then
        local -ar words=("${COMP_WORDS[@]}")
    else
        local -ar words=("${COMP_WORDS[@]::${COMP_CWORD}}" '' "${COMP_WORDS[@]:${COMP_CWORD}}")
    fi

    "${COMP_WORDS[0]}" "${@}" "${words[@]}"
}

_l402() {
    local state
    state="$(shopt -p;shopt -po)"
    trap "${state//$'\n'/;}" RETURN
    shopt -s extglob
    set +o history +o posix

    local -xr SAP_SHELL=bash
    local -x SAP_SHELL_VERSION
    SAP_SHELL_VERSION="$(IFS='.';printf %s "${BASH_VERSINFO[*]}")"
    local -r SAP_SHELL_VERSION

    local -r cur="${2}"
    local -r prev="${3}"

    local -i positional_number
    local -a unparsed_words=("${COMP_WORDS[@]:1:${COMP_CWORD}}")

    local -a repeating_flags=()
    local -a non_repeating_flags=(--version -h --help)
    local -a repeating_options=()
    local -a non_repeating_options=()
    __l402_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    mint|inspect|add-caveat|verify|decode-invoice|challenge|pay|curl|serve|credentials|payments|wallet|keys|config|completion|help|help)
        # Offer subcommand argument completions
        "_l402_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'mint inspect add-caveat verify decode-invoice challenge pay curl serve credentials payments wallet keys config completion help help' -- "${cur}"))
        ;;
    esac
}

_l402_mint() {
    repeating_flags=()
    non_repeating_flags=(--paid --force --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--service --capabilities --caveat --field)
    non_repeating_options=(--payment-hash --invoice --preimage --token-id --location --expires-in --expires-at --root-key --master-key --key-format --macaroon --encoding --as --count -o --output --color)
    __l402_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--payment-hash')
        return
        ;;
    '--invoice')
        return
        ;;
    '--preimage')
        return
        ;;
    '--token-id')
        return
        ;;
    '--location')
        return
        ;;
    '--service')
        return
        ;;
    '--capabilities')
        return
        ;;
    '--expires-in')
        return
        ;;
    '--expires-at')
        return
        ;;
    '--caveat')
        return
        ;;
    '--root-key')
        return
        ;;
    '--master-key')
        return
        ;;
    '--key-format')
        __l402_add_completions -W 'auto'$'\n''hex'$'\n''base64'$'\n''text'$'\n''raw'
        return
        ;;
    '--macaroon')
        __l402_add_completions -W 'v2'$'\n''v1'$'\n''v2-json'
        return
        ;;
    '--encoding')
        __l402_add_completions -W 'base64'$'\n''base64url'$'\n''hex'
        return
        ;;
    '--as')
        __l402_add_completions -W 'token'$'\n''credential'$'\n''value'$'\n''header'
        return
        ;;
    '--count')
        return
        ;;
    '-o'|'--output')
        __l402_add_completions -f
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_inspect() {
    repeating_flags=()
    non_repeating_flags=(--check --show-secrets --full --batch --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--expect --valid-for --now --color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--expect')
        __l402_add_completions -W 'bytes32'$'\n''challenge'$'\n''credential'$'\n''invoice'$'\n''node-macaroon'$'\n''opaque-token'$'\n''payment-challenge'$'\n''token'$'\n''x402'
        return
        ;;
    '--valid-for')
        return
        ;;
    '--now')
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_add-caveat() {
    repeating_flags=()
    non_repeating_flags=(--force --batch --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--service --capabilities --caveat --field)
    non_repeating_options=(--expires-in --expires-at --as --color)
    __l402_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--service')
        return
        ;;
    '--capabilities')
        return
        ;;
    '--expires-in')
        return
        ;;
    '--expires-at')
        return
        ;;
    '--caveat')
        return
        ;;
    '--as')
        __l402_add_completions -W 'token'$'\n''credential'$'\n''value'$'\n''header'
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_verify() {
    repeating_flags=()
    non_repeating_flags=(--underived-key --strict --unpaid --allow-test --batch --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--root-key --master-key --context --ignore --field)
    non_repeating_options=(--secrets-db --key-format --service --capability --method --path --origin --client-ip --now --revoked --as --color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--root-key')
        return
        ;;
    '--master-key')
        return
        ;;
    '--secrets-db')
        __l402_add_completions -f
        return
        ;;
    '--key-format')
        __l402_add_completions -W 'auto'$'\n''hex'$'\n''base64'$'\n''text'$'\n''raw'
        return
        ;;
    '--service')
        return
        ;;
    '--capability')
        return
        ;;
    '--method')
        return
        ;;
    '--path')
        return
        ;;
    '--origin')
        return
        ;;
    '--client-ip')
        return
        ;;
    '--context')
        return
        ;;
    '--now')
        return
        ;;
    '--ignore')
        __l402_add_completions -W 'services'$'\n''capabilities'$'\n''valid_until'$'\n''constraint'$'\n''expires_at'$'\n''valid-until'$'\n''expiration'$'\n''path'$'\n''method'$'\n''client_ip'$'\n''origin'$'\n''RequestPath'$'\n''RequestMethod'$'\n''ExpiresAt'$'\n''Realm'$'\n''preimage'$'\n''time-before'$'\n''ipaddr'
        return
        ;;
    '--revoked')
        __l402_add_completions -f
        return
        ;;
    '--as')
        __l402_add_completions -W 'text'$'\n''tap'$'\n''junit'
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_decode-invoice() {
    repeating_flags=()
    non_repeating_flags=(--check --qr --batch --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--preimage --description --valid-for --now --color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--preimage')
        return
        ;;
    '--description')
        return
        ;;
    '--valid-for')
        return
        ;;
    '--now')
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_challenge() {
    repeating_flags=()
    non_repeating_flags=(--test --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--rate --service --capabilities --caveat --field)
    non_repeating_options=(--amount --description --invoice-expiry --wallet --invoice --location --expires-in --expires-at --root-key --master-key --key-format --profile --as --color)
    __l402_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--amount')
        return
        ;;
    '--rate')
        return
        ;;
    '--description')
        return
        ;;
    '--invoice-expiry')
        return
        ;;
    '--wallet')
        return
        ;;
    '--invoice')
        return
        ;;
    '--location')
        return
        ;;
    '--service')
        return
        ;;
    '--capabilities')
        return
        ;;
    '--expires-in')
        return
        ;;
    '--expires-at')
        return
        ;;
    '--caveat')
        return
        ;;
    '--root-key')
        return
        ;;
    '--master-key')
        return
        ;;
    '--key-format')
        __l402_add_completions -W 'auto'$'\n''hex'$'\n''base64'$'\n''text'$'\n''raw'
        return
        ;;
    '--profile')
        __l402_add_completions -W 'both'$'\n''plain'$'\n''dual'$'\n''spec'
        return
        ;;
    '--as')
        __l402_add_completions -W 'header'$'\n''value'$'\n''http'
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_pay() {
    repeating_flags=()
    non_repeating_flags=(--yes --allow-unbounded-fee --allow-opaque-token --dry-run --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--rate --field)
    non_repeating_options=(--wallet --amount --max-amount --max-fee --timeout --origin --challenge --as --color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--wallet')
        return
        ;;
    '--amount')
        return
        ;;
    '--max-amount')
        return
        ;;
    '--max-fee')
        return
        ;;
    '--rate')
        return
        ;;
    '--timeout')
        return
        ;;
    '--origin')
        return
        ;;
    '--challenge')
        return
        ;;
    '--as')
        __l402_add_completions -W 'credential'$'\n''value'$'\n''header'$'\n''preimage'
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_curl() {
    repeating_flags=(-I --head -G --get --form-escape -j --junk-session-cookies --compressed --tr-encoding --raw --crlf --ignore-content-length -g --globoff --path-as-is --disallow-username-in-url -L --location --location-trusted --post301 --post302 --post303 -0 --http1.0 --http1.1 --http2 --http2-prior-knowledge --http0.9 -O --remote-name --remote-name-all -J --remote-header-name -R --remote-time --remove-on-error --no-clobber --create-dirs -i --include -N --no-buffer -s --silent -S --show-error '-#' --progress-bar --no-progress-meter -v --verbose --trace-time --styled-output -f --fail --fail-with-body --fail-early --suppress-connect-headers --retry-all-errors --retry-connrefused -4 --ipv4 -6 --ipv6 --tcp-nodelay --tcp-fastopen --no-keepalive --haproxy-protocol -k --insecure -1 --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3 -2 --sslv2 -3 --sslv3 --ssl --ssl-reqd --ssl-allow-beast --ssl-no-revoke --ssl-revoke-best-effort --ssl-auto-client-cert --no-sessionid --no-alpn --no-npn --cert-status --false-start --doh-cert-status --doh-insecure -p --proxytunnel --proxy-anyauth --proxy-basic --proxy-digest --proxy-negotiate --proxy-ntlm --proxy-insecure --proxy-tlsv1 --proxy-ssl-allow-beast --proxy-ssl-auto-client-cert --socks5-gssapi-nec --socks5-basic --socks5-gssapi --basic --digest --negotiate --ntlm --ntlm-wb --anyauth -n --netrc --netrc-optional -q --disable '-:' --next --test-event)
    non_repeating_flags=(--yes --allow-unbounded-fee --no-pay --no-store --dry-run --rebuy --pay-on-401 --allow-http --allow-insecure-pay --allow-opaque-token --show-secrets --version -h --help)
    repeating_options=(--rate --budget --url --url-query -X --request --request-target -d --data --data-raw --data-ascii --data-binary --data-urlencode --json -F --form --form-string -T --upload-file -H --header -A --user-agent -e --referer -b --cookie -c --cookie-jar -r --range -C --continue-at -z --time-cond --etag-save --etag-compare --expect100-timeout --max-redirs -o --output --output-dir --create-file-mode -D --dump-header -w --write-out --trace --trace-ascii --stderr --connect-timeout -m --max-time -Y --speed-limit -y --speed-time --limit-rate --max-filesize --retry --retry-delay --retry-max-time --resolve --connect-to --interface --local-port --unix-socket --abstract-unix-socket --happy-eyeballs-timeout-ms --dns-ipv4-addr --dns-ipv6-addr --dns-interface --dns-servers --doh-url --keepalive-time --alt-svc --hsts --proto --proto-redir --proto-default --cacert --capath -E --cert --cert-type --key --key-type --pass --crlfile --pinnedpubkey --ciphers --tls13-ciphers --curves --tls-max --engine --tlsuser --tlspassword --tlsauthtype -x --proxy --proxy1.0 --socks4 --socks4a --socks5 --socks5-hostname --preproxy --noproxy -U --proxy-user --proxy-header --proxy-cacert --proxy-capath --proxy-cert --proxy-cert-type --proxy-key --proxy-key-type --proxy-pass --proxy-crlfile --proxy-pinnedpubkey --proxy-ciphers --proxy-tls13-ciphers --proxy-tlsuser --proxy-tlspassword --proxy-tlsauthtype --proxy-service-name --socks5-gssapi-service -u --user --oauth2-bearer --aws-sigv4 --service-name --delegation --netrc-file -K --config --random-file --egd-file)
    non_repeating_options=(--wallet --max-amount --max-fee --timeout --credential --scope --challenge --report)
    __l402_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '-T' | '--upload-file' | '--etag-save' | '--etag-compare' | '-o' | '--output' | '-D' | '--dump-header' | '--trace' | '--trace-ascii' | '--stderr' | '--unix-socket' | '--abstract-unix-socket' | '--cacert' | '--capath' | '-E' | '--cert' | '--key' | '--crlfile' | '--proxy-cacert' | '--proxy-capath' | '--proxy-cert' | '--proxy-key' | '--proxy-crlfile' | '--netrc-file' | '-K' | '--config' | '--random-file')
        __l402_add_completions -f
        return
        ;;
    '--url' | '--url-query' | '-X' | '--request' | '--request-target' | '-d' | '--data' | '--data-raw' | '--data-ascii' | '--data-binary' | '--data-urlencode' | '--json' | '-F' | '--form' | '--form-string' | '-H' | '--header' | '-A' | '--user-agent' | '-e' | '--referer' | '-b' | '--cookie' | '-c' | '--cookie-jar' | '-r' | '--range' | '-C' | '--continue-at' | '-z' | '--time-cond' | '--expect100-timeout' | '--max-redirs' | '--output-dir' | '--create-file-mode' | '-w' | '--write-out' | '--connect-timeout' | '-m' | '--max-time' | '-Y' | '--speed-limit' | '-y' | '--speed-time' | '--limit-rate' | '--max-filesize' | '--retry' | '--retry-delay' | '--retry-max-time' | '--resolve' | '--connect-to' | '--interface' | '--local-port' | '--happy-eyeballs-timeout-ms' | '--dns-ipv4-addr' | '--dns-ipv6-addr' | '--dns-interface' | '--dns-servers' | '--doh-url' | '--keepalive-time' | '--alt-svc' | '--hsts' | '--proto' | '--proto-redir' | '--proto-default' | '--cert-type' | '--key-type' | '--pass' | '--pinnedpubkey' | '--ciphers' | '--tls13-ciphers' | '--curves' | '--tls-max' | '--engine' | '--tlsuser' | '--tlspassword' | '--tlsauthtype' | '-x' | '--proxy' | '--proxy1.0' | '--socks4' | '--socks4a' | '--socks5' | '--socks5-hostname' | '--preproxy' | '--noproxy' | '-U' | '--proxy-user' | '--proxy-header' | '--proxy-cert-type' | '--proxy-key-type' | '--proxy-pass' | '--proxy-pinnedpubkey' | '--proxy-ciphers' | '--proxy-tls13-ciphers' | '--proxy-tlsuser' | '--proxy-tlspassword' | '--proxy-tlsauthtype' | '--proxy-service-name' | '--socks5-gssapi-service' | '-u' | '--user' | '--oauth2-bearer' | '--aws-sigv4' | '--service-name' | '--delegation' | '--egd-file')
        return
        ;;
    '--wallet')
        return
        ;;
    '--max-amount')
        return
        ;;
    '--max-fee')
        return
        ;;
    '--rate')
        return
        ;;
    '--budget')
        return
        ;;
    '--timeout')
        return
        ;;
    '--credential')
        return
        ;;
    '--scope')
        return
        ;;
    '--challenge')
        return
        ;;
    '--report')
        return
        ;;
    esac
}

_l402_serve() {
    repeating_flags=()
    non_repeating_flags=(--allow-public --forward-auth --test --allow-test --strict --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--route --rate --trust-proxy --root-key --master-key --field)
    non_repeating_options=(--listen --metrics-listen --amount --respond --wallet --service --expires-in --profile --proxy --auth-status --key-format --revoked --color)
    __l402_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--listen')
        return
        ;;
    '--metrics-listen')
        return
        ;;
    '--amount')
        return
        ;;
    '--route')
        return
        ;;
    '--rate')
        return
        ;;
    '--respond')
        return
        ;;
    '--wallet')
        return
        ;;
    '--service')
        return
        ;;
    '--expires-in')
        return
        ;;
    '--profile')
        __l402_add_completions -W 'both'$'\n''plain'$'\n''dual'$'\n''spec'
        return
        ;;
    '--proxy')
        __l402_add_completions -W 'nginx'$'\n''caddy'$'\n''traefik'$'\n''envoy'
        return
        ;;
    '--auth-status')
        __l402_add_completions -W '402'$'\n''401'
        return
        ;;
    '--trust-proxy')
        return
        ;;
    '--root-key')
        return
        ;;
    '--master-key')
        return
        ;;
    '--key-format')
        __l402_add_completions -W 'auto'$'\n''hex'$'\n''base64'$'\n''text'$'\n''raw'
        return
        ;;
    '--revoked')
        __l402_add_completions -f
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_credentials() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __l402_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    list|show|add|remove|prune)
        # Offer subcommand argument completions
        "_l402_credentials_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'list show add remove prune' -- "${cur}"))
        ;;
    esac
}

_l402_credentials_list() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--origin --color)
    __l402_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--origin')
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_credentials_show() {
    repeating_flags=()
    non_repeating_flags=(--show-secrets --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--as --color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--as')
        __l402_add_completions -W 'token'$'\n''credential'$'\n''value'$'\n''header'
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_credentials_add() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--for --scope --color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--for')
        return
        ;;
    '--scope')
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_credentials_remove() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--origin --color)
    __l402_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--origin')
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_credentials_prune() {
    repeating_flags=()
    non_repeating_flags=(--dry-run --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--color)
    __l402_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_payments() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __l402_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    list|show|resume|abandon)
        # Offer subcommand argument completions
        "_l402_payments_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'list show resume abandon' -- "${cur}"))
        ;;
    esac
}

_l402_payments_list() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--since --origin --color)
    __l402_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--since')
        return
        ;;
    '--origin')
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_payments_show() {
    repeating_flags=()
    non_repeating_flags=(--show-secrets --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_payments_resume() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--timeout --color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--timeout')
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_payments_abandon() {
    repeating_flags=()
    non_repeating_flags=(--yes --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_wallet() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __l402_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    list|info|check|add|default|sandbox)
        # Offer subcommand argument completions
        "_l402_wallet_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'list info check add default sandbox' -- "${cur}"))
        ;;
    esac
}

_l402_wallet_list() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--color)
    __l402_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_wallet_info() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_wallet_check() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_wallet_add() {
    repeating_flags=()
    non_repeating_flags=(--default --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--url --key --invoice-key --macaroon --invoice-macaroon --rune --invoice-rune --password --limited-password --socket --cert --recovery --fee-bound --network --color)
    __l402_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--url')
        return
        ;;
    '--key')
        return
        ;;
    '--invoice-key')
        return
        ;;
    '--macaroon')
        return
        ;;
    '--invoice-macaroon')
        return
        ;;
    '--rune')
        return
        ;;
    '--invoice-rune')
        return
        ;;
    '--password')
        return
        ;;
    '--limited-password')
        return
        ;;
    '--socket')
        return
        ;;
    '--cert')
        return
        ;;
    '--recovery')
        __l402_add_completions -W 'lookup'$'\n''none'
        return
        ;;
    '--fee-bound')
        return
        ;;
    '--network')
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    2)
        __l402_add_completions -W 'cln'$'\n''exec'$'\n''lnbits'$'\n''lnd'$'\n''manual'$'\n''phoenixd'
        return
        ;;
    esac
}

_l402_wallet_default() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_wallet_sandbox() {
    repeating_flags=()
    non_repeating_flags=(--release --reject --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--behaviour --delay --balance --color)
    __l402_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--behaviour')
        __l402_add_completions -W 'pay'$'\n''fail'$'\n''hold'
        return
        ;;
    '--delay')
        return
        ;;
    '--balance')
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_keys() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __l402_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    generate|list|revoke|export|prune)
        # Offer subcommand argument completions
        "_l402_keys_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'generate list revoke export prune' -- "${cur}"))
        ;;
    esac
}

_l402_keys_generate() {
    repeating_flags=()
    non_repeating_flags=(--force --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(-o --output --color)
    __l402_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '-o'|'--output')
        __l402_add_completions -f
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_keys_list() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--color)
    __l402_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_keys_revoke() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--revoked --color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--revoked')
        __l402_add_completions -f
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_keys_export() {
    repeating_flags=()
    non_repeating_flags=(--force --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(-o --output --color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '-o'|'--output')
        __l402_add_completions -f
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_keys_prune() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--older-than --color)
    __l402_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--older-than')
        return
        ;;
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_config() {
    repeating_flags=()
    non_repeating_flags=(--version -h --help)
    repeating_options=()
    non_repeating_options=()
    __l402_offer_flags_options 0

    # Offer subcommand / subcommand argument completions
    local -r subcommand="${unparsed_words[0]}"
    unset 'unparsed_words[0]'
    unparsed_words=("${unparsed_words[@]}")
    case "${subcommand}" in
    show|path|init)
        # Offer subcommand argument completions
        "_l402_config_${subcommand}"
        ;;
    *)
        # Offer subcommand completions
        COMPREPLY+=($(compgen -W 'show path init' -- "${cur}"))
        ;;
    esac
}

_l402_config_show() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--color)
    __l402_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_config_path() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--color)
    __l402_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_config_init() {
    repeating_flags=()
    non_repeating_flags=(--force --json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--color)
    __l402_offer_flags_options 0

    # Offer option value completions
    case "${prev}" in
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_completion() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--color)
    __l402_offer_flags_options 1

    # Offer option value completions
    case "${prev}" in
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac

    # Offer positional completions
    case "${positional_number}" in
    1)
        __l402_add_completions -W 'bash'$'\n''zsh'$'\n''fish'
        return
        ;;
    esac
}

_l402_help() {
    repeating_flags=()
    non_repeating_flags=(--json --quiet -q --verbose -v --version -h --help)
    repeating_options=(--field)
    non_repeating_options=(--color)
    __l402_offer_flags_options -1

    # Offer option value completions
    case "${prev}" in
    '--field')
        return
        ;;
    '--color')
        __l402_add_completions -W 'auto'$'\n''always'$'\n''never'
        return
        ;;
    esac
}

_l402_help() {
    repeating_flags=()
    non_repeating_flags=(--version)
    repeating_options=()
    non_repeating_options=()
    __l402_offer_flags_options -1
}

complete -o filenames -F _l402 l402
