# A small client of Splunk Phantom for sh: runs a playbook and waits for its end. To be sourced.
#   PHANTOM_BASE_URL, PHANTOM_USER (USER:PASSWORD)   where and who
#   phantom_wait SECONDS                             is called between two looks at a run; sleeps, unless it is defined anew

phantom_wait() { sleep "$1"; }

# phantom_ask PATH [CURL OPTION...]: prints the answer; what is refused goes to standard error, and fails.
phantom_ask() {
    path=$1
    shift
    curl --silent --show-error --fail-with-body --user "$PHANTOM_USER" "$@" "$PHANTOM_BASE_URL$path" || {
        echo >&2
        return 1
    }
}

# member NAME: prints the value of a member of the JSON object on standard input that has a plain text or number.
member() { sed -n "s/.*\"$1\": \"\{0,1\}\([^\",}]*\).*/\1/p"; }

# phantom_run PLAYBOOK CONTAINER: begins a run and prints its id.
phantom_run() {
    said=$(phantom_ask /rest/playbook_run --data "{\"container_id\": $2, \"playbook_id\": \"$1\", \"scope\": \"new\", \"run\": true}") || {
        printf '%s\n' "$said" >&2
        return 1
    }
    printf '%s\n' "$said" | member playbook_run_id
}

# phantom_status RUN: prints how it stands. The answer has other members of that name inside a text: the last one is its own.
phantom_status() {
    said=$(phantom_ask "/rest/playbook_run/$1") || return 1
    printf '%s\n' "$said" | member status
}

# phantom_result RUN: waits for the end of a run and prints how it ended.
phantom_result() {
    looks=60
    while [ "$looks" -gt 0 ]; do
        status=$(phantom_status "$1") || return 1
        case $status in
            pending | running) phantom_wait 1 ;;
            *) printf '%s\n' "$status"; return ;;
        esac
        looks=$((looks - 1))
    done
    echo "run $1 does not end" >&2
    return 1
}
