#include <array>

#include "phantomime/base/base64.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/formats/exchange_formats/conversion.hpp"
#include "phantomime/formats/exchange_formats/wiremock.hpp"
#include "phantomime/formats/paths.hpp"

namespace phantomime::formats {
namespace {

struct FaultName {
  std::string_view wiremock, ours;
};
constexpr std::array faults{
    FaultName{"EMPTY_RESPONSE", "close"},
    FaultName{"CONNECTION_RESET_BY_PEER", "reset"},
    FaultName{"RANDOM_DATA_THEN_CLOSE", "garbage"},
    FaultName{"MALFORMED_RESPONSE_CHUNK", "malformed_chunk"},
};

/// `250` milliseconds as `250ms`.
std::string milliseconds(const Node& number) { return number.text() + "ms"; }

bool is_count(const Node* node) {
  const auto number = node ? node->as_integer() : std::nullopt;
  return number && *number >= 0 && *number <= 1'000'000'000;
}

class ResponseFromWiremock {
 public:
  ResponseFromWiremock(const WiremockFiles& files, Reading& reading, Obstacle& obstacle)
      : files_{files}, reading_{reading}, obstacle_{obstacle} {}

  Node whole(const Node& response) {
    is_template_ = uses_templates(response);
    for (std::size_t entry = 0; entry < response.size() && !obstacle_.met(); ++entry)
      read_key(response.key(entry).text(), response.value(entry));
    const bool has_body = result_.find("text") || result_.find("json") || result_.find("base64");
    if (has_body && !has_content_type_) put(result_, "without_headers", list_node({text_node("Content-Type")}));
    return std::move(result_);
  }

 private:
  static bool uses_templates(const Node& response) {
    const Node* const transformers = response.find("transformers");
    if (!transformers) return false;
    for (const Node& one : transformers->items())
      if (one.text() == "response-template") return true;
    return false;
  }

  void read_key(const std::string& key, const Node& value) {
    if (key == "status") return status(value);
    if (key == "statusMessage") return put(result_, "reason", text_node(value.text()));
    if (key == "headers") return headers(value);
    if (key == "body") return body(value.text());
    if (key == "base64Body") return base64(value);
    if (key == "jsonBody") return json(value);
    if (key == "bodyFileName") return file(value);
    if (key == "fixedDelayMilliseconds") return delay(value);
    if (key == "delayDistribution") return distribution(value);
    if (key == "chunkedDribbleDelay") return dribble(value);
    if (key == "fault") return fault(value);
    if (key == "transformers" || key == "transformerParameters" || key == "fromConfiguredStub") {
      if (!is_template_) reading_.losses().add("response transformers");
      return;
    }
    obstacle_.meet("the response key '" + key + "'");
  }

  void status(const Node& value) {
    const auto number = value.as_integer();
    if (!number || *number < 200 || *number > 599) return obstacle_.meet("a status that is not from 200 to 599");
    put(result_, "status", word_node(value.text()));
  }

  void headers(const Node& value) {
    Node lines = mapping_node();
    for (std::size_t entry = 0; entry < value.size(); ++entry) {
      const Node& one = value.value(entry);
      const std::string& name = value.key(entry).text();
      has_content_type_ = has_content_type_ || http::same_name(name, "Content-Type");
      std::vector<Node> values;
      for (const Node& item : one.is_sequence() ? one.items() : std::span{&one, 1}) {
        if (item.text().find("{{") != std::string::npos) return obstacle_.meet("a header that is a template");
        values.push_back(text_node(item.text()));
      }
      if (values.empty()) continue;
      put(lines, name, values.size() == 1 ? values.front() : list_node(std::move(values)));
    }
    put(result_, "headers", std::move(lines));
  }

  void body(const std::string& text) {
    if (is_template_ && text.find("{{") != std::string::npos) return obstacle_.meet("a body that is a template");
    if (has_body()) return obstacle_.meet("two bodies");
    put(result_, valid_utf8(text) ? "text" : "base64", text_node(valid_utf8(text) ? text : encode_base64(text)));
  }

  void base64(const Node& value) {
    const auto bytes = reading_.base64(value);
    if (has_body()) return obstacle_.meet("two bodies");
    if (bytes) put(result_, "base64", text_node(encode_base64(*bytes)));
  }

  void json(const Node& value) {
    if (has_body()) return obstacle_.meet("two bodies");
    put(result_, "json", value);
  }

  void file(const Node& value) {
    if (value.text().find("{{") != std::string::npos) return obstacle_.meet("a file's name that is a template");
    if (const auto bytes = files_.read(value, reading_)) body(*bytes);
  }

  [[nodiscard]] bool has_body() const { return result_.find("text") || result_.find("json") || result_.find("base64"); }

  void delay(const Node& value) {
    if (!is_count(&value)) return obstacle_.meet("a delay that is no number");
    if (value.as_integer() == 0) return;
    put(result_, "delay", text_node(milliseconds(value)));
  }

  void distribution(const Node& value) {
    const Node* const type = value.find("type");
    const std::string_view kind = type ? std::string_view{type->text()} : "";
    const Node *const low = value.find("lower"), *const high = value.find("upper");
    if (kind == "fixed" && is_count(value.find("milliseconds"))) return delay(*value.find("milliseconds"));
    if (kind == "uniform" && is_count(low) && is_count(high))
      return put(result_, "delay",
                 mapping_node("uniform", list_node({text_node(milliseconds(*low)), text_node(milliseconds(*high))})));
    const Node *const median = value.find("median"), *const sigma = value.find("sigma");
    if (kind != "lognormal" || !is_count(median) || !sigma || !sigma->as_number())
      return obstacle_.meet("a distribution of delays that is not known");
    Node shape = mapping_node("median", text_node(milliseconds(*median)));
    put(shape, "sigma", word_node(sigma->text()));
    if (is_count(value.find("maxValue"))) put(shape, "at_most", text_node(milliseconds(*value.find("maxValue"))));
    put(result_, "delay", mapping_node("log_normal", std::move(shape)));
  }

