#include "phantomime/server/admin_reply.hpp"

#include <charconv>
#include <memory>
#include <utility>

#include "phantomime/formats/json_reader.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::server {
namespace {

http::Reply reply_of(int status, std::string_view type, const OrderedJson& body) {
  http::Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", std::string{type});
  reply.headers.add("Cache-Control", "no-store");
  reply.body =
      std::make_shared<const std::string>(body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
  return reply;
}

std::string_view member_of(Fault::In in) {
  switch (in) {
    case Fault::In::query:
    case Fault::In::path:
      return "parameter";
    case Fault::In::header:
      return "header";
    case Fault::In::body:
      break;
  }
  return "pointer";
}

OrderedJson to_json(const Fault& fault) {
  OrderedJson json = OrderedJson::object();
  json[std::string{member_of(fault.in)}] = fault.name;
  json["detail"] = fault.detail;
  if (!fault.hint.empty()) json["hint"] = fault.hint;
  if (fault.line > 0) json["line"] = fault.line;
  if (fault.column > 0) json["column"] = fault.column;
  return json;
}

/// `status: expected an integer`, so that the detail alone says where.
std::string sentence(const Fault& fault) {
  std::string text = fault.name.empty() ? fault.detail : fault.name + ": " + fault.detail;
  return fault.hint.empty() ? text : text + " (" + fault.hint + ")";
}

}  // namespace

http::Reply json_reply(int status, const OrderedJson& body) { return reply_of(status, "application/json", body); }

http::Reply problem(int status, std::string_view detail, const std::vector<Fault>& faults) {
  OrderedJson errors = OrderedJson::array();
  for (const Fault& fault : faults) errors.push_back(to_json(fault));
  OrderedJson body{{"type", "about:blank"},
                   {"title", std::string{http::reason_phrase(status)}},
                   {"status", status},
                   {"detail", std::string{detail}}};
  if (!errors.empty()) body["errors"] = std::move(errors);
  return reply_of(status, "application/problem+json", body);
}

http::Reply problem(int status, const std::vector<Fault>& faults) {
  std::string detail = faults.empty() ? std::string{} : sentence(faults.front());
  if (faults.size() > 1) detail += ", and " + std::to_string(faults.size() - 1) + " more";
  return problem(status, detail, faults);
}

std::vector<Fault> faults_of(const Errors& errors, const Document& body) {
  std::vector<Fault> faults;
  for (const Error& error : errors) {
    // Loaders repeat values that they do not understand.
    Fault fault{Fault::In::body, {}, http::redact_text(error.what), http::redact_text(error.hint)};
    if (error.where) {
      fault.name = formats::pointer_at(body, *error.where).value_or("");
      fault.line = error.where->line;
      fault.column = error.where->column;
    }
    faults.push_back(std::move(fault));
  }
  return faults;
}

std::optional<Document> read_body(const std::string& body, http::Reply& refusal) {
  Errors errors;
  const auto source = std::make_shared<const Source>("request body", body);
  auto document = formats::read_json_document(source, errors);
  if (!document) refusal = problem(400, faults_of(errors, {source, {}}));
  return document;
}

const std::string* QueryReader::text(std::string_view name) const {
  for (const http::Field& field : query_)
    if (field.name == name) return &field.value;
  return nullptr;
}

void QueryReader::wrong(std::string_view name, std::string detail, std::string hint) {
  faults_.push_back({Fault::In::query, std::string{name}, std::move(detail), std::move(hint)});
}

std::optional<std::uint64_t> QueryReader::number(std::string_view name, std::uint64_t low, std::uint64_t high) {
  const std::string* value = text(name);
  if (!value) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, code] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (code == std::errc{} && end == value->data() + value->size() && number >= low && number <= high) return number;
  wrong(name, "expected an integer from " + std::to_string(low) + " to " + std::to_string(high), {});
  return std::nullopt;
}

std::optional<bool> QueryReader::flag(std::string_view name) {
  const std::string* value = text(name);
  if (!value) return std::nullopt;
  if (*value == "true") return true;
  if (*value == "false") return false;
  wrong(name, "expected true or false", "write " + std::string{name} + "=true");
  return std::nullopt;
}

}  // namespace phantomime::server
