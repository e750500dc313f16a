#include <algorithm>
#include <array>
#include <utility>

#include "phantomime/base/base64.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/regex.hpp"
#include "phantomime/formats/exchange_formats/sample_text.hpp"
#include "phantomime/formats/exchange_formats/wiremock.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::formats {
namespace {

/// A path as the scenario language writes a literal one.
std::string literal_path(std::string_view path) {
  std::string result;
  for (const char c : path) {
    result += c;
    if (c == '{' || c == '}') result += c;
  }
  return result;
}

class RequestFromWiremock {
 public:
  RequestFromWiremock(Reading& reading, Obstacle& obstacle, WiremockExample& example)
      : reading_{reading}, obstacle_{obstacle}, example_{example} {}

  Node whole(const Node& request) {
    for (std::size_t entry = 0; entry < request.size() && !obstacle_.met(); ++entry)
      read_key(request.key(entry).text(), request.value(entry), request);
    if (!nothing_else_.empty()) put(result_, "nothing_else", list_node(std::move(nothing_else_)));
    return std::move(result_);
  }

 private:
  void read_key(const std::string& key, const Node& value, const Node& request) {
    if (key == "method") return method(value);
    if (key == "url") return exact_url(value.text());
    if (key == "urlPath") return literal(value.text());
    if (key == "urlPattern") return pattern(value.text(), true);
    if (key == "urlPathPattern") return pattern(value.text(), false);
    if (key == "urlPathTemplate") return path_template(value.text(), request.find("pathParameters"));
    if (key == "queryParameters") return fields(value, "query", example_.query);
    if (key == "headers") return fields(value, "headers", example_.headers);
    if (key == "cookies") return fields(value, "cookies", example_.cookies);
    if (key == "formParameters") return form(value);
    if (key == "basicAuthCredentials" || key == "basicAuth") return credentials(value);
    if (key == "bodyPatterns") return bodies(value);
    if (key == "pathParameters") return;
    constexpr std::array dropped{"host", "port", "scheme", "clientIp"};
    if (std::find(dropped.begin(), dropped.end(), key) != dropped.end())
      reading_.losses().add("host, port, scheme and client address that requests had to have");
    else
      obstacle_.meet("the request key '" + key + "'");
  }

  void method(const Node& value) {
    if (value.is_mapping()) return obstacle_.meet("a matcher of methods");
    if (value.text() == "ANY") return;
    example_.method = value.text();
    put(result_, "method", text_node(value.text()));
  }

  void literal(const std::string& path) {
    example_.target = path;
    put(result_, "path", text_node(literal_path(path)));
  }

  void exact_url(const std::string& url) {
    const http::Target target = http::split_target(url);
    literal(std::string{target.path});
    nothing_else_.push_back(text_node("query"));
    const http::Fields all = http::parse_fields(target.query);
    if (all.empty()) return;
    Node query = mapping_node();
    for (const http::Field& field : all) {
      if (query.find(field.name)) continue;
      std::vector<Node> values;
      for (const http::Field& other : all)
        if (other.name == field.name) values.push_back(text_node(other.value));
      if (field.bare)
        put(query, field.name, mapping_node("bare", word_node("true")));
      else if (values.size() > 1)
        put(query, field.name, mapping_node("values", list_node(std::move(values))));
      else
        put(query, field.name, values.front());
    }
    put(result_, "query", std::move(query));
    example_.target = url;
    if (all.size() > 1) reading_.losses().add("the order of the query fields in 'url'");
  }

  /// `urlPattern` looks at path and query as one text; here they are two.
  void pattern(const std::string& expression, bool with_query) {
    if (with_query && expression.find("\\?") != std::string::npos)
      return obstacle_.meet("a 'urlPattern' that looks into the query");
    const auto sample = sample_text(expression);
    if (!Regex::create(expression)) return obstacle_.meet("an expression that RE2 does not know");
    example_.target = sample.value_or("/");
    put(result_, "path", mapping_node("expression", text_node(expression)));
    if (with_query && !expression.ends_with(".*")) nothing_else_.push_back(text_node("query"));
  }

  void path_template(const std::string& path, const Node* parameters) {
    if (parameters && parameters->size() > 0) return obstacle_.meet("matchers of path parameters");
    put(result_, "path", text_node(path));
    std::string target;
    for (std::size_t at = 0; at < path.size(); ++at) {
      if (path[at] == '{') {
        target += 'x';
        at = std::min(path.find('}', at), path.size() - 1);
      } else {
        target += path[at];
      }
    }
    example_.target = target;
  }

