// How an engine answers a request that comes before its turn, where a scenario has an order.
#include "phantomime/base/utf8.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/scenario/engine.hpp"

namespace phantomime::scenario {
namespace {

constexpr int out_of_turn_status = 409;
constexpr std::size_t most_header_bytes = 512;

/// Visible ASCII, which a header line may hold.
std::string header_text(std::string_view text) {
  std::string line;
  for (const char c : text.substr(0, most_header_bytes)) line += c >= ' ' && c <= '~' ? c : '?';
  return line;
}

}  // namespace

bool Engine::plays_out_of_turn(std::uint32_t stub, const http::RequestView& request, Played& played) {
  if (!turns_) return false;
  const std::string& name = scenario().stubs[stub].name;
  const auto expected = turns_->take(name);
  if (!expected) return false;
  const std::string detail = "it matches '" + name + "', but comes out of turn; expected next: " + *expected;
  const OrderedJson problem = {{"type", "about:blank"},
                               {"title", http::reason_phrase(out_of_turn_status)},
                               {"status", out_of_turn_status},
                               {"detail", request.request().method + " " +
                                              http::redact_url(printable(request.request().target)) + ": " + detail},
                               {"expected", *expected}};
  played.kind = Played::Kind::unmatched;
  played.stub = Index::none;
  unmatched_.fetch_add(1, std::memory_order_relaxed);
  played.reply.status = out_of_turn_status;
  played.reply.headers.add("Content-Type", "application/problem+json");
  played.reply.headers.add("X-Phantomime-Near-Miss", header_text("out of turn; expected next: " + *expected));
  played.reply.body =
      std::make_shared<const std::string>(problem.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
  return true;
}

}  // namespace phantomime::scenario
