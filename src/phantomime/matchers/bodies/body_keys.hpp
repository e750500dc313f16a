#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/load_context.hpp"
#include "phantomime/matchers/conditions/condition.hpp"
#include "phantomime/matchers/matcher.hpp"

/// The rows of the registry of body keys; bodies/body.cpp lists them.
namespace phantomime::matchers {

/// What the loaders of body keys fill.
struct BodyDraft {
  const Node* body = nullptr;  ///< the whole mapping, for keys that look beside themselves
  std::vector<MatcherPtr> matchers;
  std::vector<FacetKey> named_fields;
  bool is_pattern = false;  ///< something else than one exact body (RequestSpec::is_pattern)
};

/// What a body would have to be for a key to hold: two that exclude each other are a mistake.
enum class BodyFormat { any, json, xml, multipart };

/// A row of the registry of body keys.
struct BodyKey : KeyRow {
  void (*load)(const Node& value, LoadContext& context, BodyDraft& draft) = nullptr;
  BodyFormat format = BodyFormat::any;
};
[[nodiscard]] std::span<const BodyKey> body_keys();

[[nodiscard]] BodyKey base64_key();
[[nodiscard]] BodyKey text_key();
[[nodiscard]] BodyKey json_key();
[[nodiscard]] BodyKey json_like_key();
[[nodiscard]] BodyKey ignoring_key();
[[nodiscard]] BodyKey json_path_key();
[[nodiscard]] BodyKey json_schema_key();
[[nodiscard]] BodyKey form_key();
[[nodiscard]] BodyKey multipart_key();
[[nodiscard]] BodyKey xml_path_key();
[[nodiscard]] BodyKey digest_key();
[[nodiscard]] BodyKey size_key();

[[nodiscard]] std::span<const KeyRow> json_schema_file_rows();
[[nodiscard]] std::span<const KeyRow> multipart_part_rows();
[[nodiscard]] std::span<const KeyRow> digest_rows();

/// "no body" or the body in short, redacted.
[[nodiscard]] std::string show_body(std::string_view body);
/// The Difference of a body that is not even of the format asked for: `not JSON: ...`.
[[nodiscard]] Difference wrong_format(std::string_view format, std::string_view problem, std::string_view body,
                                      const Location& where);

/// The Difference of values found at a path of the body, `$.scope` or `/order/id`. `addressed`: the path names one
/// place, so that an edit can speak of it.
enum class Addressed { one_place, several };
[[nodiscard]] Difference path_difference(const std::string& path, const Condition& condition, const Values& values,
                                         Showing showing, Addressed addressed, const Location& where);

}  // namespace phantomime::matchers
