#include "phantomime/base/checked_line.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/server/disk_journal/name_hash.hpp"
#include "phantomime/server/disk_journal/record.hpp"

namespace phantomime::server {
namespace {

bool has_members_of_a_record(const Json& json) {
  const auto number = [&](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_number_unsigned();
  };
  const auto text = [](const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string();
  };
  if (!json.is_object() || !number("sequence") || !number("number") || !number("status")) return false;
  for (const char* name : {"space", "at", "peer", "kind"})
    if (!text(json, name)) return false;
  const auto request = json.find("request");
  if (request == json.end() || !request->is_object()) return false;
  for (const char* name : {"method", "target", "body"})
    if (!text(*request, name)) return false;
  return request->contains("headers") && (*request)["headers"].is_array();
}

}  // namespace

std::optional<ReadRecord> read_record(std::string_view line) {
  if (!is_checked_line(line)) return std::nullopt;
  auto json = parse_json(line);
  if (!json || !has_members_of_a_record(*json)) return std::nullopt;
  return ReadRecord{std::move(*json), static_cast<std::uint32_t>(line.size())};
}

std::string ReadRecord::text(const char* member) const {
  const auto found = json.find(member);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::string ReadRecord::target() const { return json["request"]["target"].get<std::string>(); }

IndexEntry ReadRecord::index() const {
  IndexEntry entry{json["sequence"].get<std::uint64_t>(), json["number"].get<std::uint64_t>(), 0};
  if (const auto at = parse_instant(text("at"))) entry.at = at->time_since_epoch().count();
  entry.length = length;
  entry.space = name_hash(text("space"));
  entry.path = name_hash(http::canonical_path(http::split_target(target()).path));
  entry.status = static_cast<std::uint16_t>(json["status"].get<std::uint64_t>());
  const std::string kind = text("kind");
  if (kind == "unmatched") entry.flags |= IndexEntry::unmatched;
  if (kind == "refused") entry.flags |= IndexEntry::refused;
  return entry;
}

OrderedJson ReadRecord::shown() const {
  const Json& asked = json["request"];
  OrderedJson headers = OrderedJson::array();
  for (const Json& line : asked["headers"])
    if (line.is_object())
      headers.push_back({{"name", line.value("name", Json{})}, {"value", line.value("value", Json{})}});
  // Redacted already; this cuts it as an entry in memory is cut.
  OrderedJson request{{"method", asked["method"].get<std::string>()},
                      {"target", target()},
                      {"headers", std::move(headers)},
                      {"body", http::redact_body(asked["body"].get<std::string>())},
                      {"body_bytes", asked.value("body_bytes", std::uint64_t{0})}};
  OrderedJson entry{{"number", json["number"].get<std::uint64_t>()},
                    {"at", text("at")},
                    {"peer", text("peer")},
                    {"tls", json.value("tls", false)},
                    {"request", std::move(request)},
                    {"status", json["status"].get<std::uint64_t>()},
                    {"kind", text("kind")}};
  if (const std::string stub = text("stub"); !stub.empty()) entry["stub"] = stub;
  return entry;
}

}  // namespace phantomime::server
