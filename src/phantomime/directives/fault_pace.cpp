// The slow faults: drip, bandwidth, stall.
#include <optional>

#include "phantomime/base/time_text.hpp"
#include "phantomime/directives/fault_values.hpp"
#include "phantomime/directives/keys.hpp"

namespace phantomime::directives {
namespace {

using http::Fault;
using std::chrono::nanoseconds;

constexpr std::string_view count_schema = R"({"type": "integer", "minimum": 1})";
constexpr std::string_view pace_time_schema =
    R"({"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h|d)$"})";
constexpr std::size_t usual_pieces = 100;
constexpr std::string_view drip_hint = "write {bytes: 10, every: 100ms}, {chunks: 1, every: 1s} or {over: 5s}";

constexpr KeyRow drip_rows[] = {
    {.key = "bytes", .summary = "so many at a time", .schema = count_schema, .example = "10", .bad = "0"},
    {.key = "chunks", .summary = "or so many chunks at a time", .schema = count_schema, .example = "1", .bad = "0"},
    {.key = "every",
     .summary = "how long each waits for",
     .schema = pace_time_schema,
     .example = "100ms",
     .bad = "0s 1"},
    {.key = "over",
     .summary = "or how long the whole body takes",
     .schema = pace_time_schema,
     .example = "5s",
     .bad = "soon"},
    {.key = "pieces",
     .summary = "of over: in how many pieces; default 100",
     .schema = count_schema,
     .example = "20",
     .bad = "0"},
};

constexpr KeyRow stall_rows[] = {
    {.key = "after",
     .summary = "where it stops",
     .schema = R"({"anyOf": [{"enum": ["before_head", "in_head", "after_head"]}, {"type": "integer", "minimum": 0}]})",
     .example = "after_head",
     .bad = "later",
     .presence = Presence::required},
    {.key = "for",
     .summary = "how long, or ever",
     .schema =
         R"({"anyOf": [{"const": "ever"}, {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h|d)$"}]})",
     .example = "30s",
     .bad = "[30s]",
     .presence = Presence::required},
};

constexpr std::string_view place_words[] = {"before_head", "in_head", "after_head"};

nanoseconds read_pace_time(const Node& value, LoadContext& context, std::string_view what) {
  const auto text = read_text(value, context, what);
  if (!text) return nanoseconds{1};
  const auto duration = parse_duration(*text);
  if (duration && *duration > nanoseconds{0}) return *duration;
  context.error(value, ErrorCode::bad_value,
                duration ? std::string{what} + " must be more than 0" : duration.error().what,
                "write 250ms, 1.5s or 2m");
  return nanoseconds{1};
}

void load_drip(const Node& value, LoadContext& context, Fault& fault) {
  const std::size_t before = context.error_count();
  std::size_t pieces = 0;
  std::optional<nanoseconds> every, over;
  read_mapping(value, context, "drip", std::span<const KeyRow>{drip_rows}, [&](const KeyRow& row, const Node& part) {
    if (row.key == "every") {
      every = read_pace_time(part, context, row.key);
    } else if (row.key == "over") {
      over = read_pace_time(part, context, row.key);
    } else {
      const auto count = read_integer(part, context, row.key, 1, largest_place);
      (row.key == "pieces" ? pieces : fault.amount) = static_cast<std::size_t>(count.value_or(1));
    }
  });
  if (context.error_count() > before) return;
  const bool counted = value.find("bytes") || value.find("chunks");
  const bool by_time = over && !every && !counted;
  const bool by_count = every && !over && pieces == 0 && counted && !(value.find("bytes") && value.find("chunks"));
  if (!by_time && !by_count)
    context.error(value, ErrorCode::conflict, "a drip says how much at a time and how often, or how long it takes",
                  std::string{drip_hint});
  fault.pace = by_time               ? Fault::Pace::drip_pieces
               : value.find("bytes") ? Fault::Pace::drip_bytes
                                     : Fault::Pace::drip_chunks;
  if (by_time) fault.amount = pieces == 0 ? usual_pieces : pieces;
  fault.time = by_time ? *over : every.value_or(nanoseconds{1});
}

void load_stall(const Node& value, LoadContext& context, Fault& fault) {
  fault.pace = Fault::Pace::stall;
  read_mapping(value, context, "stall", std::span<const KeyRow>{stall_rows}, [&](const KeyRow& row, const Node& part) {
    if (row.key == "after")
      load_place(part, context, row.key, fault.stall_at);
    else if (part.as_string() && part.text() == "ever")
      fault.time = http::for_ever;
    else
      fault.time = read_pace_time(part, context, row.key);
  });
}

}  // namespace

void load_place(const Node& value, LoadContext& context, std::string_view what, Fault::Place& place) {
  if (value.as_string()) {
    if (const auto word = read_word(value, context, what, place_words))
      place = {static_cast<Fault::Place::Where>(*word), 0};
  } else if (const auto bytes = read_integer(value, context, what, 0, largest_place)) {
    place = {Fault::Place::Where::in_body, static_cast<std::size_t>(*bytes)};
  }
}

void load_pace(std::string_view key, const Node& value, LoadContext& context, Fault& fault) {
  if (key == "drip") return load_drip(value, context, fault);
  if (key == "stall") return load_stall(value, context, fault);
  fault.pace = Fault::Pace::bandwidth;
  fault.amount = static_cast<std::size_t>(read_integer(value, context, key, 1, largest_place).value_or(1));
}

NamedTable drip_table() { return {"drip", drip_rows, ""}; }
NamedTable stall_table() { return {"stall", stall_rows, ""}; }

}  // namespace phantomime::directives
