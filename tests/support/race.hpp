#pragma once

#include <barrier>
#include <cstddef>
#include <thread>
#include <vector>

namespace phantomime::test {

/// Lets threads do `act(thread, race)` all at once, `races` times; before each, `prepare(race)` runs alone.
template <class Prepare, class Act>
void race(std::size_t threads, std::size_t races, Prepare prepare, Act act) {
  std::size_t next = 0;
  const auto begin = [&]() noexcept {
    if (next < races) prepare(next);
    ++next;
  };
  begin();
  std::barrier line{static_cast<std::ptrdiff_t>(threads), begin};
  std::vector<std::jthread> running;
  for (std::size_t thread = 0; thread < threads; ++thread)
    running.emplace_back([&, thread] {
      for (std::size_t number = 0; number < races; ++number) {
        act(thread, number);
        line.arrive_and_wait();
      }
    });
}

/// What the threads race for.
inline constexpr const char* race_pack = R"(phantomime: 1
pack: {name: races, epoch: 2020-01-22T12:00:00Z}
collections:
  run:
    path: /run
    fields: {id: integer, status: {type: text, writable: never}}
    operations: {create: {response: {computed: "{{ row.id }}"}}, one: {response: {computed: "{{ row.status }}"}}}
    machine:
      member: status
      initial: running
      final: [cancelled]
      transitions: {cancel: {from: running, to: cancelled}}
  approval:
    path: /approval
    fields: {id: integer, status: {type: text, writable: never}}
    operations: {create: {response: {computed: "{{ row.id }}"}}, one: {response: {computed: "{{ row.status }}"}}}
    machine:
      member: status
      initial: pending
      final: [approved, expired]
      transitions:
        approve: {from: pending, to: approved, do: [create: {in: receipt, members: {approval: "{{ row.id }}"}}]}
        expire: {from: pending, to: expired, after: 1s, do: [create: {in: receipt, members: {approval: "{{ row.id }}"}}]}
  receipt:
    fields: {id: integer, approval: {type: integer, relation: approval}}
stubs:
  - name: cancel
    request: POST /run/{id:integer}/cancel
    example: POST /run/1/cancel
    do:
      - find: {in: run, id: "{{ captures.id }}", as: run}
      - fire: {row: run, transition: cancel, as: fired, otherwise: none}
    response: {computed: "{{ fired }}"}
  - name: approve
    request: POST /approval/{id:integer}/approve
    example: POST /approval/1/approve
    do:
      - find: {in: approval, id: "{{ captures.id }}", as: approval}
      - fire: {row: approval, transition: approve, as: fired, otherwise: none}
    response: {computed: "{{ fired }}"}
  - {name: receipts, request: GET /receipts, response: {computed: "{{ length(rows(\"receipt\")) }}"}}
)";

}  // namespace phantomime::test
