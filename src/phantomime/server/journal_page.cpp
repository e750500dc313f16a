#include "phantomime/server/journal_page.hpp"

#include <utility>

#include "phantomime/base/time_text.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::server {

using scenario::Engine;
using scenario::Journal;
using scenario::JournalEntry;

OrderedJson request_line_json(const http::Request& request) {
  return {{"method", request.method}, {"target", http::redact_url(request.target)}};
}

OrderedJson journal_json(const JournalEntry& entry, const Engine& engine) {
  OrderedJson headers = OrderedJson::array();
  for (const http::Header& line : entry.request.headers)
    headers.push_back({{"name", line.name}, {"value", http::redact_header(line.name, line.value)}});
  OrderedJson request = request_line_json(entry.request);
  request["headers"] = std::move(headers);
  request["body"] = http::redact_body(entry.request.body);
  request["body_bytes"] = entry.request.body.size();
  if (entry.body_left_out) request["body_left_out"] = true;
  const char* kind = entry.refused ? "refused" : entry.unmatched ? "unmatched" : "matched";
  OrderedJson json{{"number", entry.number},
                   {"at", format_instant(entry.at)},
                   {"peer", entry.request.peer},
                   {"tls", entry.request.tls},
                   {"request", std::move(request)},
                   {"status", entry.status},
                   {"kind", kind}};
  if (const auto stub = engine.stub_name(entry); !stub.empty()) json["stub"] = std::string{stub};
  return json;
}

http::Reply journal_page(const AdminCall& call, QueryReader& query, const char* name,
                         const std::function<bool(const JournalEntry&)>& wanted,
                         const std::function<OrderedJson(const JournalEntry&, const Engine&)>& show,
                         const std::function<Result<OlderEntries>(const Journal::Excerpt&, std::uint64_t, std::uint64_t,
                                                                  std::size_t)>& older) {
  const auto since = query.number("since", 0, UINT64_MAX).value_or(0);
  const auto limit = query.number("limit", 1, 1000).value_or(100);
  if (!query.faults().empty()) return problem(400, query.faults());
  const auto engine = call.space.stage().engine();
  const auto excerpt = engine->journal().excerpt(since);
  const std::uint64_t first = excerpt.entries.empty() ? excerpt.total + 1 : excerpt.entries.front()->number;
  OlderEntries before;
  if (older && excerpt.dropped > 0 && first > since && first - since > 1) {
    auto found = older(excerpt, since, first, limit);
    if (!found) return problem(500, found.error().what);
    before = std::move(*found);
  }
  OrderedJson entries = OrderedJson::array();
  for (OrderedJson& entry : before.entries) entries.push_back(std::move(entry));
  std::uint64_t next = before.more ? before.looked_to : excerpt.total;
  bool more = before.more;
  for (const auto& entry : excerpt.entries) {
    if (more) break;
    if (entries.size() == limit) {
      next = entry->number - 1;
      more = true;
    } else if (wanted(*entry)) {
      entries.push_back(show(*entry, *engine));
    }
  }
  OrderedJson page = OrderedJson::object();
  page[name] = std::move(entries);
  page["next"] = next;
  page["more"] = more;
  page["total"] = excerpt.total;
  page["dropped"] = excerpt.dropped;
  return json_reply(200, page);
}

}  // namespace phantomime::server
