#include "phantomime/recording/redaction/issued_placeholders.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>

namespace phantomime::recording {
namespace {

/// A request that is sent, or an answer that has come.
struct Event {
  std::uint64_t session = 0;
  std::chrono::nanoseconds at{0};
  bool answer = false;
  const Exchange* exchange = nullptr;
};

bool is_of_answer(const Secret& secret) {
  return secret.where.rfind("response.", 0) == 0 || secret.where.rfind("interim.", 0) == 0;
}

}  // namespace

std::set<std::string> issued_placeholders(const std::vector<Exchange>& exchanges) {
  std::vector<Event> events;
  for (const Exchange& exchange : exchanges) {
    events.push_back({exchange.session, exchange.since_start, false, &exchange});
    events.push_back({exchange.session, exchange.since_start + exchange.took, true, &exchange});
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return std::tie(a.session, a.at, a.exchange->number, a.answer) <
           std::tie(b.session, b.at, b.exchange->number, b.answer);
  });
  std::set<std::string> asked, issued;
  for (const Event& event : events)
    for (const Secret& secret : event.exchange->secrets) {
      if (is_of_answer(secret) != event.answer || issued.count(secret.placeholder) > 0) continue;
      if (!event.answer)
        asked.insert(secret.placeholder);
      else if (asked.count(secret.placeholder) == 0)
        issued.insert(secret.placeholder);
    }
  return issued;
}

}  // namespace phantomime::recording
