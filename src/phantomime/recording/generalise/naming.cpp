#include "phantomime/recording/generalise/naming.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/recording/learn/members.hpp"
#include "phantomime/recording/playing/recorded_request.hpp"

namespace phantomime::recording {
namespace {

constexpr std::size_t longest_stub_name = 120, longest_detail = 40, longest_shown = 100;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), to_lower);
  return text;
}

/// The path without the types of its captures.
std::string plain_path(const RequestDraft& request) {
  if (!request.is_template) return request.path;
  std::string text;
  bool in_type = false;
  for (const char c : request.path) {
    in_type = (in_type || c == ':') && c != '}' && c != '/';
    if (!in_type) text += c;
  }
  return text;
}

std::string shown_value(const std::string& value) {
  return shorten(printable(cut_utf8(value, longest_detail * 2)), longest_detail);
}

std::string query_text(const RequestDraft& request) {
  std::string text;
  for (const FieldAsked& field : request.query) {
    text += (text.empty() ? '?' : '&') + field.name;
    if (field.kind == FieldAsked::Kind::equals && !http::is_secret_name(field.name))
      text += '=' + shown_value(field.values.front());
  }
  return text;
}

/// What of headers and body tells one stub from others of the same line.
std::string details(const StubDraft& stub) {
  std::string text;
  for (const FieldAsked& header : stub.request.headers) {
    if (header.kind == FieldAsked::Kind::absent) text += " without " + header.name;
    if (header.kind == FieldAsked::Kind::equals && !http::is_secret_name(header.name))
      text += " " + shown_value(header.values.front());
  }
  return text;
}

/// Scalars of the body that differ among stubs of one line: ` scope=new`.
std::string body_details(const StubDraft& stub, const std::set<std::string>& differing) {
  std::string text;
  const auto leaves =
      stub.request.body.kind == BodyAsked::Kind::json ? json_leaves(stub.request.body.bytes) : std::nullopt;
  for (const JsonLeaf& leaf : leaves.value_or(std::vector<JsonLeaf>{}))
    if (differing.contains(leaf.pointer) && text.size() < longest_detail &&
        !http::is_secret_name(leaf.pointer.substr(leaf.pointer.rfind('/') + 1)))
      text += " " + leaf.pointer.substr(leaf.pointer.rfind('/') + 1) + "=" + shown_value(leaf.text);
  return text;
}

std::set<std::string> differing_members(const std::vector<StubDraft*>& stubs) {
  std::map<std::string, std::set<std::string>> values;
  for (const StubDraft* stub : stubs) {
    const auto leaves = json_leaves(stub->request.body.bytes);
    for (const JsonLeaf& leaf : leaves.value_or(std::vector<JsonLeaf>{})) values[leaf.pointer].insert(leaf.text);
  }
  std::set<std::string> differing;
  for (const auto& [pointer, all] : values)
    if (all.size() > 1) differing.insert(pointer);
  return differing;
}

int method_place(const std::string& method) {
  constexpr std::array<std::string_view, 7> order{"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"};
  return static_cast<int>(std::find(order.begin(), order.end(), method) - order.begin());
}

}  // namespace

std::string shown_request(const Exchange& exchange) {
  return shorten(exchange.request.method + ' ' + printable(http::redact_url(origin_form(exchange.request.target))),
                 longest_shown);
}

void sort_and_name(std::vector<StubDraft>& stubs) {
  std::stable_sort(stubs.begin(), stubs.end(), [](const StubDraft& a, const StubDraft& b) {
    const int method_a = method_place(a.request.method), method_b = method_place(b.request.method);
    return std::tie(a.request.path, method_a, a.request.method) < std::tie(b.request.path, method_b, b.request.method);
  });
  std::map<std::string, std::vector<StubDraft*>> by_line;
  for (StubDraft& stub : stubs) {
    stub.name =
        shorten(printable(lower(stub.request.method) + ' ' + plain_path(stub.request) + query_text(stub.request)),
                longest_stub_name);
    by_line[stub.name].push_back(&stub);
  }
  std::set<std::string> taken;
  for (auto& [line, same] : by_line) {
    if (same.size() == 1) {
      taken.insert(line);
      continue;
    }
    const auto differing = differing_members(same);
    for (StubDraft* stub : same)
      stub->name += shorten(details(*stub) + body_details(*stub, differing), longest_stub_name);
  }
  for (auto& [line, same] : by_line) {
    if (same.size() == 1) continue;
    for (StubDraft* stub : same) {
      const std::string name = stub->name;
      for (int number = 2; !taken.insert(stub->name).second; ++number)
        stub->name = name + " (" + std::to_string(number) + ')';
    }
  }
}

}  // namespace phantomime::recording
