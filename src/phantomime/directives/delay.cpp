#include <algorithm>
#include <cmath>
#include <optional>

#include "phantomime/base/time_text.hpp"
#include "phantomime/directives/keys.hpp"

namespace phantomime::directives {
namespace {

using std::chrono::nanoseconds;

/// What log_normal is cut at where nothing is said: its tail has no end.
constexpr nanoseconds longest = std::chrono::hours{1};
constexpr double largest_sigma = 10;

constexpr std::string_view duration_schema =
    R"({"anyOf": [{"const": 0}, {"type": "string", "pattern": "^(0|[0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h|d))$"}]})";

constexpr KeyRow forms[] = {
    {.key = "uniform",
     .summary = "anything between two durations",
     .schema = R"({"type": "array", "minItems": 2, "maxItems": 2, "items": {"anyOf": [{"const": 0},
                   {"type": "string", "pattern": "^(0|[0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h|d))$"}]}})",
     .example = "[100ms, 2s]",
     .bad = "[100ms]"},
    {.key = "log_normal",
     .summary = "as answers of busy servers are spread: many near the median, a few late",
     .schema = R"({"$ref": "#/$defs/log_normal"})",
     .example = "{median: 200ms, sigma: 0.4, at_most: 5s}",
     .bad = "{median: 200ms}"},
};

constexpr KeyRow log_normal_rows[] = {
    {.key = "median",
     .summary = "half of the answers wait no longer",
     .schema = duration_schema,
     .example = "200ms",
     .bad = "soon",
     .presence = Presence::required},
    {.key = "sigma",
     .summary = "the spread: the standard deviation of the logarithm",
     .schema = R"({"type": "number", "minimum": 0, "maximum": 10})",
     .example = "0.4",
     .bad = "-1",
     .presence = Presence::required},
    {.key = "at_most",
     .summary = "where it is cut; default 1h",
     .schema = duration_schema,
     .example = "5s",
     .bad = "never"},
};

std::optional<nanoseconds> read_delay(const Node& value, LoadContext& context, std::string_view what) {
  const auto text = read_text(value, context, what);
  if (!text) return std::nullopt;
  const auto duration = parse_duration(*text);
  if (!duration) {
    context.error(value, ErrorCode::bad_value, duration.error().what,
                  duration.error().hint.empty() ? "write 250ms, 1.5s or 2m" : duration.error().hint);
    return std::nullopt;
  }
  if (*duration >= nanoseconds{0}) return *duration;
  context.error(value, ErrorCode::bad_value, std::string{what} + " must not be negative", "write 250ms, 1.5s or 2m");
  return std::nullopt;
}

void load_uniform(const Node& value, LoadContext& context, DelaySpec& delay) {
  delay.kind = DelaySpec::Kind::uniform;
  if (!expect_sequence(value, context, "uniform")) return;
  if (value.size() != 2) {
    context.error(value, ErrorCode::bad_value, "uniform takes two durations, found " + std::to_string(value.size()),
                  "write {uniform: [100ms, 2s]}");
    return;
  }
  const auto low = read_delay(value.items()[0], context, "a delay");
  const auto high = read_delay(value.items()[1], context, "a delay");
  if (!low || !high) return;
  if (*high < *low)
    context.error(value.items()[1], ErrorCode::bad_value, "the longer delay comes second",
                  "write {uniform: [" + format_duration(*high) + ", " + format_duration(*low) + "]}");
  delay.low = *low;
  delay.high = *high;
}

void load_log_normal(const Node& value, LoadContext& context, DelaySpec& delay) {
  delay.kind = DelaySpec::Kind::log_normal;
  delay.high = longest;
  read_mapping(value, context, "log_normal", std::span<const KeyRow>{log_normal_rows},
               [&](const KeyRow& row, const Node& part) {
                 if (row.key == "median") {
                   delay.low = read_delay(part, context, "median").value_or(nanoseconds{0});
                 } else if (row.key == "at_most") {
                   delay.high = read_delay(part, context, "at_most").value_or(longest);
                 } else if (const auto sigma = read_number(part, context, "sigma")) {
                   delay.sigma = *sigma;
                   if (!(*sigma >= 0 && *sigma <= largest_sigma))  // also not a number
                     context.error(part, ErrorCode::bad_value, "sigma must be from 0 to 10, found " + part.text(),
                                   "0.4 is usual");
                 }
               });
}

void load_form(const Node& value, LoadContext& context, DelaySpec& delay) {
  if (value.size() != 1)
    context.error(value, ErrorCode::conflict, "a delay is one of 'uniform' and 'log_normal'",
                  "write {uniform: [100ms, 2s]}");
  read_mapping(value, context, "delay", std::span<const KeyRow>{forms}, [&](const KeyRow& row, const Node& form) {
    if (row.key == "uniform")
      load_uniform(form, context, delay);
    else
      load_log_normal(form, context, delay);
  });
}

void load_delay(const Node& value, LoadContext& context, ResponseSpec& spec) {
  spec.delay = {};
  if (value.is_mapping()) {
    load_form(value, context, spec.delay);
  } else if (const auto fixed = read_delay(value, context, "delay")) {
    spec.delay.kind = DelaySpec::Kind::fixed;
    spec.delay.low = *fixed;
  }
}

}  // namespace

nanoseconds DelaySpec::draw(Random& random) const {
  switch (kind) {
    case Kind::none:
      break;
    case Kind::fixed:
      return low;
    case Kind::uniform:
      return nanoseconds{random.integer(low.count(), high.count())};
    case Kind::log_normal: {
      const double drawn = static_cast<double>(low.count()) * std::exp(sigma * random.normal());
      if (!(drawn < static_cast<double>(high.count()))) return high;
      return nanoseconds{static_cast<std::int64_t>(drawn)};
    }
  }
  return nanoseconds{0};
}

ResponseKey delay_key() {
  return {{.key = "delay",
           .summary = "how long the answer waits",
           .schema = R"({"$ref": "#/$defs/delay"})",
           .example = "250ms",
           .bad = "soon"},
          load_delay,
          true};
}

NamedTable delay_table() { return {"delay", forms, duration_schema}; }
NamedTable log_normal_table() { return {"log_normal", log_normal_rows, ""}; }

}  // namespace phantomime::directives
