#include <algorithm>

#include "phantomime/base/ascii.hpp"
#include "phantomime/formats/exchange_formats/wiremock.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::formats {
namespace {

/// What a capture of this type matches, as an expression.
std::string_view expression_of(std::string_view type) {
  if (type == "integer") return "[+-]?[0-9]+";
  if (type == "number") return "[+-]?[0-9]+(?:[.][0-9]+)?";
  if (type == "uuid") return "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}";
  if (type == "word") return "[A-Za-z0-9_]+";
  if (type == "rest") return ".*";
  return "[^/]+";
}

void append_escaped(std::string& out, char c) {
  if (std::string_view{"\\.+*?()|[]{}^$"}.find(c) != std::string_view::npos) out += '\\';
  out += c;
}

/// A path of the scenario language, literal or with captures, as an expression and as what it is.
struct PathText {
  std::string literal, expression, wiremock_template;
  bool has_captures = false, is_template = true;
};
PathText read_path(std::string_view path) {
  PathText result;
  for (std::size_t at = 0; at < path.size(); ++at) {
    const bool doubled = (path[at] == '{' || path[at] == '}') && path.substr(at + 1, 1) == path.substr(at, 1);
    if (path[at] == '{' && !doubled) {
      const std::size_t end = std::min(path.find('}', at), path.size());
      const std::string_view inner = path.substr(at + 1, end - at - 1);
      const std::size_t colon = inner.find(':');
      const std::string_view type = colon == std::string_view::npos ? "any" : inner.substr(colon + 1);
      result.has_captures = true;
      const bool whole_segment = (at > 0 && path[at - 1] == '/') && (end + 1 >= path.size() || path[end + 1] == '/');
      result.is_template = result.is_template && whole_segment && type == "any";
      result.expression += expression_of(type);
      result.wiremock_template += "{" + std::string{inner.substr(0, colon)} + "}";
      at = end;
      continue;
    }
    if (doubled) ++at;
    result.literal += path[at];
    result.wiremock_template += path[at];
    append_escaped(result.expression, path[at]);
  }
  return result;
}

std::string glob_expression(std::string_view glob) {
  std::string result;
  for (std::size_t at = 0; at < glob.size(); ++at) {
    if (glob.substr(at, 2) == "**") {
      result += ".*";
      ++at;
    } else if (glob[at] == '*') {
      result += "[^/]*";
    } else if (glob[at] == '?') {
      result += "[^/]";
    } else {
      append_escaped(result, glob[at]);
    }
  }
  return result;
}

class RequestToWiremock {
 public:
  RequestToWiremock(Losses& losses, Obstacle& obstacle) : losses_{losses}, obstacle_{obstacle} {}

  Node whole(const Node& request) {
    if (request.is_scalar()) {
      const std::size_t blank = std::min(request.text().find(' '), request.text().size());
      method(text_node(request.text().substr(0, blank)));
      path(text_node(trimmed(std::string_view{request.text()}.substr(blank))), request);
      return finished();
    }
    if (!request.find("method")) method(text_node("any"));
    for (std::size_t entry = 0; entry < request.size() && !obstacle_.met(); ++entry)
      read_key(request.key(entry).text(), request.value(entry), request);
    return finished();
  }

 private:
  Node finished() {
    if (!patterns_.empty()) put(result_, "bodyPatterns", list_node(std::move(patterns_)));
    return std::move(result_);
  }

  void read_key(const std::string& key, const Node& value, const Node& request) {
    if (key == "method") return method(value);
    if (key == "path") return path(value, request);
    if (key == "query") return exact_url_ ? void() : fields(value, "queryParameters");
    if (key == "headers" || key == "cookies") return fields(value, key);
    if (key == "credentials") return credentials(value);
    if (key == "body") return body_to_wiremock(value, result_, patterns_, obstacle_);
    if (key == "all") return all(value);
    if (key == "trailing_slash") return;
    if (key == "nothing_else") {
      if (!exact_url_) losses_.add("that requests may have no other fields ('nothing_else')");
      return;
    }
    obstacle_.meet("the request key '" + key + "'");
  }

