# Tests of phantom_client.sh; to be run under `phantomime run`. Each is a function in a subshell, in a space of its own.
here=$(dirname -- "$0")
. "$here/phantom_client.sh"
PHANTOM_USER=$PHANTOMIME_USER:$PHANTOMIME_PASSWORD
server=$PHANTOM_BASE_URL

# Time passes in the test's space, and only there.
phantom_wait() { curl --silent --show-error --fail --output /dev/null --data "{\"advance\": \"${1}s\"}" "$PHANTOM_BASE_URL/__phantomime/clock"; }

same() { [ "$1" = "$2" ] || { echo "expected '$1', was '$2'" >&2; exit 1; }; }

test_a_playbook_is_run_polled_and_succeeds() {
    run=$(phantom_run my_playbook 42) || exit 1
    same pending "$(phantom_status "$run")"
    same success "$(phantom_result "$run")"
}

test_a_playbook_that_fails_is_told_from_one_that_succeeds() {
    run=$(phantom_run local/pb-fails 42) || exit 1
    same failed "$(phantom_result "$run")"
}

test_what_phantom_refuses_is_a_failure() {
    said=$(phantom_run nobodys 42 2>&1) && exit 1
    case $said in *'not found'*) ;; *) same 'not found' "$said" ;; esac
}

test_each_test_begins_in_the_same_world() { same 73 "$(phantom_run my_playbook 42)"; }

failed=0
for test in $(sed -n 's/^\(test_[a-z_]*\)() .*/\1/p' "$0"); do
    if (PHANTOM_BASE_URL=$server/__space/$test; "$test"); then
        echo "ok      $test"
    else
        echo "FAILED  $test"
        failed=1
    fi
done
exit $failed