  void fields(const Node& value, std::string_view key, std::vector<std::pair<std::string, std::string>>& samples) {
    Node conditions = mapping_node();
    for (std::size_t entry = 0; entry < value.size(); ++entry) {
      std::string sample = "x";
      Node condition = condition_from_wiremock(value.value(entry), obstacle_, sample);
      const bool absent = condition.is_mapping() && condition.find("absent");
      const Node* const values = condition.is_mapping() ? condition.find("values") : nullptr;
      if (values)
        for (const Node& one : values->items()) samples.emplace_back(value.key(entry).text(), one.text());
      else if (!absent)
        samples.emplace_back(value.key(entry).text(), sample);
      put(conditions, value.key(entry).text(), std::move(condition));
    }
    put(result_, key, std::move(conditions));
  }

  void form(const Node& value) {
    RequestFromWiremock inner{reading_, obstacle_, example_};
    inner.fields(value, "form", example_.form);
    add_body(std::move(inner.result_));
  }

  void credentials(const Node& value) {
    const Node* const user = value.find("username");
    const Node* const password = value.find("password");
    if (!user || !password) return obstacle_.meet("credentials without user or password");
    Node basic = mapping_node("user", text_node(user->text()));
    put(basic, "password", text_node(password->text()));
    put(result_, "credentials", mapping_node("basic", std::move(basic)));
    example_.headers.emplace_back("Authorization", "Basic " + encode_base64(user->text() + ":" + password->text()));
  }

  void bodies(const Node& list) {
    for (const Node& item : list.items()) {
      const std::string before = std::exchange(example_.body, {});
      add_body(body_from_wiremock(item, obstacle_, example_));
      join_samples(before);
    }
  }

  /// Samples of several patterns in one body, where they are objects.
  void join_samples(const std::string& before) {
    if (before.empty()) return;
    auto one = parse_json(before), other = parse_json(example_.body);
    if (!one || !other || !one->is_object() || !other->is_object()) {
      if (example_.body.empty()) example_.body = before;
      return;
    }
    one->merge_patch(*other);
    example_.body = json_text(*one);
  }

  /// The first is `body`, others stand under `all`.
  void add_body(Node body) {
    if (!result_.find("body")) return put(result_, "body", std::move(body));
    for (std::size_t entry = 0; entry < result_.size(); ++entry)
      if (result_.key(entry).text() == "all") {
        result_.children()[entry * 2 + 1].children().push_back(mapping_node("body", std::move(body)));
        return;
      }
    put(result_, "all", list_node({mapping_node("body", std::move(body))}));
  }

  Reading& reading_;
  Obstacle& obstacle_;
  WiremockExample& example_;
  Node result_ = mapping_node();
  std::vector<Node> nothing_else_;
};

}  // namespace

Node WiremockExample::node() const {
  std::string line = target;
  for (const auto& [name, value] : query)
    line += (line.find('?') == std::string::npos ? "?" : "&") + http::percent_encode(name) + "=" +
            http::percent_encode(value);
  Node example = mapping_node("request", text_node(method + " " + line));
  Node lines = mapping_node();
  const auto add = [&](const std::string& name, const std::string& value) {
    for (std::size_t entry = 0; entry < lines.size(); ++entry)
      if (lines.key(entry).text() == name) {
        Node& there = lines.children()[entry * 2 + 1];
        if (there.is_scalar()) there = list_node({Node{there}});
        there.children().push_back(text_node(value));
        return;
      }
    put(lines, name, text_node(value));
  };
  for (const auto& [name, value] : headers) add(name, value);
  std::string cookie;
  for (const auto& [name, value] : cookies)
    cookie.append(cookie.empty() ? "" : "; ").append(name).append(1, '=').append(value);
  if (!cookie.empty()) add("Cookie", cookie);
  if (lines.size() > 0) put(example, "headers", std::move(lines));
  std::string sent = body;
  for (const auto& [name, value] : form)
    sent += (sent.empty() ? "" : "&") + http::percent_encode(name) + "=" + http::percent_encode(value);
  if (!sent.empty()) put(example, "body", text_node(sent));
  return example;
}

Node request_from_wiremock(const Node& request, Reading& reading, Obstacle& obstacle, WiremockExample& example) {
  return RequestFromWiremock{reading, obstacle, example}.whole(request);
}

}  // namespace phantomime::formats