  void method(const Node& value) {
    if (value.is_scalar()) return put(result_, "method", text_node(value.text() == "any" ? "ANY" : value.text()));
    if (value.size() == 1) return method(value.items().front());
    std::vector<Node> methods;
    for (const Node& one : value.items()) methods.push_back(text_node(one.text()));
    put(result_, "method", mapping_node("oneOf", list_node(std::move(methods))));
  }

  void path(const Node& value, const Node& request) {
    if (value.is_mapping()) {
      const Node* const glob = value.find("glob");
      const Node* const expression = value.find("expression");
      if (!glob && !expression) return obstacle_.meet("a path of another kind");
      return put(result_, "urlPathPattern", text_node(glob ? glob_expression(glob->text()) : expression->text()));
    }
    const PathText text = read_path(value.text());
    const Node* const slash = request.find("trailing_slash");
    if (slash && slash->text() == "tolerated")
      return put(result_, "urlPathPattern",
                 text_node((text.expression.ends_with('/') ? text.expression : text.expression + "/") + "?"));
    if (text.has_captures && text.is_template)
      return put(result_, "urlPathTemplate", text_node(text.wiremock_template));
    if (text.has_captures) return put(result_, "urlPathPattern", text_node(text.expression));
    if (auto query = exact_query(request)) {
      exact_url_ = true;
      return put(result_, "url", text_node(text.literal + *query));
    }
    put(result_, "urlPath", text_node(text.literal));
  }

  /// The query of a request that may have no fields but those it names, each with one value known.
  static std::optional<std::string> exact_query(const Node& request) {
    const Node* const nothing_else = request.find("nothing_else");
    if (!nothing_else || nothing_else->size() != 1 || nothing_else->items().front().text() != "query")
      return std::nullopt;
    const Node* const query = request.find("query");
    std::string text;
    for (std::size_t entry = 0; query && entry < query->size(); ++entry) {
      const Node& condition = query->value(entry);
      const Node* const values = condition.find("values");
      const std::string name = http::percent_encode(query->key(entry).text());
      const auto add = [&](const std::string& field) { text += (text.empty() ? "?" : "&") + field; };
      if (condition.is_scalar())
        add(name + "=" + http::percent_encode(condition.text()));
      else if (values && condition.size() == 1)
        for (const Node& value : values->items()) add(name + "=" + http::percent_encode(value.text()));
      else if (condition.size() == 1 && condition.find("bare"))
        add(name);
      else
        return std::nullopt;
    }
    return text;
  }

  void fields(const Node& value, std::string_view key) {
    Node matchers = mapping_node();
    for (std::size_t entry = 0; entry < value.size(); ++entry)
      put(matchers, value.key(entry).text(), condition_to_wiremock(value.value(entry), obstacle_));
    put(result_, key, std::move(matchers));
  }

  void credentials(const Node& value) {
    if (value.is_scalar()) return;  // none: WireMock has no credentials of a whole pack
    const Node* const basic = value.find("basic");
    const Node* const user = basic ? basic->find("user") : nullptr;
    const Node* const password = basic ? basic->find("password") : nullptr;
    if (!user || !password || !user->is_scalar() || !password->is_scalar())
      return obstacle_.meet("credentials that are not user and password");
    Node pair = mapping_node("username", text_node(user->text()));
    put(pair, "password", text_node(password->text()));
    put(result_, "basicAuthCredentials", std::move(pair));
  }

  void all(const Node& list) {
    for (const Node& item : list.items()) {
      const Node* const body = item.size() == 1 ? item.find("body") : nullptr;
      if (!body) return obstacle_.meet("the request key 'all'");
      body_to_wiremock(*body, result_, patterns_, obstacle_);
    }
  }

  Losses& losses_;
  Obstacle& obstacle_;
  Node result_ = mapping_node();
  std::vector<Node> patterns_;
  bool exact_url_ = false;
};

}  // namespace

Node request_to_wiremock(const Node& request, Losses& losses, Obstacle& obstacle) {
  return RequestToWiremock{losses, obstacle}.whole(request);
}

}  // namespace phantomime::formats
