#include <charconv>
#include <optional>

#include "phantomime/base/time_text.hpp"
#include "phantomime/directives/fault_values.hpp"
#include "phantomime/directives/keys.hpp"
#include "phantomime/directives/load_level.hpp"

namespace phantomime::directives {
namespace {

using http::Fault;

constexpr std::string_view place_schema =
    R"({"anyOf": [{"enum": ["before_head", "in_head", "after_head"]}, {"type": "integer", "minimum": 0}]})";
constexpr std::string_view garbage_schema = R"({"type": "integer", "minimum": 1, "maximum": 1048576})";

constexpr KeyRow fault_rows[] = {
    {.key = "drip",
     .summary = "the body leaves little by little",
     .schema = R"({"$ref": "#/$defs/drip"})",
     .example = "{bytes: 10, every: 100ms}",
     .bad = "10"},
    {.key = "bandwidth",
     .summary = "bytes a second, head included",
     .schema = R"({"type": "integer", "minimum": 1})",
     .example = "1024",
     .bad = "0"},
    {.key = "stall",
     .summary = "it stops on the way, and goes on or does not",
     .schema = R"({"$ref": "#/$defs/stall"})",
     .example = "{after: after_head, for: 30s}",
     .bad = "30s"},
    {.key = "close",
     .summary = "the connection closes there",
     .schema = place_schema,
     .example = "before_head",
     .bad = "later"},
    {.key = "reset",
     .summary = "the connection is reset there",
     .schema = place_schema,
     .example = "in_head",
     .bad = "-1"},
    {.key = "truncate",
     .summary = "the body is cut after so many bytes, or before the chunk that ends it",
     .schema = R"({"anyOf": [{"const": "last_chunk"}, {"type": "integer", "minimum": 0}]})",
     .example = "last_chunk",
     .bad = "all"},
    {.key = "content_length",
     .summary = "what Content-Length says instead, or by how much it is off",
     .schema = R"({"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^[+-]?[0-9]+$"}]})",
     .example = "'+5'",
     .bad = "all"},
    {.key = "garbage",
     .summary = "so many random bytes instead of the answer",
     .schema = garbage_schema,
     .example = "64",
     .bad = "0"},
    {.key = "garbage_body",
     .summary = "so many random bytes instead of the body",
     .schema = garbage_schema,
     .example = "64",
     .bad = "0"},
    {.key = "malformed_chunk",
     .summary = "a chunk whose size line is none",
     .schema = R"({"const": true})",
     .example = "true",
     .bad = "false"},
    {.key = "probability",
     .summary = "how likely it is; default 1",
     .schema = R"({"type": "number", "minimum": 0, "maximum": 1})",
     .example = "0.1",
     .bad = "2"},
    // The last one: only at run time.
    {.key = "tls_handshake", .summary = "", .schema = "", .example = "", .bad = ""},
};
constexpr std::span<const KeyRow> all_rows{fault_rows};
constexpr std::span<const KeyRow> scenario_rows = all_rows.first(all_rows.size() - 1);

constexpr std::string_view words[] = {"none", "close", "reset", "garbage", "malformed_chunk"};
constexpr std::string_view words_schema = R"({"enum": ["none", "close", "reset", "garbage", "malformed_chunk"]})";
constexpr std::string_view handshake_words[] = {"alert", "garbage", "close", "reset"};
constexpr std::size_t usual_garbage = 64;
constexpr std::int64_t most_garbage = 1 << 20;
constexpr std::int64_t largest_length = std::int64_t{1} << 60;

void load_word(const Node& value, LoadContext& context, FaultSpec& spec) {
  const auto word = read_word(value, context, "a fault", words);
  if (!word || *word == 0) return;
  Fault fault;
  if (*word == 1) fault.end = Fault::End::close;
  if (*word == 2) fault.end = Fault::End::reset;
  if (*word == 3) fault.content = Fault::Content::garbage;
  if (*word == 4) fault.content = Fault::Content::malformed_chunk;
  fault.garbage_bytes = usual_garbage;
  spec.fault = std::make_shared<const Fault>(fault);
}

void load_length(const Node& value, LoadContext& context, Fault& fault) {
  fault.content = Fault::Content::wrong_length;
  const auto text = read_text(value, context, "content_length");
  if (!text) return;
  const bool plus = text->starts_with('+');
  fault.relative = plus || text->starts_with('-');
  const char* const begin = text->data() + (plus ? 1 : 0);
  const char* const end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(begin, end, fault.length);
  if (error != std::errc{} || stop != end || fault.length > largest_length || fault.length < -largest_length ||
      (plus && *begin == '-'))
    context.error(value, ErrorCode::bad_value, "content_length must be a number of bytes, found " + *text,
                  "write 100, or '+5' and '-5' for so many too many and too few");
  else if (fault.relative && fault.length == 0)
    context.error(value, ErrorCode::bad_value, "that is the right length", "write '+5' or '-5'");
}

void load_garbage(const Node& value, LoadContext& context, Fault& fault, Fault::Content content) {
  fault.content = content;
  const auto bytes = read_integer(value, context, "a number of random bytes", 1, most_garbage);
  fault.garbage_bytes = static_cast<std::size_t>(bytes.value_or(1));
}

void load_truncate(const Node& value, LoadContext& context, Fault& fault) {
  if (value.as_string() && value.text() == "last_chunk") {
    fault.end = Fault::End::without_last_chunk;
    return;
  }
  fault.end = Fault::End::close;
  const auto bytes = read_integer(value, context, "truncate", 0, largest_place);
  if (bytes) fault.end_at = {Fault::Place::Where::in_body, static_cast<std::size_t>(*bytes)};
}

void load_content(std::string_view key, const Node& value, LoadContext& context, Fault& fault) {
  if (key == "content_length") return load_length(value, context, fault);
  if (key == "garbage") return load_garbage(value, context, fault, Fault::Content::garbage);
  if (key == "garbage_body") return load_garbage(value, context, fault, Fault::Content::garbage_body);
  fault.content = Fault::Content::malformed_chunk;
  const auto yes = read_bool(value, context, key);
  if (yes && !*yes)
    context.error(value, ErrorCode::bad_value, "'malformed_chunk' is either true or not there", "take it away");
}

void load_end(std::string_view key, const Node& value, LoadContext& context, Fault& fault) {
  if (key == "truncate") return load_truncate(value, context, fault);
  fault.end = key == "close" ? Fault::End::close : Fault::End::reset;
  load_place(value, context, key, fault.end_at);
}

void load_handshake(const Node& value, LoadContext& context, FaultSpec& spec, FaultUse use) {
  if (use == FaultUse::response) {
    context.error(value, ErrorCode::conflict, "a handshake is over before a response is chosen",
                  "say it to the running server: PUT /__phantomime/faults");
    return;
  }
  if (const auto word = read_word(value, context, "tls_handshake", handshake_words))
    spec.tls_handshake = static_cast<http::HandshakeFault>(*word);
}

/// Which keys say the same part of a fault: one of each may stand.
enum class FaultPart { content, end, pace, handshake, none };
FaultPart part_of(std::string_view key) {
  if (key == "probability") return FaultPart::none;
  if (key == "tls_handshake") return FaultPart::handshake;
  if (key == "drip" || key == "bandwidth" || key == "stall") return FaultPart::pace;
  return key == "close" || key == "reset" || key == "truncate" ? FaultPart::end : FaultPart::content;
}

void check_parts(const Node& value, LoadContext& context, const Fault& fault) {
  std::string_view first[5];
  for (const KeyRow& row : all_rows) {
    const Node* const there = value.find(row.key);
    const FaultPart part = part_of(row.key);
    if (!there || part == FaultPart::none) continue;
    std::string_view& other = first[static_cast<std::size_t>(part)];
    if (!other.empty())
      context.error(*there, ErrorCode::conflict,
                    "'" + std::string{other} + "' and '" + std::string{row.key} + "' say the same of a fault",
                    "keep one of them");
    other = row.key;
  }
  const bool ends = fault.end != Fault::End::as_framed;
  if (ends && (fault.content == Fault::Content::garbage ||
               (fault.end == Fault::End::without_last_chunk && fault.content != Fault::Content::reply)))
    context.error(value, ErrorCode::conflict, "there is nothing to end where something else is sent",
                  "keep one of them");
  if (value.find("tls_handshake") && value.size() > (value.find("probability") ? 2u : 1u))
    context.error(value, ErrorCode::conflict, "without a handshake no answer can have a fault", "say them one by one");
  else if (value.size() == (value.find("probability") ? 1u : 0u))
    context.error(value, ErrorCode::missing_key, "the fault says nothing", "write {reset: in_head}, or none");
}

}  // namespace

void load_probability(const Node& value, LoadContext& context, double& probability) {
  const auto number = read_number(value, context, "probability");
  if (!number) return;
  probability = *number;
  if (!(probability >= 0 && probability <= 1))  // also not a number
    context.error(value, ErrorCode::bad_value, "a probability is from 0 to 1, found " + value.text(),
                  "0.1 is one in ten");
}

void load_fault(const Node& value, LoadContext& context, FaultSpec& spec, FaultUse use) {
  spec = {};
  if (!value.is_mapping()) return load_word(value, context, spec);
  Fault fault;
  const std::size_t before = context.error_count();
  read_mapping(value, context, "a fault",
               use == FaultUse::response && !value.find("tls_handshake") ? scenario_rows : all_rows,
               [&](const KeyRow& row, const Node& part) {
                 if (row.key == "probability") return load_probability(part, context, spec.probability);
                 if (row.key == "tls_handshake") return load_handshake(part, context, spec, use);
                 if (part_of(row.key) == FaultPart::pace) return load_pace(row.key, part, context, fault);
                 if (part_of(row.key) == FaultPart::end) return load_end(row.key, part, context, fault);
                 load_content(row.key, part, context, fault);
               });
  if (context.error_count() == before) check_parts(value, context, fault);
  if (!spec.tls_handshake) spec.fault = std::make_shared<const Fault>(fault);
}

ResponseKey fault_key() {
  return {{.key = "fault",
           .summary = "what goes wrong with the answer",
           .schema = R"({"$ref": "#/$defs/fault"})",
           .example = "{reset: in_head}",
           .bad = "often"},
          [](const Node& value, LoadContext& context, ResponseSpec& spec) {
            load_fault(value, context, spec.fault, FaultUse::response);
          },
          true};
}

NamedTable fault_table() { return {"fault", scenario_rows, words_schema}; }

}  // namespace phantomime::directives
