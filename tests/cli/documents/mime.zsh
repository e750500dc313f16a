#compdef mime
# zsh completion for mime; made by `mime completion zsh`.

_phantomime_packs() {
    _alternative 'packs:built-in pack:(phantom phantom-docs)' 'files:file:_files'
}

_phantomime() {
    local curcontext=$curcontext state line
    local -a commands
    typeset -A opt_args
    commands=(
        'play:play \[packs\]\: '\''now'\'''
        'tell:tell a request'
    )
    _arguments -C \
        '-h[print this]' \
        '--help[print this]' \
        '1: :->command' '*:: :->rest'
    case $state in
    command) _describe -t commands command commands ;;
    rest)
        case $words[1] in
        play)
            _arguments \
                '-h[print this]' \
                '--help[print this]' \
                '--quiet[say nothing]' \
                '--log=[how it'\''s said]:L:(text json)' \
                '*-H+[a line]:LINE: ' \
                '*--header=[a line]:LINE: ' \
                '--cert=[a file]:F:_files' \
                '--journal=[a folder]:DIR:_files -/' \
                '--profile=[a version]:P:(4.5 4.10)' \
                '*:PACK:_phantomime_packs' ;;
        tell)
            _arguments \
                '-h[print this]' \
                '--help[print this]' \
                ':PACK:_phantomime_packs' \
                ':'\''METHOD TARGET'\'': ' ;;
        esac ;;
    esac
}

# Sourced, or called by the completion system that found the file.
if [[ $funcstack[1] == _phantomime ]]; then
    _phantomime "$@"
else
    compdef _phantomime mime
fi