  void dribble(const Node& value) {
    const Node *const pieces = value.find("numberOfChunks"), *const time = value.find("totalDuration");
    if (!is_count(pieces) || !is_count(time)) return obstacle_.meet("a dribble without chunks or time");
    Node drip = mapping_node("over", text_node(milliseconds(*time)));
    put(drip, "pieces", word_node(pieces->text()));
    put(result_, "fault", mapping_node("drip", std::move(drip)));
  }

  void fault(const Node& value) {
    for (const FaultName& name : faults)
      if (name.wiremock == value.text()) return put(result_, "fault", text_node(name.ours));
    obstacle_.meet("the fault '" + printable(value.text()) + "'");
  }

  const WiremockFiles& files_;
  Reading& reading_;
  Obstacle& obstacle_;
  Node result_ = mapping_node();
  bool is_template_ = false, has_content_type_ = false;
};

void put_delay(const Node& delay, Node& response, Obstacle& obstacle) {
  const auto milliseconds_of = [&](const Node& node) {
    const auto duration = parse_duration(node.text());
    if (!duration) obstacle.meet("a delay that is computed");
    return word_node(duration ? std::to_string(duration->count() / 1'000'000) : "0");
  };
  if (delay.is_scalar()) return put(response, "fixedDelayMilliseconds", milliseconds_of(delay));
  Node distribution = mapping_node();
  if (const Node* const range = delay.find("uniform"); range && range->size() == 2) {
    put(distribution, "type", text_node("uniform"));
    put(distribution, "lower", milliseconds_of(range->items()[0]));
    put(distribution, "upper", milliseconds_of(range->items()[1]));
  } else if (const Node* const shape = delay.find("log_normal");
             shape && shape->find("median") && shape->find("sigma")) {
    put(distribution, "type", text_node("lognormal"));
    put(distribution, "median", milliseconds_of(*shape->find("median")));
    put(distribution, "sigma", word_node(shape->find("sigma")->text()));
    if (const Node* const most = shape->find("at_most")) put(distribution, "maxValue", milliseconds_of(*most));
  } else {
    obstacle.meet("a delay of another kind");
  }
  put(response, "delayDistribution", std::move(distribution));
}

void put_fault(const Node& fault, Node& response, Obstacle& obstacle) {
  if (fault.is_scalar()) {
    if (fault.text() == "none") return;
    for (const FaultName& name : faults)
      if (name.ours == fault.text()) return put(response, "fault", text_node(name.wiremock));
  }
  const Node* const drip = fault.find("drip");
  const Node* const over = drip ? drip->find("over") : nullptr;
  const auto time = over ? parse_duration(over->text()) : Result<std::chrono::nanoseconds>{Error{}};
  if (fault.size() != 1 || !time) return obstacle.meet("a fault that WireMock does not know");
  const Node* const pieces = drip->find("pieces");
  Node dribble = mapping_node("numberOfChunks", word_node(pieces ? pieces->text() : "100"));
  put(dribble, "totalDuration", word_node(std::to_string(time->count() / 1'000'000)));
  put(response, "chunkedDribbleDelay", std::move(dribble));
}

}  // namespace

std::optional<std::string> WiremockFiles::read(const Node& name, Reading& reading) const {
  const auto path = normalise(name.text());
  const auto outside = [&] {
    reading.error(name, ErrorCode::outside_folder, "'" + shorten(name.text(), 80) + "' leads out of the folder __files",
                  "name a file within it");
    return std::nullopt;
  };
  if (!path) return outside();
  const std::string file = join(folder_, *path);
  const auto real = files_.real_path(file), real_folder = files_.real_path(folder_);
  if (real && real_folder && !lies_in(*real, *real_folder)) return outside();
  auto bytes = files_.read(file, max_conversion_bytes);
  if (bytes) return std::move(*bytes);
  reading.error(name, bytes.error().code, bytes.error().what, "the file belongs in " + folder_);
  return std::nullopt;
}

Node response_from_wiremock(const Node& response, const WiremockFiles& files, Reading& reading, Obstacle& obstacle) {
  return ResponseFromWiremock{files, reading, obstacle}.whole(response);
}

Node response_to_wiremock(const Node& response, Losses& losses, Obstacle& obstacle) {
  Node result = mapping_node();
  for (std::size_t entry = 0; entry < response.size(); ++entry) {
    const std::string& key = response.key(entry).text();
    const Node& value = response.value(entry);
    if (key == "status")
      put(result, "status", word_node(value.text()));
    else if (key == "reason")
      put(result, "statusMessage", text_node(value.text()));
    else if (key == "headers")
      put(result, "headers", value);
    else if (key == "text")
      put(result, "body", text_node(value.text()));
    else if (key == "base64")
      put(result, "base64Body", text_node(value.text()));
    else if (key == "json")
      put(result, "jsonBody", value);
    else if (key == "delay")
      put_delay(value, result, obstacle);
    else if (key == "fault")
      put_fault(value, result, obstacle);
    else if (key == "chunks")
      losses.add("where chunked bodies are cut");
    else if (key != "without_headers")
      obstacle.meet("the response key '" + key + "'");
  }
  if (!result.find("status")) put(result, "status", word_node("200"));
  return result;
}

}  // namespace phantomime::formats
