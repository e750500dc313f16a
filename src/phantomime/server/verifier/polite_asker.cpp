#include "phantomime/server/verifier/polite_asker.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace phantomime::server {
namespace {

Error told_to_stop() { return {ErrorCode::io, "it was not asked: the run was ended", {}, ""}; }

bool only_asks(const std::string& method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

/// What Retry-After says in seconds. A date says when, which the caller's own pause is good enough for.
std::optional<std::chrono::seconds> retry_after(const http::Headers& headers) {
  const auto text = headers.find("Retry-After");
  if (!text) return std::nullopt;
  unsigned seconds = 0;
  const auto [rest, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (error != std::errc{} || rest != text->data() + text->size()) return std::nullopt;
  return std::chrono::seconds{seconds};
}

}  // namespace

bool is_busy(int status) noexcept { return status == 429 || status == 502 || status == 503 || status == 504; }

bool PoliteAsker::take_turn() {
  if (politeness_.rate <= 0) return true;
  const auto apart =
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>{1 / politeness_.rate});
  std::chrono::nanoseconds pause{0};
  {
    const std::lock_guard lock{mutex_};
    const auto now = patience_.now();
    next_ = std::max(next_, now);
    pause = next_ - now;
    next_ += apart;
  }
  return pause.count() == 0 || patience_.wait(pause);
}

Result<LiveAnswer> PoliteAsker::ask(const http::Request& request, Identity identity) {
  const std::size_t attempts = only_asks(request.method) ? politeness_.attempts : 1;
  std::chrono::nanoseconds pause = politeness_.first_pause;
  for (std::size_t attempt = 1;; ++attempt) {
    if (!take_turn()) return told_to_stop();
    auto answer = asker_.ask(request, identity);
    // One that took too long has had its time.
    const bool again = answer ? is_busy(answer->status) : answer.error().code == ErrorCode::io;
    if (attempt >= attempts || !again) return answer;
    std::chrono::nanoseconds wanted = pause;
    if (answer)
      if (const auto said = retry_after(answer->headers)) wanted = *said;
    if (wanted > politeness_.longest_pause) return answer;
    if (!patience_.wait(wanted)) return told_to_stop();
    pause *= 2;
  }
}

}  // namespace phantomime::server
