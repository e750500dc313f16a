// body: xml_path: at each XPath 1.0 there is a value that satisfies the condition.
#include <cmath>

#include <pugixml.hpp>

#include "phantomime/http/redaction.hpp"
#include "phantomime/matchers/bodies/body_keys.hpp"

namespace phantomime::matchers {

namespace {

// Nothing is fetched and nothing expands: pugixml reads no DTD, so there are no entities but XML's own five.
pugi::xml_parse_result parse_xml(const std::string& body, pugi::xml_document& document) {
  return document.load_buffer(body.data(), body.size(), pugi::parse_default, pugi::encoding_auto);
}

// What cannot be XML costs no parse.
bool may_be_xml(std::string_view body) {
  const auto start = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return start != std::string_view::npos &&
         (body[start] == '<' || body[start] == '\xFF' || body[start] == '\xFE' || body[start] == '\0');
}

/// One XPath with its condition.
struct Selection {
  std::string path;
  std::shared_ptr<const pugi::xpath_query> query;
  Condition condition;
  Location where;
  Showing showing = Showing::plain;
};

std::string number_text(double number) {
  // Integers without a point, as XPath's string() writes them.
  if (std::trunc(number) == number && std::abs(number) < 1e15) return std::to_string(static_cast<long long>(number));
  std::string text = Json(number).dump();
  return std::isfinite(number) ? text : "NaN";
}

// Texts of the selected nodes: an element's whole text, an attribute's value; one text for other results.
std::vector<std::string> texts_of(const pugi::xpath_query& query, const pugi::xml_document& document) {
  std::vector<std::string> texts;
  try {
    switch (query.return_type()) {
      case pugi::xpath_type_node_set: {
        static const pugi::xpath_query text_of{"string(.)"};
        for (const pugi::xpath_node& node : query.evaluate_node_set(document))
          texts.push_back(node.attribute() ? node.attribute().value() : text_of.evaluate_string(node));
        break;
      }
      case pugi::xpath_type_number:
        texts.push_back(number_text(query.evaluate_number(document)));
        break;
      case pugi::xpath_type_boolean:
        texts.emplace_back(query.evaluate_boolean(document) ? "true" : "false");
        break;
      default:
        texts.push_back(query.evaluate_string(document));
    }
  } catch (const std::exception&) {
    texts.clear();  // out of memory for a node set: nothing is selected
  }
  return texts;
}

/// All paths of one stub together, so that the body is parsed once.
class BodyXml final : public Matcher {
 public:
  BodyXml(std::vector<Selection> selections, Location where)
      : selections_{std::move(selections)}, where_{std::move(where)} {}

  bool matches(const http::RequestView& request) const override {
    const std::string& body = request.request().body;
    if (!may_be_xml(body)) return false;
    pugi::xml_document document;
    if (!parse_xml(body, document)) return false;
    for (const Selection& selection : selections_) {
      const auto texts = texts_of(*selection.query, document);
      if (!selection.condition.holds(values_of(texts))) return false;
    }
    return true;
  }

  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    const std::string& body = request.request().body;
    pugi::xml_document document;
    const auto result = parse_xml(body, document);
    if (!may_be_xml(body) || !result) {
      differences.push_back(wrong_format("XML", may_be_xml(body) ? result.description() : "", body, where_));
      return;
    }
    for (const Selection& selection : selections_) {
      const auto texts = texts_of(*selection.query, document);
      const Values values = values_of(texts);
      if (!selection.condition.holds(values))
        differences.push_back(path_difference(selection.path, selection.condition, values, selection.showing,
                                              Addressed::one_place, selection.where));
    }
  }

  std::string describe() const override {
    std::string text;
    for (const Selection& selection : selections_)
      text +=
          (text.empty() ? "body " : " and ") + selection.path + ' ' + selection.condition.describe(selection.showing);
    return text;
  }
  unsigned conditions() const override { return static_cast<unsigned>(selections_.size()); }
  std::string identity() const override {
    std::string text = "xml_path";
    for (const Selection& selection : selections_) {
      if (selection.condition.identity().empty()) return {};
      text += ' ' + json_quote(selection.path) + ' ' + selection.condition.identity();
    }
    return text;
  }

 private:
  static Values values_of(const std::vector<std::string>& texts) {
    Values values;
    for (const std::string& text : texts) values.add({text, nullptr, false});
    return values;
  }
  std::vector<Selection> selections_;
  Location where_;
};

// Whether some name in the path says that what lies there is a secret.
bool names_secret(std::string_view path) {
  while (!path.empty()) {
    const auto end = std::min(path.find_first_of("/@[]()='\" :"), path.size());
    if (http::is_secret_name(path.substr(0, end))) return true;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return false;
}

std::shared_ptr<const pugi::xpath_query> compile(const Node& key, LoadContext& context) {
  try {
    return std::make_shared<const pugi::xpath_query>(key.text().c_str());
  } catch (const pugi::xpath_exception& error) {
    std::string reason = error.result().description();
    if (!reason.empty() && reason.front() >= 'A' && reason.front() <= 'Z')
      reason.front() = static_cast<char>(reason.front() - 'A' + 'a');
    context.error(key, ErrorCode::bad_expression,
                  "the XPath '" + key.text() + "' does not compile: " + reason + " at character " +
                      std::to_string(error.result().offset + 1),
                  "this is XPath 1.0, such as /order/id or //item[@gift]");
  } catch (const std::exception& error) {
    context.error(key, ErrorCode::bad_expression, "the XPath '" + key.text() + "' does not compile: " + error.what());
  }
  return nullptr;
}

void load_xml_path(const Node& node, LoadContext& context, BodyDraft& draft) {
  draft.is_pattern = true;
  if (!expect_mapping(node, context, "'xml_path'")) return;
  if (node.size() == 0)
    context.error(node, ErrorCode::missing_key, "'xml_path' asks for nothing", "write {/order/id: 7}");
  std::vector<Selection> selections;
  for (std::size_t entry = 0; entry < node.size(); ++entry) {
    const Node& key = node.key(entry);
    auto query = compile(key, context);
    auto condition =
        load_condition(node.value(entry), context, ConditionTable::field, "the condition on '" + key.text() + "'");
    if (query && condition)
      selections.push_back({key.text(), std::move(query), std::move(*condition), key.location(),
                            names_secret(key.text()) ? Showing::redacted : Showing::plain});
  }
  if (!selections.empty()) draft.matchers.push_back(std::make_shared<BodyXml>(std::move(selections), node.location()));
}

}  // namespace

BodyKey xml_path_key() {
  return {{"xml_path", "is XML with such a value at each XPath 1.0",
           R"({"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/field_condition"}})",
           "{/order/id: 7, '//item[@gift]': {present: true}}", "[/order/id]"},
          load_xml_path,
          BodyFormat::xml};
}

}  // namespace phantomime::matchers
