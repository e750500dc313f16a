#include <array>
#include <charconv>

#include "phantomime/base/checked_line.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/server/disk_journal/name_hash.hpp"
#include "phantomime/server/disk_journal/record.hpp"

namespace phantomime::server {
namespace {

using scenario::JournalEntry;

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits;
  const auto [end, code] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  static_cast<void>(code);  // twenty digits hold any
  out.append(digits.data(), end);
}

void append_member(std::string& out, std::string_view name, std::uint64_t number) {
  out.append(",\"").append(name).append("\":");
  append_number(out, number);
}

std::string_view kind_of(const JournalEntry& entry) {
  return entry.refused ? "refused" : entry.unmatched ? "unmatched" : "matched";
}

std::size_t bytes_of(const http::Headers& headers) {
  std::size_t bytes = 0;
  for (const http::Header& line : headers) bytes += sizeof line + line.name.size() + line.value.size();
  return bytes;
}

}  // namespace

std::size_t DiskRecord::bytes() const noexcept {
  std::size_t all = sizeof *this + bytes_of(reply_headers) + (reply_body ? reply_body->size() : 0);
  if (entry)
    all += sizeof *entry + bytes_of(entry->request.headers) + entry->request.target.size() +
           entry->request.body.capacity();
  return all;
}

void RecordWriter::append_headers(std::string& out, const http::Headers& headers) {
  std::string key;
  out += '[';
  bool first = true;
  for (const http::Header& line : headers) {
    if (!first) out += ',';
    first = false;
    key.assign(line.name).append(1, ':').append(line.value);
    out += header_lines_.get(key, [&line](std::string& made) {
      made = R"({"name":)" + json_quote(line.name) + R"(,"value":)" +
             json_quote(http::redact_header(line.name, line.value)) + "}";
    });
  }
  out += ']';
}

void RecordWriter::append_body(std::string& out, TextCache& cache, std::string_view body, std::size_t most) {
  out += R"("body":)";
  if (body.empty())
    out += R"("")";
  else
    out += cache.get(body, [&](std::string& made) { made = json_quote(http::redact_body(body, most)); });
  append_member(out, "body_bytes", body.size());
  if (body.size() > most) out += R"(,"body_cut":true)";
}

/// Made anew once a second; only the fraction is written each time.
void RecordWriter::append_instant(std::string& out, Instant instant) {
  const auto second = std::chrono::floor<std::chrono::seconds>(instant);
  std::array<char, 20> digits;
  const auto [end, code] =
      std::to_chars(digits.data(), digits.data() + digits.size(), second.time_since_epoch().count());
  static_cast<void>(code);
  const std::string& text =
      seconds_.get({digits.data(), end}, [second](std::string& made) { made = format_instant(Instant{second}); });
  const std::size_t begin = out.size() + 1 + text.size() - 7;  // 2020-01-22T19:39:43.000000Z
  out.append(1, '"').append(text).append(1, '"');
  auto rest = std::chrono::duration_cast<std::chrono::microseconds>(instant - second).count();
  for (std::size_t digit = 6; digit-- > 0; rest /= 10) out[begin + digit] = static_cast<char>('0' + rest % 10);
}

std::uint32_t RecordWriter::append_target(std::string& out, std::string_view target) {
  // The quoted text, and behind it the hash of its path.
  const std::string& made = targets_.get(target, [target](std::string& text) {
    const std::string shown = http::redact_url(target);
    text = json_quote(shown);
    // Of what a reader finds: quoting mends what is no UTF-8.
    const std::string read = unquote_json(text);
    const std::uint32_t hash = name_hash(http::canonical_path(http::split_target(read).path));
    for (unsigned shift = 0; shift < 32; shift += 8) text += static_cast<char>(hash >> shift & 0xffU);
  });
  const std::size_t quoted = made.size() - 4;
  out.append(made, 0, quoted);
  std::uint32_t hash = 0;
  for (std::size_t byte = 4; byte-- > 0;) hash = hash << 8U | static_cast<unsigned char>(made[quoted + byte]);
  return hash;
}

IndexEntry RecordWriter::append(std::string& out, const DiskRecord& record) {
  const JournalEntry& entry = *record.entry;
  const std::size_t begin = out.size();
  out.append(checked_line_head).append(R"("sequence":)");
  append_number(out, entry.sequence);
  append_member(out, "number", entry.number);
  out.append(R"(,"space":)").append(json_quote(record.space)).append(R"(,"at":)");
  append_instant(out, entry.at);
  out += R"(,"machine":)";
  append_instant(out, record.machine);
  out.append(R"(,"peer":)").append(json_quote(entry.request.peer));
  out.append(R"(,"tls":)").append(entry.request.tls ? "true" : "false");
  out.append(R"(,"request":{"method":)").append(json_quote(entry.request.method)).append(R"(,"target":)");
  const std::uint32_t path = append_target(out, entry.request.target);
  out += R"(,"headers":)";
  append_headers(out, entry.request.headers);
  out += ',';
  append_body(out, request_bodies_, entry.request.body, most_request_body);
  out += '}';
  append_member(out, "status", static_cast<std::uint64_t>(entry.status));
  out.append(R"(,"kind":")").append(kind_of(entry)).append(1, '"');
  if (!record.stub.empty()) out.append(R"(,"stub":)").append(json_quote(record.stub));
  out += R"(,"reply":{"headers":)";
  append_headers(out, record.reply_headers);
  out += ',';
  append_body(out, reply_bodies_, record.reply_body ? std::string_view{*record.reply_body} : std::string_view{},
              most_reply_body);
  out += "}}";
  seal_checked_line(out, begin);

  IndexEntry index{entry.sequence, entry.number};
  // As the record has it, so that an index made of records is the same.
  index.at = Instant{std::chrono::floor<std::chrono::microseconds>(entry.at)}.time_since_epoch().count();
  index.length = static_cast<std::uint32_t>(out.size() - begin);
  index.space = name_hash(record.space);
  index.path = path;
  index.status = static_cast<std::uint16_t>(entry.status);
  if (entry.unmatched) index.flags |= IndexEntry::unmatched;
  if (entry.refused) index.flags |= IndexEntry::refused;
  return index;
}

}  // namespace phantomime::server
