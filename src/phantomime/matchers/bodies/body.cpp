// body: the registry of its keys, and what they share.
#include <array>

#include "phantomime/http/redaction.hpp"
#include "phantomime/matchers/bodies/body_keys.hpp"
#include "phantomime/matchers/keys.hpp"

namespace phantomime::matchers {

namespace {

std::string_view name_of(BodyFormat format) {
  if (format == BodyFormat::json) return "JSON";
  return format == BodyFormat::xml ? "XML" : "a multipart form";
}

void load_body(const Node& node, LoadContext& context, RequestSpec& spec) {
  BodyDraft draft;
  draft.body = &node;
  BodyFormat format = BodyFormat::any;
  std::string_view first;
  read_mapping(node, context, "'body'", body_keys(), [&](const BodyKey& key, const Node& value) {
    key.load(value, context, draft);
    if (key.format == BodyFormat::any || key.format == format) return;
    if (format == BodyFormat::any) {
      format = key.format;
      first = key.key;
      return;
    }
    context.error(value, ErrorCode::conflict,
                  "'" + std::string{key.key} + "' beside '" + std::string{first} + "': no body is " +
                      std::string{name_of(format)} + " and " + std::string{name_of(key.format)} + " at once",
                  "leave one of them out");
  });
  if (node.is_mapping() && node.size() == 0)
    context.error(node, ErrorCode::missing_key, "'body' asks for nothing", "for an empty one write {size: 0}");
  spec.is_pattern_ = spec.is_pattern_ || draft.is_pattern;
  spec.conditions.insert(spec.conditions.end(), draft.matchers.begin(), draft.matchers.end());
  spec.named_fields.insert(spec.named_fields.end(), draft.named_fields.begin(), draft.named_fields.end());
}

std::string verb_phrase(const std::string& path, const Condition& condition, const Values& values, Showing showing,
                        Addressed addressed) {
  if (condition.holds(Values{})) return "remove " + path + " from the body";
  if (showing == Showing::redacted) return "give " + path + " in the body the value that the stub asks for";
  const auto sample = condition.sample();
  if (!sample || sample->values.size() != 1 || addressed == Addressed::several)
    return "change the body so that " + path + ' ' + condition.describe(showing);
  const std::string wanted = show_expected(sample->values.front(), showing);
  if (values.empty()) return "add " + path + " with " + wanted + " to the body";
  return "change " + path + " in the body from " + show_actual(values, showing) + " to " + wanted;
}

}  // namespace

std::string show_body(std::string_view body) {
  if (body.empty()) return "no body";
  return show_bare(http::redact_body(body.substr(0, 4096), shown_bytes));
}

Difference wrong_format(std::string_view format, std::string_view problem, std::string_view body,
                        const Location& where) {
  const std::string name{format};
  const std::string actual = body.empty()      ? "no body"
                             : problem.empty() ? "not " + name
                                               : "not " + name + ": " + show_bare(problem);
  return {"body", "is " + name, actual, "send a body that is " + name, 1, where};
}

Difference path_difference(const std::string& path, const Condition& condition, const Values& values, Showing showing,
                           Addressed addressed, const Location& where) {
  Difference difference;
  difference.field = "body " + path;
  difference.expected = condition.describe(showing);
  difference.actual = show_actual(values, showing);
  difference.edit = verb_phrase(path, condition, values, showing, addressed);
  difference.distance = condition.distance(values);
  difference.where = where;
  return difference;
}

std::span<const BodyKey> body_keys() {
  static const std::array<BodyKey, 12> keys = {
      base64_key(),      text_key(), json_key(),      json_like_key(), ignoring_key(), json_path_key(),
      json_schema_key(), form_key(), multipart_key(), xml_path_key(),  digest_key(),   size_key(),
  };
  return keys;
}

RequestKey body_key() {
  return {{"body", "what the body must be", R"({"$ref": "#/$defs/body"})", "{json_path: {$.scope: new}}", "new"},
          load_body};
}

}  // namespace phantomime::matchers
