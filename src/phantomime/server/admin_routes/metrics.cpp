#include "phantomime/server/metrics.hpp"

#include "phantomime/base/version.hpp"
#include "phantomime/server/admin_reply.hpp"
#include "phantomime/server/admin_routes/groups.hpp"
#include "phantomime/server/exposition.hpp"

namespace phantomime::server {
namespace {

using Kind = Metrics::Kind;

constexpr std::pair<Kind, std::string_view> outcomes[] = {
    {Kind::matched, "matched"}, {Kind::refused, "refused"}, {Kind::unmatched, "unmatched"}};

void tell_requests(const Metrics& metrics, Exposition& out) {
  out.family("phantomime_requests_total", "counter",
             "Requests played, by outcome, the stub that answered, and status.");
  std::uint64_t unmatched = 0;
  for (const auto& [kind, outcome] : outcomes) {
    for (const auto& row : metrics.calls(kind).rows()) {
      out.sample({{"outcome", outcome}, {"stub", row.stub}, {"status", std::to_string(row.status)}}, row.count);
      if (kind == Kind::unmatched) unmatched += row.count;
    }
    // Beyond CallTable::most.
    if (const auto others = metrics.calls(kind).others())
      out.sample({{"outcome", outcome}, {"stub", ""}, {"status", "other"}}, others);
  }
  out.family("phantomime_misses_total", "counter", "Requests that no stub matched.");
  out.sample({}, unmatched + metrics.calls(Kind::unmatched).others());
  out.family("phantomime_request_duration_seconds", "histogram",
             "From the complete request to the reply that is handed to the transport; a delay is not in it.");
  for (const auto& [kind, outcome] : outcomes) {
    const auto told = metrics.duration(kind).snapshot();
    for (std::size_t bucket = 0; bucket < told.at_most.size(); ++bucket) {
      const bool last = bucket == Histogram::bounds.size();
      std::string bound = "+Inf";
      if (!last) {
        bound = std::to_string(std::chrono::duration<double>{Histogram::bounds[bucket]}.count());
        bound.erase(bound.find_last_not_of('0') + 1);  // 0.000010 → 0.00001, 1.000000 → 1.
        if (bound.back() == '.') bound.pop_back();
      }
      out.sample({{"outcome", outcome}, {"le", bound}}, told.at_most[bucket], "_bucket");
    }
    out.sample({{"outcome", outcome}}, std::chrono::duration<double>{told.sum}.count(), "_sum");
    out.sample({{"outcome", outcome}}, told.at_most.back(), "_count");
  }
}

void tell_by_status(const Metrics::ByStatus& counts, Exposition& out) {
  for (std::size_t status = 0; status < counts.size(); ++status)
    if (const auto count = counts[status].load(std::memory_order_relaxed))
      out.sample({{"status", status ? std::to_string(status) : "none"}}, count);
}

void tell_connections(const AdminView& view, Exposition& out) {
  out.family("phantomime_bad_requests_total", "counter",
             "Requests that were not played: no HTTP, too large, too slow, no such space; status none: just closed.");
  tell_by_status(view.metrics->refused(), out);
  out.family("phantomime_admin_requests_total", "counter", "Requests of the admin API, by status.");
  tell_by_status(view.metrics->admin(), out);
  out.family("phantomime_connections_accepted_total", "counter", "Connections that clients opened.");
  out.sample({}, view.connections.accepted);
  out.family("phantomime_connections_refused_total", "counter", "Connections past the bound.");
  out.sample({}, view.connections.refused);
  out.family("phantomime_connections_open", "gauge", "Connections that are open now.");
  out.sample({}, view.connections.open);
}

void tell_journal(const AdminView& view, Exposition& out) {
  const auto& memory = *view.metrics->journals();
  out.family("phantomime_journal_entries", "gauge", "Exchanges in the journals in memory.");
  out.sample({}, memory.entries.load(std::memory_order_relaxed));
  out.family("phantomime_journal_bytes", "gauge", "What they take.");
  out.sample({}, memory.bytes.load(std::memory_order_relaxed));
  out.family("phantomime_journal_dropped_total", "counter", "Exchanges that had to make room in memory.");
  out.sample({}, memory.dropped.load(std::memory_order_relaxed));
  if (!view.journal) return;
  const auto disk = view.journal->counts();
  out.family("phantomime_disk_journal_records_total", "counter", "Exchanges that were written to the journal on disk.");
  out.sample({}, disk.written);
  out.family("phantomime_disk_journal_bytes_total", "counter", "Bytes of them, without the index.");
  out.sample({}, disk.bytes);
  out.family("phantomime_disk_journal_dropped_total", "counter", "Exchanges that the disk did not take.");
  out.sample({}, disk.dropped);
  out.family("phantomime_disk_journal_segments", "gauge", "Files of the journal on disk.");
  out.sample({}, disk.segments);
}

http::Reply metrics(const AdminCall& call) {
  const AdminView& view = call.view;
  if (!view.metrics) return problem(404, "this server counts nothing");
  Exposition out;
  out.family("phantomime_build_info", "gauge", "Which program this is.");
  out.sample({{"version", version()}}, std::uint64_t{1});
  out.family("phantomime_uptime_seconds", "gauge", "Since the server started.");
  out.sample({}, static_cast<double>(view.uptime.count()) / 1000.0);
  tell_requests(*view.metrics, out);
  tell_connections(view, out);
  tell_journal(view, out);
  out.family("phantomime_spaces", "gauge", "Spaces there are, the default one among them.");
  out.sample({}, std::uint64_t{view.spaces.list().size()});
  http::Reply reply;
  reply.headers.add("Content-Type", std::string{Exposition::media_type});
  reply.headers.add("Cache-Control", "no-store");
  reply.body = std::make_shared<const std::string>(out.text());
  return reply;
}

constexpr AdminRoute metrics_table[] = {{
    .method = "GET",
    .path = "metrics",
    .summary = "What the server counted since its start, over all spaces, in Prometheus' text format",
    .answer = metrics,
    .schema = R"({"type": "string"})",
    .body_schema = {},
    .query = {},
    .of_server = true,
    .media = Exposition::media_type,
}};

}  // namespace

AdminGroup metrics_routes() { return {metrics_table, {}}; }

}  // namespace phantomime::server
