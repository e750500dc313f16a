# bash completion for mime; made by `mime completion bash`.

# _phantomime_offer WORDS [-f|-d|-c]: those of the words, files, folders or commands that begin as $cur does.
_phantomime_offer() {
    local found=()
    mapfile -t found < <(compgen -W "$1" -- "$cur"; [[ $2 ]] && compgen "$2" -- "$cur")
    COMPREPLY=("${found[@]}")
    [[ $2 == -[fd] ]] && compopt -o filenames 2>/dev/null
    return 0
}

_phantomime() {
    local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command='' options valued position=0 i=1 word
    COMPREPLY=()
    # --option=value comes as three words.
    if [[ $cur == = ]]; then
        cur=
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    while ((i < COMP_CWORD)) && [[ ${COMP_WORDS[i]} == -* ]]; do ((++i)); done
    ((i < COMP_CWORD)) && command=${COMP_WORDS[i]}
    case $command in
        '') _phantomime_offer 'play tell -h --help'; return ;;
        play) options='-h --help --quiet --log -H --header --cert --journal --profile' valued='--log -H --header --cert --journal --profile' ;;
        tell) options='-h --help' valued='' ;;
        *) return ;;
    esac
    # How many arguments stand before the cursor. After -- all are arguments.
    while ((++i < COMP_CWORD)); do
        word=${COMP_WORDS[i]}
        if [[ $word == -- ]]; then
            options='' before='' position=--$((position + COMP_CWORD - i - 1))
            break
        elif [[ " $valued " == *" $word "* ]]; then
            ((++i))
            [[ ${COMP_WORDS[i]} == = ]] && ((++i))
        elif [[ $word != -* ]]; then
            ((++position))
        fi
    done
    case "$command $before" in
        'play --log') _phantomime_offer 'text json' ;;
        'play -H'|'play --header') : ;;
        'play --cert') _phantomime_offer '' -f ;;
        'play --journal') _phantomime_offer '' -d ;;
        'play --profile') _phantomime_offer '4.5 4.10' ;;
        *)
            if [[ $cur == -* && $options ]]; then
                _phantomime_offer "$options"
                return
            fi
            case "$command $position" in
            'play '*) _phantomime_offer 'phantom phantom-docs' -f ;;
            'tell 0'|'tell --0') _phantomime_offer 'phantom phantom-docs' -f ;;
            'tell 1'|'tell --1') : ;;
            esac ;;
    esac
}
complete -F _phantomime mime
